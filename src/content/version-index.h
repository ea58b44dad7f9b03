/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The indexes of a product's trees, one file each: `<tree>.index` in the product's state.
 */

#pragma once

#include "rules/tree-index.h"

G_BEGIN_DECLS

/* %OP_ERROR_NOT_FOUND when there is none, %OP_ERROR_RECORD when it cannot be used. */
OpTreeIndex *op_version_index_load (int state_fd,
                                    const char *tree_name,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Durable when it returns. */
gboolean op_version_index_save (int state_fd,
                                const char *tree_name,
                                const OpTreeIndex *index,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Remove those of trees that are not in @keep. */
void op_version_index_sweep (int state_fd, const char *const *keep);

G_END_DECLS
