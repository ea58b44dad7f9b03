/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Products on a real disk, a source that has what the test publishes, and a clock that stands.
 */

#pragma once

#include <string.h>

#include "base/error.h"
#include "fakes/fake-clock.h"
#include "fakes/fake-source.h"
#include "support/files.h"
#include "update/catalogue.h"

G_BEGIN_DECLS

/**
 * Cast:
 * @dir: everything is below this; the root of product ID is DIR/apps/ID
 * @catalogue: (nullable): NULL while the service does not run
 * @problems: (element-type utf8): of the last reload
 * @transitions: of all products, "0>1 1>2"
 *
 * All (owned).
 */
typedef struct
{
  char *dir;
  OpPlaces *places;
  OpFakeSource *source;
  OpFakeClock *clock;
  OpAuditLog *audit;
  OpCatalogue *catalogue;
  GPtrArray *problems;
  GString *transitions;
  unsigned n_added;
  unsigned n_removed;
} Cast;

void cast_set_up (Cast *c, gconstpointer unused);
void cast_tear_down (Cast *c, gconstpointer unused);

/* The service ends, while nothing runs; and begins. After a reboot it knows less. */
void cast_stop (Cast *c);
void cast_start (Cast *c);
void cast_start_after_reboot (Cast *c);

/* A product that downloads from "https://u.example/ID/"; @more: more lines of its file. */
void add_product (Cast *c, const char *id, const char *more);
void reload (Cast *c);
OpProduct *find_product (Cast *c, const char *id);

/* At the place of product @id: a native list; @files: path, text, path, text, …, NULL. */
void publish (Cast *c, const char *id, const char *version, const char *const *files);
char *place_of (const char *id, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Begin @call with @text (parameters); the D-Bus call has been replied to when it returns. FALSE
 * and @error when it was refused. */
gboolean begin (OpProduct *product, OpUpdateEvent call, const char *text, GError **error);

/* The same, it must be accepted; and its end. Returns the status then. */
OpStatus run (OpProduct *product, OpUpdateEvent call, const char *text);
OpStatus wait_for_rest (OpProduct *product);

/* Until @product is in @status. */
void wait_for_status (OpProduct *product, OpStatus status);

/* The product is at rest with @status and this error, in a message with @word. */
void assert_failed (OpProduct *product, OpStatus status, OpError code, const char *word);

char *take_transitions (Cast *c) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
