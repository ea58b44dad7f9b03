/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What an earlier download left, or somebody has put in its place.
 */

#include "install/stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "stage-cast.h"

#define PARTIAL "versions/2.0~partial"
#define LARGE (600 * 1024)

/* clang-format off */
static const Item old_release[] = {
  { "share/same",  "unchanged" },
  { "share/mode",  "now a script" },
  { NULL },
};

static const Item release[] = {
  { "bin/app",     "program",      .mode = 0755 },
  { "bin/large",   "0123456789ab", .n_bytes = LARGE },
  { "bin/small",   "small ",       .n_bytes = 100 * 1024 },
  { "share/same",  "unchanged" },
  { "share/mode",  "now a script", .mode = 0755 },
  { "lib/one",     "a library" },
  { "lib/two",     "a library" },
  { "lib/link",    .link = "../share/same" },
  { NULL },
};
/* clang-format on */

enum
{
  APP,
  LARGE_FILE,
  SMALL,
  SAME,
  MODE,
  ONE,
  TWO,
  LINK,
};

static void
test_what_is_complete_is_not_fetched_again (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_auto(Download) first = { NULL };
  g_auto(Download) second = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;

  download_begin (&first, cast, release, old);
  download_fetch (&first, release, APP);
  download_fetch (&first, release, LARGE_FILE);
  put_bytes (cast->root, PARTIAL "/bin/small", "wrong", 5, 0644);
  download_clear (&first);

  download_begin (&second, cast, release, old);
  g_assert_true (op_stage_has_file (second.stage, APP));
  g_assert_true (op_stage_has_file (second.stage, LARGE_FILE));
  g_assert_false (op_stage_has_file (second.stage, SMALL));
  g_assert_true (op_stage_has_file (second.stage, SAME));
  g_assert_true (op_stage_has_file (second.stage, MODE));
  download_fetch_all (&second, release);
  index = download_finish (&second);
  assert_tree (cast, "2.0", release, index);
}

static void
test_what_has_the_right_size_is_hashed (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };

  put (cast->root, PARTIAL "/bin/app", "PROGRAM");
  put_bytes (cast->root, PARTIAL "/lib/one", "a library", 9, 0600);
  download_begin (&download, cast, release, NULL);
  g_assert_false (op_stage_has_file (download.stage, APP));
  g_assert_true (op_stage_has_file (download.stage, ONE));
  g_assert_cmpint (look (cast->root, PARTIAL "/lib/one").st_mode, ==, S_IFREG | 0644);
}

/* The power failed between the last links and the rename. */
static void
test_an_interrupted_finish_loses_nothing (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_autofree char *one = g_build_filename (cast->root, PARTIAL "/lib/one", NULL);
  g_autofree char *two = g_build_filename (cast->root, PARTIAL "/lib/two", NULL);
  g_auto(Download) first = { NULL };
  g_auto(Download) second = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;

  download_begin (&first, cast, release, old);
  download_fetch_all (&first, release);
  g_assert_cmpint (link (one, two), ==, 0);
  put_link (cast->root, PARTIAL "/lib/link", "../share/same");
  download_clear (&first);

  download_begin (&second, cast, release, old);
  for (unsigned i = 0; i < second.plan->n_steps; i++)
    g_assert_true (op_stage_has_file (second.stage, i) || i == TWO);
  index = download_finish (&second);
  assert_tree (cast, "2.0", release, index);
}

/* Writes the first @n_bytes of @index, as if the power had failed then. */
static void
cut_off (Cast *cast, unsigned index, const char *validator, size_t n_bytes)
{
  g_autoptr(GBytes) bytes = item_get_bytes (&release[index]);
  g_autoptr(GError) error = NULL;
  g_auto(Download) download = { NULL };
  g_autoptr(OpLanding) landing = NULL;

  download_begin (&download, cast, release, NULL);
  landing = download_open (&download, release, index);
  op_stage_note_validator (download.stage, index, validator);
  g_assert_true (op_landing_write (landing, g_bytes_get_data (bytes, NULL), n_bytes, &error));
  g_assert_no_error (error);
}

static void
assert_partial (Cast *cast, unsigned index, guint64 expected_bytes, const char *expected)
{
  g_auto(Download) download = { NULL };
  g_autoptr(OpLanding) landing = NULL;
  const char *validator = "untouched";

  download_begin (&download, cast, release, NULL);
  g_assert_cmpuint (op_stage_get_partial (download.stage, index, &validator), ==, expected_bytes);
  g_assert_cmpstr (validator, ==, expected);
  landing = download_open (&download, release, index);
  g_assert_cmpuint (op_landing_get_offset (landing), ==, expected_bytes);
}

static void
test_a_large_file_is_gone_on_with (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };

  cut_off (cast, LARGE_FILE, "\"an etag\"", 300 * 1024);
  g_assert_cmpint (look (cast->root, PARTIAL "/bin/large").st_mode, ==, S_IFREG | 0600);
  assert_partial (cast, LARGE_FILE, 300 * 1024, "\"an etag\"");
  assert_partial (cast, LARGE_FILE, 300 * 1024, "\"an etag\"");
  assert_becomes_whole (cast, release, NULL);
}

static void
test_little_is_begun_anew (Cast *cast, gconstpointer unused)
{
  cut_off (cast, LARGE_FILE, "\"an etag\"", 60 * 1024);
  assert_partial (cast, LARGE_FILE, 0, NULL);
  cut_off (cast, SMALL, "\"an etag\"", 90 * 1024);
  assert_partial (cast, SMALL, 0, NULL);
  assert_becomes_whole (cast, release, NULL);
}

static void
test_without_a_validator_it_is_begun_anew (Cast *cast, gconstpointer unused)
{
  static const char *const unfit[] = { NULL, "", "two\nlines", "delete\177" };

  for (size_t i = 0; i < G_N_ELEMENTS (unfit); i++)
    {
      /* What was noted before is not true any more. */
      cut_off (cast, LARGE_FILE, "\"good\"", 300 * 1024);
      cut_off (cast, LARGE_FILE, unfit[i], 200 * 1024);
      assert_partial (cast, LARGE_FILE, 0, NULL);
    }
  assert_becomes_whole (cast, release, NULL);
}

static void
test_the_validator_noted_last_counts (Cast *cast, gconstpointer unused)
{
  cut_off (cast, LARGE_FILE, "\"one\"", 300 * 1024);
  cut_off (cast, LARGE_FILE, "Sun, 06 Nov 1994 08:49:37 GMT", 0);
  assert_partial (cast, LARGE_FILE, 300 * 1024, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void
test_notes_of_others_and_torn_ones_are_left_out (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (cast->state, "stage.validators", NULL);
  g_autofree char *text = NULL;
  g_autofree char *changed = NULL;
  const char *space;
  size_t n_bytes;

  cut_off (cast, LARGE_FILE, "\"an etag\"", 300 * 1024);
  g_assert_true (g_file_get_contents (path, &text, &n_bytes, NULL));
  space = strchr (text, ' ');

  /* Torn before its end, then written on. */
  put_bytes (cast->state, "stage.validators", text, n_bytes - 1, 0600);
  assert_partial (cast, LARGE_FILE, 0, NULL);
  cut_off (cast, LARGE_FILE, "\"two\"", 300 * 1024);
  assert_partial (cast, LARGE_FILE, 300 * 1024, "\"two\"");

  changed = g_strdup_printf ("1.0%s2.0%.30s\n2.0\n\n2.0 xyz \"a\"\n", space, space);
  put (cast->state, "stage.validators", changed);
  assert_partial (cast, LARGE_FILE, 0, NULL);

  /* Not even a file. */
  cut_off (cast, LARGE_FILE, "\"three\"", 300 * 1024);
  g_assert_cmpint (unlink (path), ==, 0);
  put_link (cast->state, "stage.validators", "/etc/hostname");
  cut_off (cast, LARGE_FILE, "\"four\"", 300 * 1024);
  assert_partial (cast, LARGE_FILE, 0, NULL);
  assert_becomes_whole (cast, release, NULL);
}

static void
test_a_file_is_asked_about_while_it_comes (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };
  g_autoptr(OpLanding) landing = NULL;
  g_autoptr(GError) error = NULL;
  const char *validator;

  download_begin (&download, cast, release, NULL);
  landing = download_open (&download, release, LARGE_FILE);
  g_assert_cmpuint (op_stage_get_partial (download.stage, LARGE_FILE, &validator), ==, 0);
  op_stage_note_validator (download.stage, LARGE_FILE, "\"e\"");
  g_assert_true (op_landing_write (landing, "0123456789ab", 12, &error));
  g_assert_cmpuint (op_stage_get_partial (download.stage, LARGE_FILE, &validator), ==, 12);
  g_assert_cmpstr (validator, ==, "\"e\"");
}

static void
test_complete_files_of_unknown_size_are_found (Cast *cast, gconstpointer unused)
{
  static const Item plain[] = {
    { "data/2.0/size", "of unknown size", .no_size = TRUE },
    { "data/2.0/hash", "whatever", .no_hash = TRUE },
    { "data/2.0/more", "0123456789ab", .n_bytes = LARGE, .no_hash = TRUE, .no_size = TRUE },
    { NULL },
  };
  g_auto(Download) download = { NULL };
  g_autofree char *bytes = g_strnfill (LARGE, 'x');
  const char *validator;

  put (cast->root, PARTIAL "/data/2.0/size", "of unknown size");
  put (cast->root, PARTIAL "/data/2.0/hash", "whatever");
  put (cast->root, PARTIAL "/data/2.0/more", bytes);
  download_begin (&download, cast, plain, NULL);
  g_assert_true (op_stage_has_file (download.stage, 0));
  g_assert_false (op_stage_has_file (download.stage, 1));
  g_assert_false (op_stage_has_file (download.stage, 2));
  g_assert_cmpuint (op_stage_get_partial (download.stage, 2, &validator), ==, 0);
  download_clear (&download);
  assert_becomes_whole (cast, plain, NULL);
}

/* What was fetched because a source had been changed is not thrown away for that source. */
static void
test_what_was_fetched_instead_is_kept (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_auto(Download) first = { NULL };
  g_auto(Download) second = { NULL };

  put (cast->root, "versions/1.0/share/same", "changed by hand");
  download_begin (&first, cast, release, old);
  download_fetch (&first, release, SAME);
  download_clear (&first);

  download_begin (&second, cast, release, old);
  g_assert_cmpint (second.plan->steps[SAME].action, ==, OP_PLAN_FETCH);
  g_assert_true (op_stage_has_file (second.stage, SAME));
  assert_text (cast->root, "versions/1.0/share/same", "changed by hand");
}

static void
put_fifo (Cast *cast, const char *path)
{
  g_autofree char *whole = g_build_filename (cast->root, path, NULL);

  g_assert_cmpint (mkfifo (whole, 0666), ==, 0);
}

static void
put_socket (Cast *cast, const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/%s", cast->root, path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  close (fd);
}

static void
put_hard_link (Cast *cast, const char *from, const char *to)
{
  g_autofree char *old_path = g_build_filename (cast->root, from, NULL);
  g_autofree char *new_path = g_build_filename (cast->root, to, NULL);

  g_assert_cmpint (link (old_path, new_path), ==, 0);
}

static void
test_hostile_leftovers_are_replaced (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);

  put (cast->base, "outside/file", "not yours");
  put (cast->base, "outside/one", "not yours");
  put_link (cast->root, PARTIAL "/bin/app", "../../../../outside/file");
  put_fifo (cast, PARTIAL "/bin/large");
  put_socket (cast, PARTIAL "/bin/small");
  put_dir (cast->root, PARTIAL "/share/same/and/more");
  put_hard_link (cast, "versions/1.0/share/mode", PARTIAL "/share/mode");
  put_link (cast->root, PARTIAL "/lib", "../../../outside");
  put (cast->root, PARTIAL "/extra/file", "nobody asked");
  put (cast->root, PARTIAL "/share/extra", "nobody asked");
  put_link (cast->root, PARTIAL "/extra-link", "/");

  assert_becomes_whole (cast, release, old);
  assert_text (cast->base, "outside/file", "not yours");
  assert_text (cast->base, "outside/one", "not yours");
  assert_text (cast->root, "versions/1.0/share/mode", "now a script");
  g_assert_cmpint (look (cast->root, "versions/1.0/share/mode").st_mode, ==, S_IFREG | 0644);
}

static void
test_wrong_kinds_change_places (Cast *cast, gconstpointer unused)
{
  put (cast->root, PARTIAL "/bin", "a file where a directory belongs");
  put_link (cast->root, PARTIAL "/lib/link", "../share/other");
  put_link (cast->root, PARTIAL "/lib/one", "two");
  put_dir (cast->root, PARTIAL "/lib/two");
  assert_becomes_whole (cast, release, NULL);
}

/* An installed file with the content that is wanted, and one with the beginning of it. */
static void
test_installed_files_are_never_written_to (Cast *cast, gconstpointer unused)
{
  g_autofree char *bytes = g_strnfill (300 * 1024, 'x');
  g_auto(Download) download = { NULL };

  cut_off (cast, LARGE_FILE, "\"e\"", 0);
  put (cast->root, "versions/1.0/large", bytes);
  put_bytes (cast->root, "versions/1.0/app", "program", 7, 0700);
  g_assert_cmpint (unlinkat (cast->root_fd, PARTIAL "/bin/large", 0), ==, 0);
  put_hard_link (cast, "versions/1.0/large", PARTIAL "/bin/large");
  put_hard_link (cast, "versions/1.0/app", PARTIAL "/bin/app");

  assert_partial (cast, LARGE_FILE, 0, NULL);
  assert_text (cast->root, "versions/1.0/large", bytes);
  g_assert_cmpint (look (cast->root, "versions/1.0/app").st_mode, ==, S_IFREG | 0700);

  /* Put there after the look. */
  download_begin (&download, cast, release, NULL);
  put_hard_link (cast, "versions/1.0/app", PARTIAL "/bin/app");
  put_link (cast->root, PARTIAL "/lib/one", "../../1.0/app");
  put_dir (cast->root, PARTIAL "/share/same");
  put_fifo (cast, PARTIAL "/share/mode");
  download_fetch_all (&download, release);
  assert_text (cast->root, "versions/1.0/app", "program");
  g_assert_cmpint (look (cast->root, "versions/1.0/app").st_mode, ==, S_IFREG | 0700);
}

static void
test_a_partial_tree_that_is_none_is_replaced (Cast *cast, gconstpointer unused)
{
  put (cast->base, "outside/file", "not yours");
  put_link (cast->root, PARTIAL, "../../outside");
  assert_becomes_whole (cast, release, NULL);
  assert_text (cast->base, "outside/file", "not yours");

  g_assert_cmpint (renameat (cast->root_fd, "versions/2.0", cast->root_fd, "versions/1.0"), ==, 0);
  put (cast->root, PARTIAL, "a file");
  assert_becomes_whole (cast, release, NULL);
}

static void
test_what_belongs_to_somebody_else_is_replaced (Cast *cast, gconstpointer unused)
{
  g_autofree char *partial = g_build_filename (cast->root, PARTIAL, NULL);
  g_autofree char *dir = g_build_filename (partial, "lib", NULL);
  g_autofree char *file = g_build_filename (partial, "bin/app", NULL);
  g_auto(Download) download = { NULL };

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give files away");
      return;
    }

  put_bytes (cast->root, PARTIAL "/bin/app", "program", 7, 0755);
  put (cast->root, PARTIAL "/lib/one", "a library");
  g_assert_cmpint (chown (dir, 65534, 65534), ==, 0);
  g_assert_cmpint (chown (file, 65534, 65534), ==, 0);
  download_begin (&download, cast, release, NULL);
  g_assert_false (op_stage_has_file (download.stage, APP));
  g_assert_false (op_stage_has_file (download.stage, ONE));
  g_assert_cmpuint (look (partial, "lib").st_uid, ==, 0);
  download_clear (&download);

  g_assert_cmpint (chown (partial, 65534, 65534), ==, 0);
  download_begin (&download, cast, release, NULL);
  g_assert_cmpuint (look (partial, ".").st_uid, ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/stage-resume/" path, Cast, NULL, cast_set_up, function, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-is-complete-is-not-fetched-again", test_what_is_complete_is_not_fetched_again);
  ADD ("what-has-the-right-size-is-hashed", test_what_has_the_right_size_is_hashed);
  ADD ("an-interrupted-finish-loses-nothing", test_an_interrupted_finish_loses_nothing);
  ADD ("a-large-file-is-gone-on-with", test_a_large_file_is_gone_on_with);
  ADD ("little-is-begun-anew", test_little_is_begun_anew);
  ADD ("without-a-validator-it-is-begun-anew", test_without_a_validator_it_is_begun_anew);
  ADD ("the-validator-noted-last-counts", test_the_validator_noted_last_counts);
  ADD ("notes-of-others-and-torn-ones-are-left-out",
       test_notes_of_others_and_torn_ones_are_left_out);
  ADD ("a-file-is-asked-about-while-it-comes", test_a_file_is_asked_about_while_it_comes);
  ADD ("complete-files-of-unknown-size-are-found", test_complete_files_of_unknown_size_are_found);
  ADD ("what-was-fetched-instead-is-kept", test_what_was_fetched_instead_is_kept);
  ADD ("hostile-leftovers-are-replaced", test_hostile_leftovers_are_replaced);
  ADD ("wrong-kinds-change-places", test_wrong_kinds_change_places);
  ADD ("installed-files-are-never-written-to", test_installed_files_are_never_written_to);
  ADD ("a-partial-tree-that-is-none-is-replaced", test_a_partial_tree_that_is_none_is_replaced);
  ADD ("what-belongs-to-somebody-else-is-replaced", test_what_belongs_to_somebody_else_is_replaced);

  return g_test_run ();
}
