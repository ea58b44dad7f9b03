/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Is an installed tree still what was installed? A quick look at inodes, sizes and time stamps,
 * or every byte hashed.
 */

#pragma once

#include <gio/gio.h>

#include "rules/tree-index.h"

G_BEGIN_DECLS

/* The quick look: every file of @index is there with the inode, size and time stamp it had, and
 * every link leads where it did. For a thread. */
gboolean op_tree_is_untouched (int root_fd, const char *tree_name, const OpTreeIndex *index);

/* Hash every file, at idle I/O priority, in a thread of its own. Does not change @index, which
 * must stay until the end; a tree that is not there at all is %OP_ERROR_INSTALL_ROOT. Returns the
 * numbers of the damaged files: (element-type guint) (transfer full). */
void op_tree_verify_async (int root_fd,
                           const char *tree_name,
                           const OpTreeIndex *index,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
GArray *op_tree_verify_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
