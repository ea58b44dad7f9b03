/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"

#define MAX_TREE_DEPTH 256

/**
 * op_open_beneath:
 * @dir_fd: the directory that @path must not leave
 * @path: relative
 *
 * Returns: a descriptor, close-on-exec; -1 with errno set
 */
int
op_open_beneath (int dir_fd, const char *path, int flags, mode_t mode)
{
  struct open_how how = {
    .flags = flags | O_CLOEXEC,
    .mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? mode : 0,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
  };
  int fd;

  /* EAGAIN: something on the way was renamed at this moment; the kernel cannot tell. */
  do
    fd = syscall (SYS_openat2, dir_fd, path, &how, sizeof how);
  while (fd < 0 && (errno == EINTR || errno == EAGAIN));

  return fd;
}

/**
 * op_make_directories:
 * @dir_fd: where to begin
 * @path: relative; each missing directory of it is made, none is reached through a link or
 *    lies above @dir_fd
 */
gboolean
op_make_directories (int dir_fd, const char *path, mode_t mode, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  int fd = dir_fd;

  for (size_t i = 0; parts[i] != NULL; i++)
    {
      int next = -1;

      if (mkdirat (fd, parts[i], mode) == 0 || errno == EEXIST)
        next = op_open_beneath (fd, parts[i], O_PATH | O_DIRECTORY, 0);

      if (next < 0)
        op_set_error_from_errno (error, OP_ERROR_FAILED, errno, path);
      if (fd != dir_fd)
        close (fd);
      if (next < 0)
        return FALSE;
      fd = next;
    }

  if (fd != dir_fd)
    close (fd);

  return TRUE;
}

/**
 * op_make_path:
 * @absolute_path: one of our own directories; links above it are the administrator's, and
 *    followed
 */
gboolean
op_make_path (const char *absolute_path, mode_t mode, GError **error)
{
  if (g_mkdir_with_parents (absolute_path, mode) < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, absolute_path);
      return FALSE;
    }

  return TRUE;
}

gboolean
op_write_all (int fd, const void *data, size_t n_bytes, GError **error)
{
  const char *rest = data;

  while (n_bytes > 0)
    {
      ssize_t n_written = write (fd, rest, n_bytes);

      if (n_written < 0 && errno == EINTR)
        continue;

      if (n_written < 0)
        {
          op_set_error_from_errno (error, OP_ERROR_FAILED, errno, "Writing");
          return FALSE;
        }

      rest += n_written;
      n_bytes -= n_written;
    }

  return TRUE;
}

static gboolean
read_all (int fd, char *buffer, size_t n_bytes, size_t *out_n_read)
{
  size_t n_read = 0;

  while (n_read < n_bytes)
    {
      ssize_t n = read (fd, buffer + n_read, n_bytes - n_read);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      n_read += n;
    }
  *out_n_read = n_read;

  return TRUE;
}

/**
 * op_read_file:
 * @name: below @dir_fd, a regular file
 * @max_bytes: a longer one is an error
 * @out_contents: (transfer full): with a NUL behind its end
 *
 * A file that does not exist is %OP_ERROR_NOT_FOUND, everything else %OP_ERROR_RECORD.
 */
gboolean
op_read_file (int dir_fd,
              const char *name,
              guint64 max_bytes,
              char **out_contents,
              size_t *out_n_bytes,
              GError **error)
{
  int fd = op_open_beneath (dir_fd, name, O_RDONLY | O_NONBLOCK, 0);
  g_autofree char *contents = NULL;
  struct stat info;
  gboolean ok;

  if (fd < 0)
    {
      op_set_error_from_errno (
          error, errno == ENOENT ? OP_ERROR_NOT_FOUND : OP_ERROR_RECORD, errno, name);
      return FALSE;
    }

  ok = fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (guint64) info.st_size <= max_bytes;
  if (!ok)
    {
      close (fd);
      g_set_error (error, OP_ERROR, OP_ERROR_RECORD, "%s: not a file of reasonable size", name);
      return FALSE;
    }

  contents = g_malloc (info.st_size + 1);
  ok = read_all (fd, contents, info.st_size, out_n_bytes);
  if (!ok)
    op_set_error_from_errno (error, OP_ERROR_RECORD, errno, name);
  close (fd);
  if (!ok)
    return FALSE;

  contents[*out_n_bytes] = '\0';
  *out_contents = g_steal_pointer (&contents);

  return TRUE;
}

static gboolean
write_and_sync (int fd, const void *contents, size_t n_bytes, GError **error)
{
  if (!op_write_all (fd, contents, n_bytes, error))
    return FALSE;

  if (fsync (fd) < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, "Syncing");
      return FALSE;
    }

  return TRUE;
}

static gboolean
replace_file (int dir_fd,
              const char *name,
              const void *contents,
              size_t n_bytes,
              gboolean durably,
              GError **error)
{
  g_autofree char *temporary = g_strconcat (name, "~", NULL);
  int fd = openat (dir_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean ok;

  if (fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, name);
      return FALSE;
    }

  if (durably)
    ok = write_and_sync (fd, contents, n_bytes, error);
  else
    ok = op_write_all (fd, contents, n_bytes, error);
  close (fd);
  if (!ok)
    g_prefix_error (error, "%s: ", name);

  if (ok && (renameat (dir_fd, temporary, dir_fd, name) < 0 || (durably && fsync (dir_fd) < 0)))
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, name);
      ok = FALSE;
    }

  if (!ok)
    unlinkat (dir_fd, temporary, 0);

  return ok;
}

/**
 * op_replace_file:
 *
 * When this returns %TRUE the new contents survive a power cut; when the power fails
 * before, the old ones do.
 */
gboolean
op_replace_file (int dir_fd, const char *name, const void *contents, size_t n_bytes, GError **error)
{
  return replace_file (dir_fd, name, contents, n_bytes, TRUE, error);
}

gboolean
op_replace_volatile_file (int dir_fd,
                          const char *name,
                          const void *contents,
                          size_t n_bytes,
                          GError **error)
{
  return replace_file (dir_fd, name, contents, n_bytes, FALSE, error);
}

/* A power cut may have torn the last line. End it, so that the next one is whole. */
static gboolean
end_torn_line (int fd, GError **error)
{
  off_t n_bytes = lseek (fd, 0, SEEK_END);
  char last;

  if (n_bytes <= 0 || (pread (fd, &last, 1, n_bytes - 1) == 1 && last == '\n'))
    return TRUE;

  return op_write_all (fd, "\n", 1, error);
}

/**
 * op_append_durably:
 * @line: without its newline
 */
gboolean
op_append_durably (int dir_fd, const char *name, const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  int fd = openat (dir_fd, name, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean ok;

  if (fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, name);
      return FALSE;
    }

  ok = end_torn_line (fd, error) && write_and_sync (fd, whole, strlen (whole), error);
  close (fd);
  if (!ok)
    g_prefix_error (error, "%s: ", name);

  return ok;
}

static gboolean remove_entry (int dir_fd, const char *name, unsigned depth);

/* Goes on after a failure; errno is that of the first one. */
static gboolean
empty_directory (int fd, unsigned depth)
{
  DIR *dir = fdopendir (fd); /* takes fd */
  struct dirent *entry;
  int first_errno = 0;

  if (dir == NULL)
    {
      close (fd);
      return FALSE;
    }

  while ((entry = readdir (dir)) != NULL)
    {
      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;
      if (!remove_entry (dirfd (dir), entry->d_name, depth + 1) && first_errno == 0)
        first_errno = errno;
    }
  closedir (dir);
  errno = first_errno;

  return first_errno == 0;
}

/* Sets errno when it fails. */
static gboolean
remove_entry (int dir_fd, const char *name, unsigned depth)
{
  int fd;

  if (unlinkat (dir_fd, name, 0) == 0 || errno == ENOENT)
    return TRUE;
  if (errno != EISDIR && errno != EPERM)
    return FALSE;
  if (depth > MAX_TREE_DEPTH)
    {
      errno = ELOOP;
      return FALSE;
    }

  fd = openat (dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return FALSE;

  return empty_directory (fd, depth) && unlinkat (dir_fd, name, AT_REMOVEDIR) == 0;
}

/**
 * op_remove_tree:
 * @name: one name below @dir_fd; it is no error when there is none
 *
 * Follows no link. What cannot be removed is named by errno only; the rest is gone.
 */
gboolean
op_remove_tree (int dir_fd, const char *name, GError **error)
{
  if (!remove_entry (dir_fd, name, 0))
    {
      g_autofree char *what = g_strdup_printf ("Removing ‘%s’", name);

      op_set_error_from_errno (error, OP_ERROR_FAILED, errno, what);
      return FALSE;
    }

  return TRUE;
}
