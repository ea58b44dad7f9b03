/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-space.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"
#include "install/look.h"

/* For directories, journals, and who else writes meanwhile. */
#define MARGIN_BYTES (16 * OP_MIB)

/* Smaller files are written soon after they are opened. */
#define MIN_RESERVED_BYTES OP_MIB

/* More than this is plenty, for a file of a fraction of it. */
#define PLENTY_BYTES (4 * OP_GIB)
#define PLENTY_FACTOR 8
#define MIN_RESERVED_EARLY_BYTES (16 * OP_MIB)

/* What has been written, or has its space already. */
static guint64
get_present_bytes (OpParents *parents, const OpStagedFile *file)
{
  struct stat info;

  if (!file->is_partial || op_parents_look (parents, file->path, &info) < 0)
    return 0;

  return MAX ((guint64) info.st_size, (guint64) info.st_blocks * 512);
}

/* How many bytes will be written for this file? %FALSE when it is made without any. A copy is
 * counted even where blocks could be shared: nobody has tried yet. */
static gboolean
get_missing_bytes (const OpStageTable *table,
                   OpTaker *taker,
                   OpParents *parents,
                   unsigned index,
                   guint64 *out_n_bytes)
{
  const OpStagedFile *file = &table->files[index];
  guint64 size = file->size == OP_SIZE_UNKNOWN ? 0 : file->size;
  OpIndexedFile source;

  *out_n_bytes = size;
  if (file->is_done)
    return FALSE;

  switch (table->plan->steps[index].action)
    {
    case OP_PLAN_FETCH:
      *out_n_bytes -= MIN (size, get_present_bytes (parents, file));
      return TRUE;

    case OP_PLAN_REUSE:
      return !op_taker_get_source (taker, index, &source) || source.mode != file->mode;

    case OP_PLAN_SAME:
      return op_stage_table_get_origin (table, index)->mode != file->mode;

    case OP_PLAN_LINK:
      return FALSE;

    default:
      g_assert_not_reached ();
    }
}

static void
set_space_error (GError **error, int dir_fd, guint64 needed, guint64 present)
{
  g_autofree char *path = op_fd_get_path (dir_fd);

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_NO_SPACE,
               "The disk of ‘%s’ is too full: the update needs %.1f MiB, it has %.1f MiB",
               path,
               needed / (double) OP_MIB,
               present / (double) OP_MIB);
}

gboolean
op_stage_check_space (const OpStageTable *table, OpTaker *taker, GError **error)
{
  g_auto(OpParents) parents = OP_PARENTS_INIT (table->dir_fd);
  guint64 needed = MARGIN_BYTES;
  guint64 present;
  struct statvfs disk;

  if (fstatvfs (table->dir_fd, &disk) < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, "Asking for free space");
      return FALSE;
    }

  for (unsigned i = 0; i < table->n_files; i++)
    {
      guint64 n_bytes;

      if (get_missing_bytes (table, taker, &parents, i, &n_bytes))
        needed += n_bytes + disk.f_bsize; /* no overflow: a release has 1 TiB at most */
    }

  /* The last few per cent are for root. */
  present = (geteuid () == 0 ? disk.f_bfree : disk.f_bavail) * (guint64) disk.f_frsize;
  if (needed <= present)
    return TRUE;

  set_space_error (error, table->dir_fd, needed, present);

  return FALSE;
}

/* Space that was reserved is written and synced at half the speed (ext4 has to turn every piece of
 * it into a written one), so nothing is reserved where nobody could use up what is free. */
static gboolean
has_plenty (int fd, guint64 size)
{
  struct statvfs disk;
  guint64 present;

  if (fstatvfs (fd, &disk) < 0)
    return FALSE;
  present = disk.f_bavail * (guint64) disk.f_frsize;

  return present >= PLENTY_BYTES && size <= present / PLENTY_FACTOR;
}

gboolean
op_stage_reserve (int fd, guint64 size, GError **error)
{
  int result;

  if (size == OP_SIZE_UNKNOWN || size < MIN_RESERVED_BYTES || has_plenty (fd, size))
    return TRUE;

  do
    result = fallocate (fd, FALLOC_FL_KEEP_SIZE, 0, size);
  while (result < 0 && errno == EINTR);

  if (result < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    {
      g_autofree char *path = op_fd_get_path (fd);

      op_set_error_from_errno (error, OP_ERROR_NO_SPACE, errno == EFBIG ? ENOSPC : errno, path);
      return FALSE;
    }

  return TRUE;
}

gboolean
op_stage_reserve_all (const OpStageTable *table, GError **error)
{
  for (unsigned i = 0; i < table->n_files; i++)
    {
      const OpStagedFile *file = &table->files[i];
      g_auto(OpFd) fd = -1;

      if (table->plan->steps[i].action != OP_PLAN_FETCH || file->is_done ||
          file->size == OP_SIZE_UNKNOWN || file->size < MIN_RESERVED_EARLY_BYTES)
        continue;

      fd = op_open_beneath (table->dir_fd, file->path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
      if (fd < 0)
        {
          op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, file->path);
          return FALSE;
        }
      if (!op_stage_reserve (fd, file->size, error))
        return FALSE;
    }

  return TRUE;
}
