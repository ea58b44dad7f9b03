/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/look.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"

void
op_fd_close (OpFd fd)
{
  int saved_errno = errno;

  close (fd);
  errno = saved_errno;
}

void
op_parents_clear (OpParents *self)
{
  if (self->dir_fd >= 0)
    op_fd_close (self->dir_fd);
  self->dir_fd = -1;
  g_clear_pointer (&self->dir, g_free);
}

int
op_parents_get (OpParents *self, const char *path, const char **out_name)
{
  const char *slash = strrchr (path, '/');
  size_t n_dir = slash != NULL ? slash - path : 0;

  *out_name = slash != NULL ? slash + 1 : path;
  if (slash == NULL)
    return self->tree_fd;

  if (self->dir != NULL && strncmp (self->dir, path, n_dir) == 0 && self->dir[n_dir] == '\0')
    return self->dir_fd;

  op_parents_clear (self);
  self->dir = g_strndup (path, n_dir);
  self->dir_fd = op_open_beneath (self->tree_fd, self->dir, O_PATH | O_DIRECTORY, 0);
  if (self->dir_fd < 0)
    g_clear_pointer (&self->dir, g_free);

  return self->dir_fd;
}

int
op_parents_look (OpParents *self, const char *path, struct stat *out_info)
{
  const char *name;
  int dir_fd = op_parents_get (self, path, &name);

  return dir_fd < 0 ? -1 : fstatat (dir_fd, name, out_info, AT_SYMLINK_NOFOLLOW);
}

gboolean
op_parents_is_link_to (OpParents *self, const char *path, const char *target)
{
  char present[PATH_MAX];
  const char *name;
  int dir_fd = op_parents_get (self, path, &name);
  ssize_t n_bytes = dir_fd < 0 ? -1 : readlinkat (dir_fd, name, present, sizeof present);

  return n_bytes >= 0 && (size_t) n_bytes == strlen (target) &&
         memcmp (present, target, n_bytes) == 0;
}

gint64
op_stat_get_mtime_nsec (const struct stat *info)
{
  return info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec;
}

gboolean
op_stat_is_as_indexed (const struct stat *info, const OpIndexedFile *file)
{
  return S_ISREG (info->st_mode) && info->st_ino == file->inode &&
         (guint64) info->st_size == file->size && op_stat_get_mtime_nsec (info) == file->mtime_nsec;
}

char *
op_fd_get_path (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  char *path = g_file_read_link (link, NULL);

  return path != NULL ? path : g_strdup ("the install root");
}
