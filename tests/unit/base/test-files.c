/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* BASE/dir is what the functions are given; BASE/outside is what they must not touch. */
typedef struct
{
  char *base; /* (owned) */
  int base_fd;
  int fd;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->base = g_dir_make_tmp ("offpeak-files-XXXXXX", &error);
  g_assert_no_error (error);
  f->base_fd = open (f->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (mkdirat (f->base_fd, "dir", 0755), ==, 0);
  g_assert_cmpint (mkdirat (f->base_fd, "outside", 0755), ==, 0);
  g_assert_true (op_replace_file (f->base_fd, "outside/kept", "kept", 4, &error));
  g_assert_no_error (error);
  f->fd = openat (f->base_fd, "dir", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (faccessat (f->base_fd, "outside/kept", R_OK, 0), ==, 0);
  close (f->fd);
  close (f->base_fd);
  g_assert_true (op_remove_tree (AT_FDCWD, f->base, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (f->base, G_FILE_TEST_EXISTS));
  g_free (f->base);
}

static void
put (int dir_fd, const char *name, const char *text)
{
  int fd = openat (dir_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
  close (fd);
}

static gboolean
is_there (int dir_fd, const char *name)
{
  return faccessat (dir_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
assert_text (int dir_fd, const char *name, const char *expected)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  size_t n_bytes;

  g_assert_true (op_read_file (dir_fd, name, 1000, &text, &n_bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpuint (n_bytes, ==, strlen (expected));
}

static void
test_opening_stays_beneath (Fixture *f, gconstpointer unused)
{
  int fd;

  put (f->fd, "a", "");
  g_assert_cmpint (symlinkat ("../outside", f->fd, "out"), ==, 0);
  g_assert_cmpint (symlinkat ("a", f->fd, "b"), ==, 0);

  fd = op_open_beneath (f->fd, "a", O_RDONLY, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_GETFD) & FD_CLOEXEC, !=, 0);
  close (fd);

  g_assert_cmpint (op_open_beneath (f->fd, "../outside/kept", O_RDONLY, 0), ==, -1);
  g_assert_cmpint (errno, ==, EXDEV);
  g_assert_cmpint (op_open_beneath (f->fd, "/etc/passwd", O_RDONLY, 0), ==, -1);
  g_assert_cmpint (errno, ==, EXDEV);
  g_assert_cmpint (op_open_beneath (f->fd, "out/kept", O_RDONLY, 0), ==, -1);
  g_assert_cmpint (errno, ==, ELOOP);
  g_assert_cmpint (op_open_beneath (f->fd, "b", O_RDONLY, 0), ==, -1);
  g_assert_cmpint (errno, ==, ELOOP);
  g_assert_cmpint (op_open_beneath (f->fd, "c", O_RDONLY, 0), ==, -1);
  g_assert_cmpint (errno, ==, ENOENT);
}

static void
test_directories_are_made_and_remade (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_true (op_make_directories (f->fd, "a/b/c", 0755, &error));
      g_assert_no_error (error);
      g_assert_true (is_there (f->fd, "a/b/c"));
    }
}

static void
test_directories_are_not_made_elsewhere (Fixture *f, gconstpointer unused)
{
  static const char *const paths[] = { "out/new", "file/new", "../outside/new", "a//b" };

  g_assert_cmpint (symlinkat ("../outside", f->fd, "out"), ==, 0);
  put (f->fd, "file", "");

  for (size_t i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("‘%s’", paths[i]);
      g_assert_false (op_make_directories (f->fd, paths[i], 0755, &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, paths[i]));
    }
  g_assert_false (is_there (f->base_fd, "outside/new"));
}

static void
test_our_own_paths_are_made (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->base, "dir", "x", "y", NULL);
  g_autofree char *blocked = g_build_filename (f->base, "dir", "file", "y", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (op_make_path (path, 0700, &error));
  g_assert_no_error (error);
  g_assert_true (is_there (f->fd, "x/y"));

  put (f->fd, "file", "");
  g_assert_false (op_make_path (blocked, 0700, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
}

static void
test_a_full_disk_is_named (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  g_assert_false (op_write_all (fd, "x", 1, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_NO_SPACE);
  close (fd);
}

static void
test_reading_what_is_none (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *name;
    OpError code;
  } cases[] = {
    { "missing", OP_ERROR_NOT_FOUND },
    { "long", OP_ERROR_RECORD },
    { "directory", OP_ERROR_RECORD },
    { "fifo", OP_ERROR_RECORD },
    { "link", OP_ERROR_RECORD },
    { "../outside/kept", OP_ERROR_RECORD },
    { "missing/either", OP_ERROR_NOT_FOUND },
  };

  put (f->fd, "long", "12345");
  put (f->fd, "short", "1234");
  g_assert_cmpint (mkdirat (f->fd, "directory", 0755), ==, 0);
  g_assert_cmpint (mkfifoat (f->fd, "fifo", 0600), ==, 0);
  g_assert_cmpint (symlinkat ("short", f->fd, "link"), ==, 0);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;
      size_t n_bytes = 42;

      g_test_message ("%s", cases[i].name);
      g_assert_false (op_read_file (f->fd, cases[i].name, 4, &text, &n_bytes, &error));
      g_assert_error (error, OP_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].name));
      g_assert_null (text);
      g_assert_cmpuint (n_bytes, ==, 42);
    }
  assert_text (f->fd, "short", "1234");
}

static void
test_replacing_leaves_only_the_new_one (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  struct stat info;

  put (f->fd, "a~", "left over from a crash");
  g_assert_true (op_replace_file (f->fd, "a", "old", 3, &error));
  assert_text (f->fd, "a", "old");
  g_assert_true (op_replace_file (f->fd, "a", "newer", 5, &error));
  g_assert_no_error (error);
  assert_text (f->fd, "a", "newer");
  g_assert_false (is_there (f->fd, "a~"));

  g_assert_true (op_replace_file (f->fd, "private", "", 0, &error));
  g_assert_cmpint (fstatat (f->fd, "private", &info, 0), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
}

static void
test_replacing_keeps_the_old_one_when_it_fails (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  put (f->fd, "a", "old");
  g_assert_cmpint (symlinkat ("../outside/kept", f->fd, "a~"), ==, 0);
  g_assert_false (op_replace_file (f->fd, "a", "new", 3, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
  assert_text (f->fd, "a", "old");
  assert_text (f->base_fd, "outside/kept", "kept");

  g_clear_error (&error);
  g_assert_cmpint (mkdirat (f->fd, "d", 0755), ==, 0);
  g_assert_false (op_replace_file (f->fd, "d", "new", 3, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
  g_assert_true (is_there (f->fd, "d"));
  g_assert_false (is_there (f->fd, "d~"));
}

static void
test_appending_ends_a_torn_line (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (op_append_durably (f->fd, "log", "one", &error));
  g_assert_true (op_append_durably (f->fd, "log", "two", &error));
  g_assert_no_error (error);
  assert_text (f->fd, "log", "one\ntwo\n");

  put (f->fd, "torn", "one\ntw");
  g_assert_true (op_append_durably (f->fd, "torn", "three", &error));
  assert_text (f->fd, "torn", "one\ntw\nthree\n");
}

static void
test_appending_follows_no_link (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (symlinkat ("../outside/kept", f->fd, "log"), ==, 0);
  g_assert_false (op_append_durably (f->fd, "log", "one", &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
  assert_text (f->base_fd, "outside/kept", "kept");
}

static void
test_removing_follows_no_link (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (op_make_directories (f->fd, "tree/a/b", 0755, &error));
  put (f->fd, "tree/a/file", "x");
  g_assert_cmpint (symlinkat ("../../outside", f->fd, "tree/out"), ==, 0);
  g_assert_cmpint (symlinkat ("../../../../outside", f->fd, "tree/a/b/out"), ==, 0);
  g_assert_cmpint (symlinkat ("../outside", f->fd, "link"), ==, 0);

  g_assert_true (op_remove_tree (f->fd, "tree", &error));
  g_assert_true (op_remove_tree (f->fd, "link", &error));
  g_assert_true (op_remove_tree (f->fd, "never-was", &error));
  g_assert_no_error (error);
  g_assert_false (is_there (f->fd, "tree"));
  g_assert_false (is_there (f->fd, "link"));
  assert_text (f->base_fd, "outside/kept", "kept");
}

#define TEN "d/d/d/d/d/d/d/d/d/d/"

/* Deeper than we go: nothing crashes, and the error names the tree. */
static void
test_removing_ends_somewhere (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  int fd = dup (f->fd);

  for (unsigned i = 0; i < 300; i++)
    {
      int next;

      g_assert_cmpint (mkdirat (fd, "d", 0755), ==, 0);
      next = openat (fd, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      close (fd);
      fd = next;
    }
  close (fd);

  g_assert_false (op_remove_tree (f->fd, "d", &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "‘d’"));

  /* In two parts, so that the tear-down can. */
  g_assert_cmpint (renameat (f->fd, TEN TEN TEN TEN TEN "d", f->base_fd, "rest"), ==, 0);
}

static void
add (const char *path, void (*test) (Fixture *f, gconstpointer unused))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/files/opening-stays-beneath", test_opening_stays_beneath);
  add ("/files/directories-are-made-and-remade", test_directories_are_made_and_remade);
  add ("/files/directories-are-not-made-elsewhere", test_directories_are_not_made_elsewhere);
  add ("/files/our-own-paths-are-made", test_our_own_paths_are_made);
  add ("/files/a-full-disk-is-named", test_a_full_disk_is_named);
  add ("/files/reading-what-is-none", test_reading_what_is_none);
  add ("/files/replacing-leaves-only-the-new-one", test_replacing_leaves_only_the_new_one);
  add ("/files/replacing-keeps-the-old-one-when-it-fails",
       test_replacing_keeps_the_old_one_when_it_fails);
  add ("/files/appending-ends-a-torn-line", test_appending_ends_a_torn_line);
  add ("/files/appending-follows-no-link", test_appending_follows_no_link);
  add ("/files/removing-follows-no-link", test_removing_follows_no_link);
  add ("/files/removing-ends-somewhere", test_removing_ends_somewhere);

  return g_test_run ();
}
