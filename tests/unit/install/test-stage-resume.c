/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What an earlier download left.
 */

#include "install/stage.h"

#include <string.h>
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

  return g_test_run ();
}
