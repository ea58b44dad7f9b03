/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cast.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/files.h"

void
cast_set_up (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  cast->base = g_dir_make_tmp ("offpeak-install-XXXXXX", &error);
  g_assert_no_error (error);
  /* Health checks run as somebody else. */
  g_assert_cmpint (g_chmod (cast->base, 0755), ==, 0);

  cast->root = g_build_filename (cast->base, "root", NULL);
  cast->state = g_build_filename (cast->base, "state", NULL);
  put_dir (cast->root, "versions");
  put_dir (cast->state, ".");

  cast->root_fd = open (cast->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  cast->state_fd = open (cast->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (cast->root_fd, >=, 0);
  g_assert_cmpint (cast->state_fd, >=, 0);
}

void
cast_tear_down (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  close (cast->root_fd);
  close (cast->state_fd);
  g_assert_true (op_remove_tree (AT_FDCWD, cast->base, &error));
  g_assert_no_error (error);

  g_free (cast->base);
  g_free (cast->root);
  g_free (cast->state);
}

void
put_dir (const char *dir, const char *path)
{
  g_autofree char *whole = g_build_filename (dir, path, NULL);

  g_assert_cmpint (g_mkdir_with_parents (whole, 0755), ==, 0);
}

static char *
make_parent (const char *dir, const char *path)
{
  char *whole = g_build_filename (dir, path, NULL);
  g_autofree char *parent = g_path_get_dirname (whole);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);

  return whole;
}

void
put_bytes (const char *dir, const char *path, const void *data, size_t n_bytes, int mode)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *whole = make_parent (dir, path);
  int fd = open (whole, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (op_write_all (fd, data, n_bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fchmod (fd, mode), ==, 0);
  close (fd);
}

void
put (const char *dir, const char *path, const char *text)
{
  put_bytes (dir, path, text, strlen (text), 0644);
}

void
put_link (const char *dir, const char *path, const char *target)
{
  g_autofree char *whole = make_parent (dir, path);

  g_assert_cmpint (symlink (target, whole), ==, 0);
}

void
put_copy (const char *dir, const char *path, const char *program)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  size_t n_bytes;

  g_file_get_contents (program, &bytes, &n_bytes, &error);
  g_assert_no_error (error);
  put_bytes (dir, path, bytes, n_bytes, 0755);
}

gboolean
is_there (const char *dir, const char *path)
{
  g_autofree char *whole = g_build_filename (dir, path, NULL);
  struct stat info;

  return lstat (whole, &info) == 0;
}

struct stat
look (const char *dir, const char *path)
{
  g_autofree char *whole = g_build_filename (dir, path, NULL);
  struct stat info;

  g_assert_cmpint (lstat (whole, &info), ==, 0);

  return info;
}

void
assert_text (const char *dir, const char *path, const char *expected)
{
  g_autofree char *whole = g_build_filename (dir, path, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (whole, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

void
assert_link (const char *dir, const char *path, const char *expected)
{
  g_autofree char *whole = g_build_filename (dir, path, NULL);
  g_autofree char *target = g_file_read_link (whole, NULL);

  g_assert_cmpstr (target, ==, expected);
}

void
assert_failed (GError **error, int code, const char *word)
{
  g_assert_error (*error, OP_ERROR, code);
  g_test_message ("%s", (*error)->message);
  g_assert_nonnull (strstr ((*error)->message, word));
  g_clear_error (error);
}

gboolean
can_mount (void)
{
  static gboolean is_ours;

  if (is_ours)
    return TRUE;

  if (geteuid () != 0 || unshare (CLONE_NEWNS) < 0 ||
      mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
    {
      g_test_skip ("only root can mount a file system");
      return FALSE;
    }
  is_ours = TRUE;

  return TRUE;
}
