/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The trees on disk, and which of them is the current one.
 *
 *   ROOT/versions/1.0/…
 *   ROOT/versions/2.0/…
 *   ROOT/current  -> versions/2.0      what runs
 *   ROOT/previous -> versions/1.0      what to go back to
 *
 * Power may fail between any two system calls; what `current` names is then either the old
 * tree, whole, or the new one, whole. Every change may be repeated.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Tree names, such as "2.0" or "2.0~1"; (transfer full) (nullable): NULL when there is no such
 * link, or it leads anywhere but to an existing tree in versions/. */
char *op_tree_get_current (int root_fd) G_GNUC_WARN_UNUSED_RESULT;
char *op_tree_get_previous (int root_fd) G_GNUC_WARN_UNUSED_RESULT;

/* @current, @previous: (nullable): NULL removes the link. `previous` is set first; then `current`,
 * with one rename; both are synced when it returns. A tree that does not exist is an error, and
 * nothing is changed. */
gboolean op_tree_set_links (int root_fd, const char *current, const char *previous, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Is there a complete tree of this name? */
gboolean op_tree_exists (int root_fd, const char *tree_name);

/* Names of all complete trees, unsorted; (transfer full). */
GStrv op_tree_list (int root_fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remove every complete tree that is not in @keep, every `~partial` but @keep_partial (a tree
 * name, nullable), and what an earlier removal left. A tree is renamed aside first, so half of
 * one is never taken for a tree. Slow: for a thread. */
gboolean op_tree_sweep (int root_fd,
                        const char *const *keep,
                        const char *keep_partial,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
