/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Configuration files below a directory of the test's own, and what is wrong with them.
 */

#pragma once

#include <string.h>

#include "config/daemon-config.h"
#include "config/product-config.h"
#include "support/files.h"

G_BEGIN_DECLS

/* All (owned). */
typedef struct
{
  char *dir;
  OpPlaces *places; /* below @dir */
  GPtrArray *problems;
} Fixture;

void set_up (Fixture *f, gconstpointer unused);
void tear_down (Fixture *f, gconstpointer unused);

/* There are so many problems; the first one has @words in it. */
void assert_problems (Fixture *f, unsigned n_problems, const char *words);

/* The same, and then none. */
void take_problem (Fixture *f, const char *words);

G_END_DECLS
