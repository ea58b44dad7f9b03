/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/root.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "cast.h"

static char *
below (Cast *cast, const char *path)
{
  return g_build_filename (cast->base, path, NULL);
}

static void
set_mode (Cast *cast, const char *path, int mode)
{
  g_autofree char *whole = below (cast, path);

  g_assert_cmpint (g_chmod (whole, mode), ==, 0);
}

static void
assert_opens (const char *path, gboolean create)
{
  g_autoptr(GError) error = NULL;
  int fd = op_install_root_open (path, create, &error);

  g_assert_no_error (error);
  g_assert_cmpint (fd, >=, 0);
  close (fd);
}

static void
assert_refused (const char *path, int code, const char *word)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (op_install_root_open (path, TRUE /* create */, &error), ==, -1);
  assert_failed (&error, code, word);
}

static void
test_is_made_for_everybody_to_read (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "app");
  mode_t old_umask = umask (077);

  assert_opens (path, TRUE);
  umask (old_umask);

  g_assert_cmpint (look (path, ".").st_mode, ==, S_IFDIR | 0755);
  g_assert_cmpint (look (path, "versions").st_mode, ==, S_IFDIR | 0755);
  assert_opens (path, TRUE);
  assert_opens (path, FALSE);
}

static void
test_absent_is_not_found (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "none/app");
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (op_install_root_open (path, FALSE /* create */, &error), ==, -1);
  assert_failed (&error, OP_ERROR_NOT_FOUND, "none");
}

static void
test_only_the_last_directory_is_made (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "none/app");
  g_autofree char *parent = below (cast, "none’ does not exist");

  assert_refused (path, OP_ERROR_INSTALL_ROOT, parent);
}

static void
test_odd_spellings_are_the_same_directory (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = g_strdup_printf ("//%s/./root/../root//", cast->base);

  assert_opens (path, TRUE);
}

static void
test_writable_by_others_is_refused (Cast *cast, gconstpointer unused)
{
  static const int modes[] = { 0775, 0757, 0777 };
  g_autofree char *path = below (cast, "shared/app");
  g_autofree char *advice = below (cast, "shared’; run ‘chmod go-w ");

  for (size_t i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      put_dir (cast->base, "shared/app");
      set_mode (cast, "shared", modes[i]);
      assert_refused (path, OP_ERROR_INSTALL_ROOT, advice);
    }

  set_mode (cast, "shared", 01777);
  assert_opens (path, TRUE);

  set_mode (cast, "shared/app", 0775);
  assert_refused (path, OP_ERROR_INSTALL_ROOT, "chmod go-w");
}

static void
test_versions_is_judged_too (Cast *cast, gconstpointer unused)
{
  set_mode (cast, "root/versions", 0777);
  assert_refused (cast->root, OP_ERROR_INSTALL_ROOT, "versions");

  g_assert_cmpint (unlinkat (cast->root_fd, "versions", AT_REMOVEDIR), ==, 0);
  put_link (cast->root, "versions", "/tmp");
  assert_refused (cast->root, OP_ERROR_INSTALL_ROOT, "Not a directory");
}

static void
test_links_are_followed_and_judged (Cast *cast, gconstpointer unused)
{
  g_autofree char *direct = below (cast, "link");
  g_autofree char *through = below (cast, "open/link/app");

  put_link (cast->base, "link", "root/./");
  assert_opens (direct, TRUE);

  /* The directory that holds the link, and the one that it leads to. */
  put_dir (cast->base, "closed");
  put_link (cast->base, "open/link", "../closed");
  assert_opens (through, TRUE);
  g_assert_true (is_there (cast->base, "closed/app/versions"));

  set_mode (cast, "open", 0777);
  assert_refused (through, OP_ERROR_INSTALL_ROOT, "open’");
  set_mode (cast, "open", 0755);
  set_mode (cast, "closed", 0777);
  assert_refused (through, OP_ERROR_INSTALL_ROOT, "closed’");
}

static void
test_absolute_links_begin_again_at_the_top (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "link/app");

  put_link (cast->base, "link", cast->root);
  assert_opens (path, TRUE);
  g_assert_true (is_there (cast->root, "app/versions"));
}

static void
test_a_circle_of_links_ends (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "one/app");

  put_link (cast->base, "one", "two");
  put_link (cast->base, "two", "one");
  assert_refused (path, OP_ERROR_INSTALL_ROOT, "symbolic links");
}

static void
test_what_is_no_directory_is_refused (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "file");
  g_autofree char *beyond = below (cast, "file/app");

  put (cast->base, "file", "");
  assert_refused (path, OP_ERROR_INSTALL_ROOT, "Not a directory");
  assert_refused (beyond, OP_ERROR_INSTALL_ROOT, "Not a directory");
  assert_refused ("opt/app", OP_ERROR_INSTALL_ROOT, "begin with");
  assert_refused ("", OP_ERROR_INSTALL_ROOT, "begin with");
  assert_refused ("/", OP_ERROR_INSTALL_ROOT, "‘/’");
}

static void
test_what_belongs_to_somebody_else_is_refused (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = below (cast, "theirs/app");
  g_autofree char *theirs = below (cast, "theirs");
  g_autofree char *linked = below (cast, "link");

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give files away");
      return;
    }

  put_dir (cast->base, "theirs");
  g_assert_cmpint (chown (theirs, 65534, 65534), ==, 0);
  assert_refused (path, OP_ERROR_INSTALL_ROOT, "chown root");

  put_link (cast->base, "link", "root");
  g_assert_cmpint (lchown (linked, 65534, 65534), ==, 0);
  assert_refused (linked, OP_ERROR_INSTALL_ROOT, "belongs to");
}

static void
test_read_only_says_how_to_open_the_sandbox (Cast *cast, gconstpointer unused)
{
  g_autofree char *place = below (cast, "mount");
  g_autofree char *missing = below (cast, "mount/new");
  g_autofree char *present = below (cast, "mount/old");

  if (!can_mount ())
    return;

  put_dir (cast->base, "mount");
  g_assert_cmpint (mount ("tmpfs", place, "tmpfs", 0, "size=1m,mode=755"), ==, 0);
  put_dir (cast->base, "mount/old/versions");
  g_assert_cmpint (mount (NULL, place, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);

  assert_refused (missing, OP_ERROR_INSTALL_ROOT, "ReadWritePaths=");
  assert_refused (present, OP_ERROR_INSTALL_ROOT, "ReadWritePaths=");
  assert_opens (present, FALSE);

  g_assert_cmpint (umount (place), ==, 0);
}

static void
test_a_full_disk_is_no_space (Cast *cast, gconstpointer unused)
{
  g_autofree char *place = below (cast, "mount");
  g_autofree char *path = below (cast, "mount/app");

  if (!can_mount ())
    return;

  put_dir (cast->base, "mount");
  g_assert_cmpint (mount ("tmpfs", place, "tmpfs", 0, "nr_inodes=1,mode=755"), ==, 0);
  assert_refused (path, OP_ERROR_NO_SPACE, "mount");
  g_assert_cmpint (umount (place), ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/root/" path, Cast, NULL, cast_set_up, function, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("is-made-for-everybody-to-read", test_is_made_for_everybody_to_read);
  ADD ("absent-is-not-found", test_absent_is_not_found);
  ADD ("only-the-last-directory-is-made", test_only_the_last_directory_is_made);
  ADD ("odd-spellings-are-the-same-directory", test_odd_spellings_are_the_same_directory);
  ADD ("writable-by-others-is-refused", test_writable_by_others_is_refused);
  ADD ("versions-is-judged-too", test_versions_is_judged_too);
  ADD ("links-are-followed-and-judged", test_links_are_followed_and_judged);
  ADD ("absolute-links-begin-again-at-the-top", test_absolute_links_begin_again_at_the_top);
  ADD ("a-circle-of-links-ends", test_a_circle_of_links_ends);
  ADD ("what-is-no-directory-is-refused", test_what_is_no_directory_is_refused);
  ADD ("what-belongs-to-somebody-else-is-refused", test_what_belongs_to_somebody_else_is_refused);
  ADD ("read-only-says-how-to-open-the-sandbox", test_read_only_says_how_to_open_the_sandbox);
  ADD ("a-full-disk-is-no-space", test_a_full_disk_is_no_space);

  return g_test_run ();
}
