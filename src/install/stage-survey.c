/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-survey.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"
#include "install/look.h"

/* Less than this is not worth a question to the server. */
#define MIN_PARTIAL_BYTES (64 * OP_KIB)

typedef struct
{
  OpStageTable *table;
  OpTaker *taker;
  const OpStageNotes *notes;
  GHashTable *dirs;
  GHashTable *by_path; /* (owned): path → number + 1 */
  GQueue waiting;      /* (owned) (element-type filename): directories still to be looked at */
  OpParents parents;
  GCancellable *cancellable;
} Survey;

/* An entry of a directory. */
typedef struct
{
  int dir_fd;
  const char *name;
  const char *path;
  struct stat info;
} Entry;

static void
survey_clear (Survey *self)
{
  g_hash_table_unref (self->by_path);
  g_queue_clear_full (&self->waiting, g_free);
  op_parents_clear (&self->parents);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Survey, survey_clear)

/* Returns: %FALSE with @error set only when cancelled; what cannot be read has no hash */
static gboolean
hash_entry (Survey *self,
            const Entry *entry,
            OpSha256 *out_sha256,
            gboolean *out_ok,
            GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_auto(OpFd) fd = openat (entry->dir_fd, entry->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  guint64 n_bytes;

  *out_ok = fd >= 0 &&
            op_sha256_of_fd (fd, self->cancellable, out_sha256, &n_bytes, &local_error) &&
            n_bytes == (guint64) entry->info.st_size;
  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* All of it, and the right bytes? Without a hash in the list that can never be said. */
static gboolean
judge_whole (Survey *self, unsigned index, const Entry *entry, gboolean *out_good, GError **error)
{
  OpStagedFile *file = &self->table->files[index];
  OpSha256 sha256;

  *out_good = FALSE;
  if (!file->has_sha256 ||
      (file->size != OP_SIZE_UNKNOWN && file->size != (guint64) entry->info.st_size))
    return TRUE;

  if (!hash_entry (self, entry, &sha256, out_good, error))
    return FALSE;

  *out_good = *out_good && op_sha256_equal (&sha256, &file->sha256) &&
              fchmodat (entry->dir_fd, entry->name, file->mode, 0) == 0;
  if (*out_good)
    op_stage_table_set_done (self->table, index, &entry->info);

  return TRUE;
}

static gboolean
is_worth_going_on (const Survey *self, unsigned index, const Entry *entry)
{
  const OpStagedFile *file = &self->table->files[index];
  guint64 size = entry->info.st_size;

  return size >= MIN_PARTIAL_BYTES && (file->size == OP_SIZE_UNKNOWN || size < file->size) &&
         op_stage_notes_get (self->notes, file) != NULL;
}

/* A file that is to be fetched. One that has another name too may be a part of an installed
 * tree, and is never written to. */
static gboolean
judge_fetched (Survey *self, unsigned index, const Entry *entry, gboolean *out_keep, GError **error)
{
  *out_keep = FALSE;
  if (entry->info.st_nlink != 1)
    return TRUE;

  if (!judge_whole (self, index, entry, out_keep, error))
    return FALSE;

  if (!*out_keep && is_worth_going_on (self, index, entry))
    {
      self->table->files[index].is_partial = TRUE;
      *out_keep = TRUE;
    }

  return TRUE;
}

/* A file that is to be taken from an installed tree. If it is a link to that file, it has been.
 * If not, it is taken again: mostly that costs less than reading it. */
static gboolean
judge_taken (Survey *self, unsigned index, const Entry *entry, gboolean *out_keep, GError **error)
{
  struct stat source;

  if (!op_taker_look (self->taker, index, &source))
    {
      op_stage_table_fetch_instead (self->table, index);
      return judge_fetched (self, index, entry, out_keep, error);
    }

  *out_keep = source.st_ino == entry->info.st_ino && source.st_dev == entry->info.st_dev &&
              (source.st_mode & 07777) == self->table->files[index].mode;
  if (*out_keep)
    op_stage_table_set_done (self->table, index, &source);

  return TRUE;
}

static gboolean
judge_listed (Survey *self, unsigned index, const Entry *entry, gboolean *out_keep, GError **error)
{
  const OpStagedFile *file = &self->table->files[index];

  if (file->link != NULL)
    {
      *out_keep = S_ISLNK (entry->info.st_mode) &&
                  op_parents_is_link_to (&self->parents, file->path, file->link);
      self->table->files[index].is_done = *out_keep;
      return TRUE;
    }

  *out_keep = FALSE;
  if (!S_ISREG (entry->info.st_mode))
    return TRUE;

  if (self->table->plan->steps[index].action == OP_PLAN_REUSE)
    return judge_taken (self, index, entry, out_keep, error);

  if (self->table->plan->steps[index].action == OP_PLAN_FETCH)
    return judge_fetched (self, index, entry, out_keep, error);

  return TRUE;
}

static gboolean
survey_entry (Survey *self, Entry *entry, GError **error)
{
  unsigned number = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_path, entry->path));
  gboolean keep = FALSE;

  if (fstatat (entry->dir_fd, entry->name, &entry->info, AT_SYMLINK_NOFOLLOW) < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, entry->path);
      return FALSE;
    }

  /* Who it belongs to could change it later. */
  if (entry->info.st_uid == geteuid ())
    {
      if (S_ISDIR (entry->info.st_mode) && g_hash_table_contains (self->dirs, entry->path))
        {
          g_queue_push_tail (&self->waiting, g_strdup (entry->path));
          return TRUE;
        }

      if (number != 0 && !judge_listed (self, number - 1, entry, &keep, error))
        return FALSE;
    }

  return keep || op_remove_tree (entry->dir_fd, entry->name, error);
}

static gboolean
survey_directory (Survey *self, const char *path, GError **error)
{
  int fd =
      op_open_beneath (self->table->dir_fd, *path != '\0' ? path : ".", O_RDONLY | O_DIRECTORY, 0);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL; /* takes fd */
  struct dirent *next;
  gboolean ok = TRUE;

  if (dir == NULL)
    {
      op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, path);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  while (ok && (next = readdir (dir)) != NULL)
    {
      g_autofree char *whole = NULL;
      Entry entry = { .dir_fd = dirfd (dir), .name = next->d_name };

      if (g_str_equal (next->d_name, ".") || g_str_equal (next->d_name, ".."))
        continue;

      if (*path != '\0')
        whole = g_strdup_printf ("%s/%s", path, next->d_name);
      entry.path = whole != NULL ? whole : next->d_name;
      ok = !g_cancellable_set_error_if_cancelled (self->cancellable, error) &&
           survey_entry (self, &entry, error);
    }
  closedir (dir);

  return ok;
}

/* Files that share the content of another one of this tree are made last, so they may be links
 * to it. They go first: then what has a second name still is not ours. */
static gboolean
remove_shared (Survey *self, GError **error)
{
  for (unsigned i = 0; i < self->table->n_files; i++)
    {
      const char *path = self->table->files[i].path;
      const char *name;
      int dir_fd;

      if (self->table->plan->steps[i].action != OP_PLAN_SAME)
        continue;

      dir_fd = op_parents_get (&self->parents, path, &name);
      if (dir_fd >= 0 && !op_remove_tree (dir_fd, name, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
op_stage_survey (OpStageTable *table,
                 OpTaker *taker,
                 const OpStageNotes *notes,
                 GHashTable *dirs,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto(Survey) self = { .table = table,
                           .taker = taker,
                           .notes = notes,
                           .dirs = dirs,
                           .by_path = g_hash_table_new (g_str_hash, g_str_equal),
                           .waiting = G_QUEUE_INIT,
                           .parents = OP_PARENTS_INIT (table->dir_fd),
                           .cancellable = cancellable };

  for (unsigned i = 0; i < table->n_files; i++)
    g_hash_table_insert (self.by_path, (char *) table->files[i].path, GUINT_TO_POINTER (i + 1));

  if (!remove_shared (&self, error))
    return FALSE;

  /* Not one inside the other: a deep tree would need as many open directories. */
  g_queue_push_tail (&self.waiting, g_strdup (""));
  while (!g_queue_is_empty (&self.waiting))
    {
      g_autofree char *path = g_queue_pop_head (&self.waiting);

      if (!survey_directory (&self, path, error))
        return FALSE;
    }

  return TRUE;
}
