/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-take.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "install/clone.h"
#include "install/look.h"

typedef struct
{
  OpParents parents; /* its tree_fd: (owned) */
  const OpTreeIndex *index;
} Tree;

struct _OpTaker
{
  OpStageTable *table;
  GArray *trees; /* (owned) (element-type Tree) */
  OpParents to;
  OpCloner cloner;
};

static void
tree_clear (gpointer data)
{
  Tree *tree = data;

  op_parents_clear (&tree->parents);
  if (tree->parents.tree_fd >= 0)
    close (tree->parents.tree_fd);
}

OpTaker *
op_taker_new (OpStageTable *table)
{
  OpTaker *self = g_new0 (OpTaker, 1);

  self->table = table;
  self->trees = g_array_new (FALSE, FALSE, sizeof (Tree));
  g_array_set_clear_func (self->trees, tree_clear);
  self->to = (OpParents) OP_PARENTS_INIT (table->dir_fd);

  return self;
}

void
op_taker_free (OpTaker *self)
{
  op_parents_clear (&self->to);
  g_array_unref (self->trees);
  g_free (self);
}

void
op_taker_add_tree (OpTaker *self, int owned_tree_fd, const OpTreeIndex *index)
{
  const Tree tree = { OP_PARENTS_INIT (owned_tree_fd), index };

  g_array_append_val (self->trees, tree);
}

/* (nullable): NULL when the tree is not there */
static Tree *
get_source (OpTaker *self, unsigned index, OpIndexedFile *out_file)
{
  const OpPlanStep *step = &self->table->plan->steps[index];
  Tree *tree = &g_array_index (self->trees, Tree, step->tree);

  g_assert (step->tree < self->trees->len);
  if (tree->parents.tree_fd < 0)
    return NULL;

  op_tree_index_get_file (tree->index, step->index, out_file);

  return tree;
}

gboolean
op_taker_get_source (OpTaker *self, unsigned index, OpIndexedFile *out_file)
{
  return get_source (self, index, out_file) != NULL;
}

gboolean
op_taker_look (OpTaker *self, unsigned index, struct stat *out_info)
{
  OpIndexedFile file;
  Tree *tree = get_source (self, index, &file);
  g_auto(OpFd) fd = tree != NULL ? op_clone_open_source (&tree->parents, &file, O_PATH) : -1;

  return fd >= 0 && fstat (fd, out_info) == 0;
}

static OpCloneResult
take_one (OpTaker *self, unsigned index, GCancellable *cancellable, GError **error)
{
  const OpStagedFile *wanted = &self->table->files[index];
  OpIndexedFile file;
  struct stat info;
  Tree *tree = get_source (self, index, &file);
  OpCloneResult result = OP_CLONE_NOT_AS_INDEXED;

  if (tree != NULL && !file.damaged)
    result = op_cloner_clone (&self->cloner,
                              &tree->parents,
                              &file,
                              &self->to,
                              wanted->path,
                              wanted->mode,
                              cancellable,
                              &info,
                              error);
  if (result == OP_CLONE_DONE)
    op_stage_table_set_done (self->table, index, &info);

  return result;
}

gboolean
op_taker_take (OpTaker *self, GCancellable *cancellable, GError **error)
{
  for (unsigned i = 0; i < self->table->n_files; i++)
    {
      OpCloneResult result;

      if (self->table->plan->steps[i].action != OP_PLAN_REUSE || self->table->files[i].is_done)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      result = take_one (self, i, cancellable, error);
      if (result == OP_CLONE_FAILED)
        return FALSE;
      if (result == OP_CLONE_NOT_AS_INDEXED)
        op_stage_table_fetch_instead (self->table, i);
    }

  return TRUE;
}

static OpCloneResult
share_one (OpTaker *self, unsigned index, GCancellable *cancellable, GError **error)
{
  const OpStagedFile *origin = op_stage_table_get_origin (self->table, index);
  const OpStagedFile *wanted = &self->table->files[index];
  g_auto(OpParents) from = OP_PARENTS_INIT (self->table->dir_fd);
  const OpIndexedFile file = {
    .path = origin->path,
    .sha256 = origin->sha256,
    .size = origin->size,
    .mode = origin->mode,
    .inode = origin->inode,
    .mtime_nsec = origin->mtime_nsec,
  };
  struct stat info;
  OpCloneResult result = op_cloner_clone (&self->cloner,
                                          &from,
                                          &file,
                                          &self->to,
                                          wanted->path,
                                          wanted->mode,
                                          cancellable,
                                          &info,
                                          error);

  if (result == OP_CLONE_DONE)
    op_stage_table_set_done (self->table, index, &info);

  return result;
}

gboolean
op_taker_share (OpTaker *self, GCancellable *cancellable, GError **error)
{
  for (unsigned i = 0; i < self->table->n_files; i++)
    {
      OpCloneResult result;

      if (self->table->plan->steps[i].action != OP_PLAN_SAME || self->table->files[i].is_done)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      result = share_one (self, i, cancellable, error);
      if (result == OP_CLONE_NOT_AS_INDEXED)
        g_set_error (error,
                     OP_ERROR,
                     OP_ERROR_INSTALL_ROOT,
                     "‘%s’ has been changed by somebody else",
                     op_stage_table_get_origin (self->table, i)->path);
      if (result != OP_CLONE_DONE)
        return FALSE;
    }

  return TRUE;
}
