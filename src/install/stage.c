/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "content/version-index.h"
#include "install/look.h"
#include "install/root.h"
#include "install/stage-dir.h"
#include "install/stage-notes.h"
#include "install/stage-space.h"
#include "install/stage-survey.h"
#include "install/stage-table.h"
#include "install/stage-take.h"
#include "install/stage-whole.h"
#include "install/tree.h"
#include "rules/version.h"

struct _OpStage
{
  char *tree_name; /* (owned) */
  int root_fd;     /* (owned) */
  int versions_fd; /* (owned) */
  int state_fd;    /* (owned) */
  int dir_fd;      /* (owned): the partial tree; -1 until it is prepared */
  guint64 release;

  GMutex lock;         /* files come in in one thread, and are asked about in another */
  OpStageTable *table; /* (owned) (nullable): NULL until it is prepared */
  OpStageNotes *notes; /* (owned) (nullable): likewise */
};

OpStage *
op_stage_new (int root_fd, int state_fd, const char *tree_name, GError **error)
{
  g_autofree char *version = op_tree_name_get_version (tree_name, NULL);
  OpStage *self;
  int versions_fd;

  if (version == NULL)
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_INVALID_ARGS, "‘%s’ is not the name of a tree", tree_name);
      return NULL;
    }

  versions_fd = op_open_beneath (root_fd, OP_VERSIONS_DIR, O_RDONLY | O_DIRECTORY, 0);
  if (versions_fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, "‘" OP_VERSIONS_DIR "’");
      return NULL;
    }

  self = g_new0 (OpStage, 1);
  g_mutex_init (&self->lock);
  self->tree_name = g_strdup (tree_name);
  self->root_fd = fcntl (root_fd, F_DUPFD_CLOEXEC, 3);
  self->versions_fd = versions_fd;
  self->state_fd = fcntl (state_fd, F_DUPFD_CLOEXEC, 3);
  self->dir_fd = -1;

  return self;
}

void
op_stage_free (OpStage *self)
{
  g_clear_pointer (&self->table, op_stage_table_free);
  g_clear_pointer (&self->notes, op_stage_notes_free);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
  close (self->state_fd);
  close (self->versions_fd);
  close (self->root_fd);
  g_free (self->tree_name);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static gboolean
fail (GError **error, const char *path)
{
  g_autofree char *what = g_strdup_printf ("‘%s’ in the new tree", path);

  op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, what);

  return FALSE;
}

static OpTaker *
make_taker (OpStage *self, const OpStageSource *sources, size_t n_sources)
{
  OpTaker *taker = op_taker_new (self->table);

  for (size_t i = 0; i < n_sources; i++)
    {
      int fd = -1;

      if (op_tree_exists (self->root_fd, sources[i].tree_name))
        fd = op_open_beneath (self->versions_fd, sources[i].tree_name, O_PATH | O_DIRECTORY, 0);
      op_taker_add_tree (taker, fd, sources[i].index);
    }

  return taker;
}

gboolean
op_stage_prepare (OpStage *self,
                  OpFileList *list,
                  OpPlan *plan,
                  const OpStageSource *sources,
                  size_t n_sources,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr(OpTaker) taker = NULL;
  g_autoptr(GHashTable) dirs = NULL;
  gboolean is_new;

  g_return_val_if_fail (self->table == NULL, FALSE);
  g_return_val_if_fail (plan->n_steps == op_file_list_get_n_files (list), FALSE);

  self->dir_fd = op_stage_dir_open (self->versions_fd, self->tree_name, &is_new, error);
  if (self->dir_fd < 0)
    return FALSE;

  self->release = op_file_list_get_release (list);
  self->table = op_stage_table_new (self->dir_fd, list, plan);
  self->notes = op_stage_notes_new (self->state_fd, self->tree_name);
  taker = make_taker (self, sources, n_sources);
  dirs = op_stage_table_get_dirs (self->table);

  if (!is_new && !op_stage_survey (self->table, taker, self->notes, dirs, cancellable, error))
    return FALSE;

  /* The space is looked at twice: what cannot be taken has to be fetched. */
  return op_stage_make_dirs (self->table, dirs, error) &&
         op_stage_check_space (self->table, taker, error) &&
         op_taker_take (taker, cancellable, error) &&
         op_stage_check_space (self->table, taker, error) &&
         op_stage_reserve_all (self->table, error);
}

gboolean
op_stage_has_file (OpStage *self, unsigned index)
{
  gboolean is_done;

  g_return_val_if_fail (self->table != NULL && index < self->table->n_files, FALSE);

  g_mutex_lock (&self->lock);
  is_done = self->table->files[index].is_done;
  g_mutex_unlock (&self->lock);

  return is_done;
}

guint64
op_stage_get_partial (OpStage *self, unsigned index, const char **out_validator)
{
  g_auto(OpParents) parents = OP_PARENTS_INIT (self->dir_fd);
  const OpStagedFile *file;
  struct stat info;

  g_return_val_if_fail (self->table != NULL && index < self->table->n_files, 0);

  file = &self->table->files[index];
  g_mutex_lock (&self->lock);
  *out_validator = file->is_done ? NULL : op_stage_notes_get (self->notes, file);
  g_mutex_unlock (&self->lock);

  if (*out_validator != NULL && op_parents_look (&parents, file->path, &info) == 0 &&
      S_ISREG (info.st_mode) && info.st_size > 0)
    return info.st_size;

  *out_validator = NULL;

  return 0;
}

/* A file of ours alone: one that has a second name may be a part of an installed tree. */
static int
open_own (OpStage *self, const char *path, struct stat *out_info, GError **error)
{
  g_auto(OpParents) parents = OP_PARENTS_INIT (self->dir_fd);
  const char *name;
  int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
  int fd = op_open_beneath (self->dir_fd, path, flags, 0600);
  int dir_fd;

  if (fd >= 0 && fstat (fd, out_info) == 0 && S_ISREG (out_info->st_mode) &&
      out_info->st_nlink == 1 && out_info->st_uid == geteuid ())
    return fd;
  if (fd < 0 && errno != ELOOP && errno != EISDIR && errno != ENXIO)
    {
      fail (error, path);
      return -1;
    }
  if (fd >= 0)
    close (fd);

  dir_fd = op_parents_get (&parents, path, &name);
  if (dir_fd >= 0 && !op_remove_tree (dir_fd, name, error))
    return -1;

  fd = op_open_beneath (self->dir_fd, path, flags | O_EXCL, 0600);
  if (fd < 0 || fstat (fd, out_info) < 0)
    fail (error, path);

  return fd;
}

OpLanding *
op_stage_open_file (OpStage *self, unsigned index, const OpExpectation *expected, GError **error)
{
  g_autoptr(OpLanding) landing = NULL;
  const OpStagedFile *file;
  gboolean has_validator;
  struct stat info;
  int fd;

  g_return_val_if_fail (self->table != NULL && index < self->table->n_files, NULL);

  file = &self->table->files[index];
  g_mutex_lock (&self->lock);
  has_validator = op_stage_notes_get (self->notes, file) != NULL;
  g_mutex_unlock (&self->lock);

  fd = open_own (self, file->path, &info, error);
  if (fd < 0)
    return NULL;
  landing = op_landing_new (fd, expected); /* takes fd */

  if (((info.st_mode & 07777) != 0600 && fchmod (fd, 0600) < 0) ||
      (info.st_size > 0 && !has_validator && ftruncate (fd, 0) < 0))
    {
      fail (error, file->path);
      return NULL;
    }

  if (info.st_size > 0 && has_validator &&
      !op_landing_take_over (landing, NULL /* cancellable */, error))
    return NULL;

  /* After the emptying, which would give the space back. */
  if (!op_stage_reserve (fd, expected->size, error))
    return NULL;

  return g_steal_pointer (&landing);
}

void
op_stage_note_validator (OpStage *self, unsigned index, const char *validator)
{
  g_return_if_fail (self->table != NULL && index < self->table->n_files);

  g_mutex_lock (&self->lock);
  op_stage_notes_set (self->notes, &self->table->files[index], validator);
  g_mutex_unlock (&self->lock);
}

gboolean
op_stage_close_file (OpStage *self,
                     unsigned index,
                     OpLanding *landing,
                     const OpSha256 *sha256,
                     GError **error)
{
  OpStagedFile *file;
  struct stat info;
  int fd = op_landing_get_fd (landing);

  g_return_val_if_fail (self->table != NULL && index < self->table->n_files, FALSE);

  file = &self->table->files[index];
  if (file->has_sha256 && !op_sha256_equal (sha256, &file->sha256))
    {
      g_set_error (error, OP_ERROR, OP_ERROR_BAD_CONTENT, "‘%s’ has the wrong hash", file->path);
      return FALSE;
    }

  if (fchmod (fd, file->mode) < 0 || fstat (fd, &info) < 0)
    return fail (error, file->path);

  g_mutex_lock (&self->lock);
  file->sha256 = *sha256;
  op_stage_table_set_done (self->table, index, &info);
  g_mutex_unlock (&self->lock);

  return TRUE;
}

OpTreeIndex *
op_stage_finish (OpStage *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(OpTaker) taker = NULL;
  g_autoptr(OpTreeIndex) index = NULL;
  g_autofree char *version = op_tree_name_get_version (self->tree_name, NULL);

  g_return_val_if_fail (self->table != NULL, NULL);

  taker = op_taker_new (self->table);
  if (!op_taker_share (taker, cancellable, error) || !op_stage_make_links (self->table, error) ||
      !op_stage_open_dirs (self->table, error) ||
      !op_stage_check_whole (self->table, cancellable, error) ||
      !op_stage_dir_sync (self->dir_fd, self->tree_name, error))
    return NULL;

  /* A tree without its index would have to be fetched once more, and whole. */
  index = op_stage_make_index (self->table, version, self->release);
  if (!op_version_index_save (self->state_fd, self->tree_name, index, error) ||
      !op_stage_dir_publish (self->versions_fd, self->tree_name, error))
    return NULL;

  op_stage_notes_remove (self->notes);

  return g_steal_pointer (&index);
}

gboolean
op_stage_discard (OpStage *self, GError **error)
{
  g_autoptr(OpStageNotes) notes = op_stage_notes_new (self->state_fd, self->tree_name);

  op_stage_notes_remove (notes);

  return op_stage_dir_remove (self->versions_fd, self->tree_name, error);
}
