/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is installed of a product: its trees with their indexes, and which of them is current.
 * Read from the disk, by a thread.
 */

#pragma once

#include "install/stage.h"

G_BEGIN_DECLS

/**
 * OpInstalled:
 * @root_fd: of the install root; -1 when there is none
 * @state_fd: of the product's state
 * @current, @previous: (owned) (nullable): tree names
 * @trees: (owned) (array length=n_trees): the trees with an index, the current one first
 */
typedef struct
{
  int root_fd;
  int state_fd;
  char *current;
  char *previous;
  OpStageSource *trees;
  size_t n_trees;
} OpInstalled;

/* @create: make the root if there is none; else a root that is not there is one without trees. */
OpInstalled *op_installed_read (const char *root_path,
                                const char *state_path,
                                gboolean create,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with the index of the current tree only. */
OpInstalled *op_installed_read_current (const char *root_path,
                                        const char *state_path,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_installed_free (OpInstalled *self);

/* The index of a tree; (nullable). */
OpTreeIndex *op_installed_find (const OpInstalled *self, const char *tree_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpInstalled, op_installed_free)

G_END_DECLS
