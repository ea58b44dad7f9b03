/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-whole.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "install/look.h"

#define DIR_MODE 0755

static gboolean
fail (GError **error, int saved_errno, const char *path)
{
  g_autofree char *what = g_strdup_printf ("‘%s’ in the new tree", path);

  op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, saved_errno, what);

  return FALSE;
}

gboolean
op_stage_make_dirs (const OpStageTable *table, GHashTable *dirs, GError **error)
{
  g_autoptr(GPtrArray) sorted = op_stage_dirs_sort (dirs);
  g_auto(OpParents) parents = OP_PARENTS_INIT (table->dir_fd);

  for (unsigned i = 0; i < sorted->len; i++)
    {
      const char *path = g_ptr_array_index (sorted, i);
      const char *name;
      int dir_fd = op_parents_get (&parents, path, &name);

      if (dir_fd < 0 || (mkdirat (dir_fd, name, DIR_MODE) < 0 && errno != EEXIST))
        return fail (error, errno, path);
    }

  return TRUE;
}

gboolean
op_stage_make_links (OpStageTable *table, GError **error)
{
  g_auto(OpParents) parents = OP_PARENTS_INIT (table->dir_fd);

  for (unsigned i = 0; i < table->n_files; i++)
    {
      OpStagedFile *file = &table->files[i];
      const char *name;
      int dir_fd;

      if (file->link == NULL || file->is_done)
        continue;

      dir_fd = op_parents_get (&parents, file->path, &name);
      if (dir_fd < 0 || symlinkat (file->link, dir_fd, name) < 0)
        return fail (error, errno, file->path);
      file->is_done = TRUE;
    }

  return TRUE;
}

static gboolean
open_dir (int tree_fd, const char *path)
{
  g_auto(OpFd) fd = op_open_beneath (tree_fd, path, O_RDONLY | O_DIRECTORY, 0);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) < 0)
    return FALSE;

  return (info.st_mode & 07777) == DIR_MODE || fchmod (fd, DIR_MODE) == 0;
}

/* Whatever the umask was: applications run from here as other users. The top comes last. */
gboolean
op_stage_open_dirs (const OpStageTable *table, GError **error)
{
  g_autoptr(GHashTable) dirs = op_stage_table_get_dirs (table);
  g_autoptr(GPtrArray) sorted = op_stage_dirs_sort (dirs);

  for (unsigned i = 0; i < sorted->len; i++)
    {
      if (!open_dir (table->dir_fd, g_ptr_array_index (sorted, i)))
        return fail (error, errno, g_ptr_array_index (sorted, i));
    }

  return open_dir (table->dir_fd, ".") || fail (error, errno, ".");
}

static gboolean
is_as_made (const OpStagedFile *file, OpParents *parents)
{
  struct stat info;

  if (!file->is_done)
    return FALSE;

  if (file->link != NULL)
    return op_parents_is_link_to (parents, file->path, file->link);

  return op_parents_look (parents, file->path, &info) == 0 && S_ISREG (info.st_mode) &&
         info.st_ino == file->inode && (guint64) info.st_size == file->size &&
         op_stat_get_mtime_nsec (&info) == file->mtime_nsec && (info.st_mode & 07777) == file->mode;
}

gboolean
op_stage_check_whole (const OpStageTable *table, GCancellable *cancellable, GError **error)
{
  g_auto(OpParents) parents = OP_PARENTS_INIT (table->dir_fd);

  for (unsigned i = 0; i < table->n_files; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      if (!is_as_made (&table->files[i], &parents))
        {
          g_set_error (error,
                       OP_ERROR,
                       OP_ERROR_INSTALL_ROOT,
                       "‘%s’ is not in the new tree as it should be",
                       table->files[i].path);
          return FALSE;
        }
    }

  return TRUE;
}

OpTreeIndex *
op_stage_make_index (const OpStageTable *table, const char *version, guint64 release)
{
  OpTreeIndex *index = op_tree_index_new (version, release);

  for (unsigned i = 0; i < table->n_files; i++)
    {
      const OpStagedFile *file = &table->files[i];
      const OpIndexedFile indexed = {
        .path = file->path,
        .link = file->link,
        .sha256 = file->sha256,
        .size = file->size,
        .mode = file->mode,
        .inode = file->inode,
        .mtime_nsec = file->mtime_nsec,
      };

      op_tree_index_add (index, &indexed);
    }

  return index;
}
