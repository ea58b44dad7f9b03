/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/clone.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/landing.h"

#define READ_BYTES (256 * 1024)

/* One file on its way. */
typedef struct
{
  OpCloner *cloner;
  OpParents *from;
  const OpIndexedFile *file;
  int to_fd; /* directory that it goes to */
  const char *name;
  unsigned mode;
  GCancellable *cancellable;
  struct stat source; /* what was looked at */
} Job;

/* @out_info: of what was opened */
static int
open_source (OpParents *from, const OpIndexedFile *file, int flags, struct stat *out_info)
{
  const char *name;
  int dir_fd = op_parents_get (from, file->path, &name);
  /* Not blocking, should somebody have put a fifo there. */
  int fd = dir_fd < 0 ? -1 : openat (dir_fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd >= 0 && (fstat (fd, out_info) < 0 || !op_stat_is_as_indexed (out_info, file)))
    {
      close (fd);
      return -1;
    }

  return fd;
}

int
op_clone_open_source (OpParents *from, const OpIndexedFile *file, int flags)
{
  struct stat info;

  return open_source (from, file, flags, &info);
}

static OpCloneResult
fail (const Job *job, GError **error)
{
  g_autofree char *what = g_strdup_printf ("‘%s’ in the new tree", job->name);

  op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, what);

  return OP_CLONE_FAILED;
}

static int
make_file (const Job *job)
{
  return openat (job->to_fd, job->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Not a whole file, so no file. */
static OpCloneResult
unmake_file (const Job *job, OpCloneResult result)
{
  unlinkat (job->to_fd, job->name, 0);

  return result;
}

static OpCloneResult
set_mode (const Job *job, int fd, struct stat *out_info, GError **error)
{
  if (fchmod (fd, job->mode) < 0 || fstat (fd, out_info) < 0)
    {
      fail (job, error);
      return unmake_file (job, OP_CLONE_FAILED);
    }

  return OP_CLONE_DONE;
}

/* Any refusal means that there is another way; only the making of the new file can fail. */
static OpCloneResult
share_blocks (Job *job, struct stat *out_info, GError **error)
{
  g_auto(OpFd) source_fd = op_clone_open_source (job->from, job->file, O_RDONLY);
  g_auto(OpFd) fd = -1;

  if (source_fd < 0)
    return OP_CLONE_NOT_AS_INDEXED;

  fd = make_file (job);
  if (fd < 0)
    return fail (job, error);

  if (ioctl (fd, FICLONE, source_fd) == 0)
    return set_mode (job, fd, out_info, error);

  if (errno == ENOSPC)
    {
      fail (job, error);
      return unmake_file (job, OP_CLONE_FAILED);
    }
  job->cloner->no_reflink = TRUE;

  return unmake_file (job, OP_CLONE_NOT_AS_INDEXED);
}

/* Without the privilege, by name: then see what came. */
static int
link_by_name (const Job *job)
{
  const char *name;
  int dir_fd = op_parents_get (job->from, job->file->path, &name);
  struct stat made;

  if (dir_fd < 0 || linkat (dir_fd, name, job->to_fd, job->name, 0) < 0)
    return -1;

  if (fstatat (job->to_fd, job->name, &made, AT_SYMLINK_NOFOLLOW) == 0 &&
      made.st_ino == job->source.st_ino && made.st_dev == job->source.st_dev)
    return 0;

  unlinkat (job->to_fd, job->name, 0);
  errno = ESTALE;

  return -1;
}

/* Returns: 0, or -1 with errno */
static int
share_file (Job *job, int source_fd)
{
  if (!job->cloner->no_link_by_fd)
    {
      if (linkat (source_fd, "", job->to_fd, job->name, AT_EMPTY_PATH) == 0)
        return 0;
      if (errno != ENOENT && errno != EPERM)
        return -1;
      job->cloner->no_link_by_fd = TRUE;
    }

  return link_by_name (job);
}

/* @landing stays the caller's. A disk that cannot read what it should is no reason to fail:
 * the file can still be fetched. */
static OpCloneResult
copy_bytes (const Job *job, int source_fd, OpLanding *landing, GError **error)
{
  g_autofree char *buffer = g_malloc (READ_BYTES);
  g_autoptr(GError) local_error = NULL;
  OpSha256 sha256;
  gboolean ok = TRUE;

  while (ok)
    {
      ssize_t n_read;

      if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
        return OP_CLONE_FAILED;

      n_read = read (source_fd, buffer, READ_BYTES);
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        return OP_CLONE_NOT_AS_INDEXED;
      if (n_read == 0)
        break;

      ok = op_landing_write (landing, buffer, n_read, &local_error);
    }

  if (ok && op_landing_finish (landing, &sha256, &local_error))
    return OP_CLONE_DONE;

  if (g_error_matches (local_error, OP_ERROR, OP_ERROR_BAD_CONTENT))
    return OP_CLONE_NOT_AS_INDEXED;

  g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "%s: ", job->file->path);

  return OP_CLONE_FAILED;
}

static OpCloneResult
copy (Job *job, struct stat *out_info, GError **error)
{
  const OpExpectation expected = { job->file->size, job->file->size, TRUE, job->file->sha256 };
  g_auto(OpFd) source_fd = op_clone_open_source (job->from, job->file, O_RDONLY);
  g_autoptr(OpLanding) landing = NULL;
  OpCloneResult result;
  int fd;

  if (source_fd < 0)
    return OP_CLONE_NOT_AS_INDEXED;

  fd = make_file (job);
  if (fd < 0)
    return fail (job, error);
  landing = op_landing_new (fd, &expected);

  result = copy_bytes (job, source_fd, landing, error);
  if (result != OP_CLONE_DONE)
    return unmake_file (job, result);

  return set_mode (job, fd, out_info, error);
}

/* A link shares mode and owner with the file. */
static gboolean
can_be_shared (const Job *job)
{
  return (job->source.st_mode & 07777) == job->mode && job->source.st_uid == geteuid ();
}

OpCloneResult
op_cloner_clone (OpCloner *self,
                 OpParents *from,
                 const OpIndexedFile *file,
                 OpParents *to,
                 const char *path,
                 unsigned mode,
                 GCancellable *cancellable,
                 struct stat *out_info,
                 GError **error)
{
  Job job = {
    .cloner = self, .from = from, .file = file, .mode = mode, .cancellable = cancellable
  };
  g_auto(OpFd) source_fd = -1;

  job.to_fd = op_parents_get (to, path, &job.name);
  if (job.to_fd < 0)
    return fail (&job, error);

  if (!self->no_reflink)
    {
      OpCloneResult result = share_blocks (&job, out_info, error);

      if (!self->no_reflink)
        return result;
    }

  source_fd = open_source (from, file, O_PATH, &job.source);
  if (source_fd < 0)
    return OP_CLONE_NOT_AS_INDEXED;

  if (can_be_shared (&job))
    {
      if (share_file (&job, source_fd) == 0)
        {
          *out_info = job.source;
          return OP_CLONE_DONE;
        }
      if (errno == EEXIST || errno == ENOSPC)
        return fail (&job, error);
      /* Too many links, or none on this file system. */
    }

  return copy (&job, out_info, error);
}
