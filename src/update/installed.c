/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/installed.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "content/version-index.h"
#include "install/root.h"
#include "install/tree.h"

static gboolean
open_places (OpInstalled *self,
             const char *root_path,
             const char *state_path,
             gboolean create,
             GError **error)
{
  g_autoptr(GError) local_error = NULL;

  self->state_fd = open (state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->state_fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, state_path);
      return FALSE;
    }

  self->root_fd = op_install_root_open (root_path, create, &local_error);
  if (self->root_fd < 0 && !g_error_matches (local_error, OP_ERROR, OP_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

/* A tree without a usable index is left alone, but nothing is taken from it. */
static void
add_tree (OpInstalled *self, const char *tree_name)
{
  g_autoptr(GError) error = NULL;
  OpTreeIndex *index = op_version_index_load (self->state_fd, tree_name, &error);

  if (index == NULL)
    {
      g_debug ("Nothing is taken from tree %s: %s", tree_name, error->message);
      return;
    }

  self->trees[self->n_trees++] =
      (OpStageSource){ .tree_name = g_strdup (tree_name), .index = index };
}

static void
read_links (OpInstalled *self)
{
  self->current = op_tree_get_current (self->root_fd);
  self->previous = op_tree_get_previous (self->root_fd);
}

static gboolean
read_trees (OpInstalled *self, GError **error)
{
  g_auto(GStrv) names = op_tree_list (self->root_fd, error);

  if (names == NULL)
    return FALSE;

  read_links (self);
  self->trees = g_new0 (OpStageSource, g_strv_length (names) + 1);

  if (self->current != NULL)
    add_tree (self, self->current);
  for (size_t i = 0; names[i] != NULL; i++)
    {
      if (g_strcmp0 (names[i], self->current) != 0)
        add_tree (self, names[i]);
    }

  return TRUE;
}

OpInstalled *
op_installed_read (const char *root_path, const char *state_path, gboolean create, GError **error)
{
  g_autoptr(OpInstalled) self = g_new0 (OpInstalled, 1);

  self->root_fd = -1;
  self->state_fd = -1;
  if (!open_places (self, root_path, state_path, create, error))
    return NULL;
  if (self->root_fd >= 0 && !read_trees (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

OpInstalled *
op_installed_read_current (const char *root_path, const char *state_path, GError **error)
{
  g_autoptr(OpInstalled) self = g_new0 (OpInstalled, 1);

  self->root_fd = -1;
  self->state_fd = -1;
  if (!open_places (self, root_path, state_path, FALSE, error))
    return NULL;

  if (self->root_fd >= 0)
    read_links (self);
  self->trees = g_new0 (OpStageSource, 1);
  if (self->current != NULL)
    add_tree (self, self->current);

  return g_steal_pointer (&self);
}

void
op_installed_free (OpInstalled *self)
{
  for (size_t i = 0; i < self->n_trees; i++)
    {
      g_free ((char *) self->trees[i].tree_name);
      op_tree_index_free (self->trees[i].index);
    }
  g_free (self->trees);
  g_free (self->current);
  g_free (self->previous);
  if (self->root_fd >= 0)
    close (self->root_fd);
  if (self->state_fd >= 0)
    close (self->state_fd);
  g_free (self);
}

OpTreeIndex *
op_installed_find (const OpInstalled *self, const char *tree_name)
{
  for (size_t i = 0; i < self->n_trees; i++)
    {
      if (g_strcmp0 (self->trees[i].tree_name, tree_name) == 0)
        return self->trees[i].index;
    }

  return NULL;
}
