/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Is this a path that may be made in a tree? Judged once, on the text alone.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each sets an error that names the path and what is wrong with it. */
gboolean op_path_check (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_path_check_name (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
op_path_check_link (const char *path, const char *target, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
