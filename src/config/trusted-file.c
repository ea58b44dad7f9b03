/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/trusted-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"

#define MAX_FILE_BYTES (1 * OP_MIB)

static gboolean
check (const struct stat *info, GError **error)
{
  if (!S_ISREG (info->st_mode))
    g_set_error (error, OP_ERROR, OP_ERROR_INVALID_STATE, "it is not a regular file");
  else if (info->st_uid != 0 && info->st_uid != geteuid ())
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_INVALID_STATE,
                 "it belongs to the user with the id %u and is not read; give it to root with "
                 "chown",
                 info->st_uid);
  else if ((info->st_mode & S_IWOTH) != 0)
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_INVALID_STATE,
                 "everybody may write it, so it is not read; take that away with chmod o-w");
  else if (info->st_size < 0 || (guint64) info->st_size > MAX_FILE_BYTES)
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_INVALID_STATE,
                 "it is longer than %" G_GUINT64_FORMAT " bytes, and not read",
                 MAX_FILE_BYTES);
  else
    return TRUE;

  return FALSE;
}

/* What is judged is what is read: by descriptor. Takes @owned_fd. */
static char *
read_checked (int owned_fd, size_t *out_n_bytes, GError **error)
{
  g_autofree char *text = NULL;
  size_t n_bytes = 0;
  struct stat info;

  if (fstat (owned_fd, &info) < 0 || !check (&info, error))
    {
      close (owned_fd);
      return NULL;
    }

  text = g_malloc (info.st_size + 1);
  while (n_bytes < (size_t) info.st_size)
    {
      ssize_t n = read (owned_fd, text + n_bytes, info.st_size - n_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      n_bytes += n;
    }
  close (owned_fd);
  text[n_bytes] = '\0';
  *out_n_bytes = n_bytes;

  return g_steal_pointer (&text);
}

char *
op_trusted_file_read (const char *path, size_t *out_n_bytes, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0)
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_INVALID_STATE, "it cannot be read: %s", g_strerror (errno));
      return NULL;
    }

  return read_checked (fd, out_n_bytes, error);
}
