/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where everything lives: below `/`, or below the directory that --root names.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpPlaces:
 * @config: (array zero-terminated=1): configuration, the highest place first
 * @state: what survives a reboot
 * @run: what does not
 * @log: the audit log
 *
 * All absolute.
 */
typedef struct
{
  char **config;
  char *state;
  char *run;
  char *log;
} OpPlaces;

/* @root: (nullable): NULL is `/`. */
OpPlaces *op_places_new (const char *root) G_GNUC_WARN_UNUSED_RESULT;
void op_places_free (OpPlaces *self);

/* Make the directories that we write to, and those that we watch. */
gboolean op_places_make (const OpPlaces *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The files `<folder>/NAME.conf` of all places, NAME → full path; a file of a higher place
 * replaces the lower one of the same name; an empty file, or a link to /dev/null, hides it. */
GHashTable *op_places_list (const OpPlaces *self, const char *folder) G_GNUC_WARN_UNUSED_RESULT;

/* The highest file called @name, e.g. `offpeak.conf`; (nullable) (transfer full). */
char *op_places_find (const OpPlaces *self, const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpPlaces, op_places_free)

G_END_DECLS
