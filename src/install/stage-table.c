/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-table.h"

#include <string.h>

#include "base/bounds.h"
#include "install/look.h"

OpStageTable *
op_stage_table_new (int dir_fd, OpFileList *list, OpPlan *plan)
{
  OpStageTable *self = g_new0 (OpStageTable, 1);

  self->dir_fd = dir_fd;
  self->plan = plan;
  self->n_files = op_file_list_get_n_files (list);
  self->files = g_new0 (OpStagedFile, self->n_files);
  for (unsigned i = 0; i < self->n_files; i++)
    {
      OpListedFile listed;

      op_file_list_get_file (list, i, &listed);
      self->files[i] = (OpStagedFile){
        .path = listed.path,
        .link = listed.link,
        .size = listed.size,
        .mode = listed.mode,
        .has_sha256 = listed.has_sha256,
      };
      if (listed.has_sha256)
        self->files[i].sha256 = listed.sha256;
    }

  return self;
}

void
op_stage_table_free (OpStageTable *self)
{
  g_free (self->files);
  g_free (self);
}

void
op_stage_table_fetch_instead (OpStageTable *self, unsigned index)
{
  guint64 size = self->files[index].size;

  self->plan->steps[index] = (OpPlanStep){ .action = OP_PLAN_FETCH };
  self->plan->n_fetch++;
  if (size != OP_SIZE_UNKNOWN)
    self->plan->fetch_bytes += size;
}

void
op_stage_table_set_done (OpStageTable *self, unsigned index, const struct stat *info)
{
  OpStagedFile *file = &self->files[index];

  file->size = info->st_size;
  file->inode = info->st_ino;
  file->mtime_nsec = op_stat_get_mtime_nsec (info);
  file->is_done = TRUE;
  file->is_partial = FALSE;
}

const OpStagedFile *
op_stage_table_get_origin (const OpStageTable *self, unsigned index)
{
  return &self->files[self->plan->steps[index].index];
}

/* @path and all that it lies in; stops at one that is known. */
static void
add_dir (GHashTable *dirs, const char *path, size_t n_bytes)
{
  while (n_bytes > 0)
    {
      char *dir = g_strndup (path, n_bytes);

      if (!g_hash_table_add (dirs, dir))
        return;

      while (n_bytes > 0 && path[n_bytes - 1] != '/')
        n_bytes--;
      if (n_bytes > 0)
        n_bytes--;
    }
}

GHashTable *
op_stage_table_get_dirs (const OpStageTable *self)
{
  GHashTable *dirs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *last = "";
  size_t n_last = 0;

  for (unsigned i = 0; i < self->n_files; i++)
    {
      const char *path = self->files[i].path;
      const char *slash = strrchr (path, '/');
      size_t n_bytes = slash != NULL ? slash - path : 0;

      if (n_bytes == n_last && memcmp (path, last, n_bytes) == 0)
        continue;

      add_dir (dirs, path, n_bytes);
      last = path;
      n_last = n_bytes;
    }

  return dirs;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GPtrArray *
op_stage_dirs_sort (GHashTable *dirs)
{
  GPtrArray *sorted = g_ptr_array_sized_new (g_hash_table_size (dirs));
  GHashTableIter iter;
  gpointer dir;

  g_hash_table_iter_init (&iter, dirs);
  while (g_hash_table_iter_next (&iter, &dir, NULL))
    g_ptr_array_add (sorted, dir);
  g_ptr_array_sort (sorted, compare_strings);

  return sorted;
}
