/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The directory of a tree that is being made, until it has its own name.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `<tree>~partial`, made if need be. What is there and cannot be ours goes. Returns: a
 * descriptor, -1 with @error set */
int op_stage_dir_open (int versions_fd, const char *tree_name, gboolean *out_is_new, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Sync everything; then, give it its name. */
gboolean
op_stage_dir_sync (int dir_fd, const char *tree_name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_stage_dir_publish (int versions_fd,
                               const char *tree_name,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean op_stage_dir_remove (int versions_fd,
                              const char *tree_name,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
