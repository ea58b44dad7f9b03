/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"

#define MARKS_DIR "pending"

static char *
marks_of (const char *state_path)
{
  g_autofree char *products = g_path_get_dirname (state_path);
  g_autofree char *state = g_path_get_dirname (products);

  return g_build_filename (state, MARKS_DIR, NULL);
}

static gboolean
make_mark (int dir_fd, const char *id)
{
  int fd = openat (dir_fd, id, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

  if (fd < 0)
    return errno == EEXIST;
  close (fd);

  return fsync (dir_fd) == 0;
}

gboolean
op_mark_set (const char *state_path, GError **error)
{
  g_autofree char *marks = marks_of (state_path);
  g_autofree char *id = g_path_get_basename (state_path);
  gboolean ok;
  int dir_fd;

  if (!op_make_path (marks, 0755, error))
    return FALSE;

  dir_fd = open (marks, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ok = dir_fd >= 0 && make_mark (dir_fd, id);
  if (!ok)
    op_set_error_from_errno (error, OP_ERROR_RECORD, errno, marks);
  if (dir_fd >= 0)
    close (dir_fd);

  return ok;
}

void
op_mark_clear (const char *state_path)
{
  g_autofree char *marks = marks_of (state_path);
  g_autofree char *id = g_path_get_basename (state_path);
  g_autofree char *path = g_build_filename (marks, id, NULL);

  if (unlink (path) < 0 && errno != ENOENT)
    g_message ("%s: %s", path, g_strerror (errno));
}

GStrv
op_marks_list (const char *state)
{
  g_autofree char *marks = g_build_filename (state, MARKS_DIR, NULL);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();
  g_autoptr(GDir) dir = g_dir_open (marks, 0, NULL);
  const char *id;

  while (dir != NULL && (id = g_dir_read_name (dir)) != NULL)
    g_strv_builder_add (ids, id);

  return g_strv_builder_end (ids);
}
