/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Small disks.
 */

#include "install/stage.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"
#include "stage-cast.h"

#define MIB (1024 * 1024)

/* The install root is on a disk of its own. */
static gboolean
use_disk (Cast *cast, const char *options)
{
  if (!can_mount ())
    return FALSE;

  close (cast->root_fd);
  g_assert_cmpint (mount ("tmpfs", cast->root, "tmpfs", 0, options), ==, 0);
  put_dir (cast->root, "versions");
  cast->root_fd = open (cast->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  return TRUE;
}

static void
tear_down (Cast *cast, gconstpointer unused)
{
  /* Fails where nothing was mounted. */
  umount2 (cast->root, MNT_DETACH);
  cast_tear_down (cast, NULL);
}

static void
test_a_disk_that_is_too_small_is_noticed_before (Cast *cast, gconstpointer unused)
{
  static const Item release[] = {
    { "one", "1", .n_bytes = 12 * MIB },
    { "two", "2", .n_bytes = 14 * MIB },
    { NULL },
  };
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;

  if (!use_disk (cast, "size=40m,mode=755"))
    return;

  g_assert_false (download_try_begin (&download, cast, release, NULL, &error));
  assert_failed (&error, OP_ERROR_NO_SPACE, "needs 42.0 MiB, it has 40.0 MiB");
  download_clear (&download);

  g_assert_cmpint (mount (NULL, cast->root, NULL, MS_REMOUNT, "size=60m"), ==, 0);
  assert_becomes_whole (cast, release, NULL);
}

static void
test_what_is_there_already_needs_no_space (Cast *cast, gconstpointer unused)
{
  static const Item release[] = {
    { "done", "1", .n_bytes = 14 * MIB },
    { "half", "2", .n_bytes = 10 * MIB },
    { NULL },
  };
  g_auto(Download) first = { NULL };
  g_autoptr(OpLanding) landing = NULL;
  g_autoptr(GBytes) half = item_get_bytes (&release[1]);
  g_autoptr(GError) error = NULL;

  if (!use_disk (cast, "size=41m,mode=755"))
    return;

  download_begin (&first, cast, release, NULL);
  download_fetch (&first, release, 0);
  landing = download_open (&first, release, 1);
  op_stage_note_validator (first.stage, 1, "\"e\"");
  g_assert_true (op_landing_write (landing, g_bytes_get_data (half, NULL), 8 * MIB, &error));
  g_assert_no_error (error);
  download_clear (&first);

  assert_becomes_whole (cast, release, NULL);
}

static void
test_copies_need_space_and_links_do_not (Cast *cast, gconstpointer unused)
{
  static const Item old_release[] = { { "big", "1", .n_bytes = 14 * MIB }, { NULL } };
  static const Item linked[] = { { "moved", "1", .n_bytes = 14 * MIB }, { NULL } };
  static const Item copied[] = { { "big", "1", .n_bytes = 14 * MIB, .mode = 0755 }, { NULL } };
  static const Item twice[] = {
    { "one", "1", .n_bytes = 14 * MIB },
    { "two", "1", .n_bytes = 14 * MIB },
    { NULL },
  };
  g_autoptr(OpTreeIndex) old = NULL;
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;

  if (!use_disk (cast, "size=40m,mode=755"))
    return;

  old = install (cast, "1.0", old_release);
  g_assert_false (download_try_begin (&download, cast, copied, old, &error));
  assert_failed (&error, OP_ERROR_NO_SPACE, "needs 30.0 MiB");
  download_clear (&download);

  download_begin (&download, cast, twice, old);
  download_clear (&download);
  assert_becomes_whole (cast, linked, old);
}

/* A source that has been changed: more has to be fetched than was planned. */
static void
test_what_has_to_be_fetched_instead_needs_space (Cast *cast, gconstpointer unused)
{
  static const Item release[] = { { "big", "1", .n_bytes = 14 * MIB }, { NULL } };
  g_autofree char *other = g_strnfill (14 * MIB, 'x');
  g_autoptr(OpTreeIndex) old = NULL;
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;

  if (!use_disk (cast, "size=40m,mode=755"))
    return;

  old = install (cast, "1.0", release);
  put_bytes (cast->root, "versions/1.0/big", "x", 1, 0600);
  put_bytes (cast->root, "other", other, 14 * MIB, 0600);
  g_assert_false (download_try_begin (&download, cast, release, old, &error));
  assert_failed (&error, OP_ERROR_NO_SPACE, "needs 30.0 MiB");
  g_assert_cmpuint (download.plan->n_fetch, ==, 1);
}

static void
fill_disk (Cast *cast)
{
  g_autofree char *path = g_build_filename (cast->root, "filler", NULL);
  g_autofree char *bytes = g_malloc0 (MIB);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (write (fd, bytes, MIB) > 0)
    ;
  close (fd);
}

static void
test_large_files_have_their_space_from_the_beginning (Cast *cast, gconstpointer unused)
{
  static const Item release[] = {
    { "large", "1", .n_bytes = 20 * MIB },
    { "small", "2", .n_bytes = 2 * MIB },
    { NULL },
  };
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(OpLanding) landing = NULL;
  OpExpectation expected = { .size = 2 * MIB };
  const char *validator;

  if (!use_disk (cast, "size=60m,mode=755"))
    return;

  download_begin (&download, cast, release, NULL);
  g_assert_cmpint (look (cast->root, "versions/2.0~partial/large").st_size, ==, 0);
  g_assert_cmpuint (op_stage_get_partial (download.stage, 0, &validator), ==, 0);
  fill_disk (cast);
  download_fetch (&download, release, 0);

  landing = op_stage_open_file (download.stage, 1, &expected, &error);
  g_assert_null (landing);
  assert_failed (&error, OP_ERROR_NO_SPACE, "small");
  download_clear (&download);

  g_assert_cmpint (unlinkat (cast->root_fd, "filler", 0), ==, 0);
  assert_becomes_whole (cast, release, NULL);
}

static void
test_a_disk_without_room_for_names_is_full (Cast *cast, gconstpointer unused)
{
  static const Item release[] = { { "a/b/c/d/e/f/g", "text" }, { NULL } };
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;

  if (!use_disk (cast, "nr_inodes=6,mode=755"))
    return;

  g_assert_false (download_try_begin (&download, cast, release, NULL, &error));
  assert_failed (&error, OP_ERROR_NO_SPACE, "free some space");
}

static void
test_a_read_only_disk_cannot_be_used (Cast *cast, gconstpointer unused)
{
  static const Item release[] = { { "file", "text" }, { NULL } };
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;

  if (!use_disk (cast, "size=40m,mode=755"))
    return;

  g_assert_cmpint (mount (NULL, cast->root, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  g_assert_false (download_try_begin (&download, cast, release, NULL, &error));
  assert_failed (&error, OP_ERROR_INSTALL_ROOT, "Read-only");
}

#define ADD(path, function)                                                                        \
  g_test_add ("/stage-space/" path, Cast, NULL, cast_set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-disk-that-is-too-small-is-noticed-before",
       test_a_disk_that_is_too_small_is_noticed_before);
  ADD ("what-is-there-already-needs-no-space", test_what_is_there_already_needs_no_space);
  ADD ("copies-need-space-and-links-do-not", test_copies_need_space_and_links_do_not);
  ADD ("what-has-to-be-fetched-instead-needs-space",
       test_what_has_to_be_fetched_instead_needs_space);
  ADD ("large-files-have-their-space-from-the-beginning",
       test_large_files_have_their_space_from_the_beginning);
  ADD ("a-disk-without-room-for-names-is-full", test_a_disk_without_room_for_names_is_full);
  ADD ("a-read-only-disk-cannot-be-used", test_a_read_only_disk_cannot_be_used);

  return g_test_run ();
}
