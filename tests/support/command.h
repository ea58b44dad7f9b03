/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The `offpeak` command against the service of a test: the program comes from the environment,
 * OFFPEAK.
 */

#pragma once

#include "support/service.h"

G_BEGIN_DECLS

/* Run `offpeak` with @words (NULL-terminated); returns its exit status and what it wrote. */
int run_offpeak (Service *s, char **out_text, const char *const *words);

#define OFFPEAK(s, out_text, ...)                                                                  \
  run_offpeak (s, out_text, (const char *const[]){ __VA_ARGS__, NULL })

G_END_DECLS
