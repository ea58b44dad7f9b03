/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Versions of releases: what is one, which is newer. A version is a directory name too,
 * so what is not one never gets near the disk.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}` */
gboolean op_version_is_valid (const char *version);

/* Segment by segment, numbers as numbers: <0, 0, >0. */
int op_version_compare (const char *a, const char *b);

/* By @release when both are not 0, else by version. */
int op_release_compare (const char *version_a,
                        guint64 release_a,
                        const char *version_b,
                        guint64 release_b);

/* The first dotted number (at least one dot) that is a whole part of @path;
 * (transfer full) (nullable). */
char *op_version_find_in_path (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* Trees are directories named `<version>` or, a repair, `<version>~N`. */
char *op_tree_name (const char *version, unsigned repair) G_GNUC_WARN_UNUSED_RESULT;
char *op_tree_name_get_version (const char *tree_name, unsigned *out_repair)
    G_GNUC_WARN_UNUSED_RESULT; /* (nullable): NULL if it is no such name, or NULL */

G_END_DECLS
