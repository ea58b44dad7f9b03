/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "install/inspect.h"
#include "stage-cast.h"

/* clang-format off */
static const Item old_release[] = {
  { "bin/app",        "old program",  .mode = 0755 },
  { "share/same",     "unchanged" },
  { "share/run.sh",   "now a script" },
  { "share/moved",    "somewhere else" },
  { "lib/link.so",    .link = "../share/same" },
  { NULL },
};

static const Item new_release[] = {
  { "bin/app",        "new program",  .mode = 0755 },
  { "share/same",     "unchanged" },
  { "share/run.sh",   "now a script", .mode = 0755 },
  { "share/deep/er/moved", "somewhere else" },
  { "lib/one.so",     "a library" },
  { "lib/two.so",     "a library" },
  { "lib/three.so",   "a library",    .mode = 0755 },
  { "lib/link.so",    .link = "../share/same" },
  { "empty",          "" },
  { "README",         "read me" },
  { NULL },
};
/* clang-format on */

enum
{
  APP,
  SAME,
  RUN,
  MOVED,
  ONE,
  TWO,
  THREE,
  LINK,
  EMPTY,
  README,
};

static OpPlanAction
action_of (const Download *download, unsigned index)
{
  return download->plan->steps[index].action;
}

static void
test_a_tree_is_made_from_nothing (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;
  mode_t old_umask = umask (077);
  OpIndexedFile file;

  download_begin (&download, cast, new_release, NULL);
  g_assert_cmpuint (download.plan->n_fetch, ==, 7);
  g_assert_cmpint (look (cast->root, "versions/2.0~partial").st_mode, ==, S_IFDIR | 0700);
  g_assert_false (op_stage_has_file (download.stage, APP));

  download_fetch_all (&download, new_release);
  g_assert_true (op_stage_has_file (download.stage, APP));
  g_assert_false (is_there (cast->root, "versions/2.0"));

  index = download_finish (&download);
  umask (old_umask);
  assert_tree (cast, "2.0", new_release, index);
  g_assert_cmpstr (op_tree_index_get_version (index), ==, "2.0");
  g_assert_cmpuint (op_tree_index_get_release (index), ==, 7);
  op_tree_index_get_file (index, LINK, &file);
  g_assert_cmpstr (file.link, ==, "../share/same");
  g_assert_false (is_there (cast->root, "versions/2.0~partial"));
}

static void
test_a_repair_has_the_version_without_its_number (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpFileList) list = make_list (new_release);
  g_autoptr(OpPlan) plan = op_plan_make (list, NULL, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTreeIndex) index = NULL;
  Download download = { list, plan, NULL };

  download.stage = op_stage_new (cast->root_fd, cast->state_fd, "2.0~3", &error);
  g_assert_true (op_stage_prepare (download.stage, list, plan, NULL, 0, NULL, &error));
  download_fetch_all (&download, new_release);
  index = download_finish (&download);
  assert_tree (cast, "2.0~3", new_release, index);
  g_assert_cmpstr (op_tree_index_get_version (index), ==, "2.0");
  op_stage_free (download.stage);
}

static gboolean
are_one (Cast *cast, const char *path, const char *other)
{
  return look (cast->root, path).st_ino == look (cast->root, other).st_ino;
}

static void
test_what_is_installed_is_not_fetched (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_auto(Download) download = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;

  download_begin (&download, cast, new_release, old);
  g_assert_cmpuint (download.plan->n_fetch, ==, 4);
  g_assert_true (op_stage_has_file (download.stage, SAME));
  g_assert_true (op_stage_has_file (download.stage, RUN));
  g_assert_true (op_stage_has_file (download.stage, MOVED));
  download_fetch_all (&download, new_release);
  index = download_finish (&download);

  assert_tree (cast, "2.0", new_release, index);
  assert_text (cast->root, "versions/1.0/share/run.sh", "now a script");
  g_assert_true (op_tree_is_untouched (cast->root_fd, "1.0", old));
  g_assert_false (are_one (cast, "versions/1.0/share/run.sh", "versions/2.0/share/run.sh"));
  g_assert_false (are_one (cast, "versions/2.0/lib/one.so", "versions/2.0/lib/three.so"));
}

/* The source of file SAME is not what it was. */
static void
test_what_cannot_be_taken_is_fetched (Cast *cast, gconstpointer how)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_autofree char *path = g_build_filename (cast->root, "versions/1.0/share/same", NULL);
  const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
  g_auto(Download) download = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;

  switch (GPOINTER_TO_INT (how))
    {
    case 't':
      g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
      break;
    case 's':
      g_assert_cmpint (truncate (path, 3), ==, 0);
      break;
    default:
      g_assert_cmpint (unlink (path), ==, 0);
    }
  if (GPOINTER_TO_INT (how) == 'l')
    put_link (cast->root, "versions/1.0/share/same", "run.sh");
  if (GPOINTER_TO_INT (how) == 'd')
    put_dir (cast->root, "versions/1.0/share/same");
  if (GPOINTER_TO_INT (how) == 'f')
    g_assert_cmpint (mkfifo (path, 0644), ==, 0);
  if (GPOINTER_TO_INT (how) == 'o')
    put (cast->root, "versions/1.0/share/same", "unchanged");

  download_begin (&download, cast, new_release, old);
  g_assert_cmpint (action_of (&download, SAME), ==, OP_PLAN_FETCH);
  g_assert_cmpuint (download.plan->n_fetch, ==, 5);
  g_assert_cmpuint (download.plan->fetch_bytes, ==, 11 + 9 + 9 + 7);
  g_assert_false (op_stage_has_file (download.stage, SAME));
  download_fetch_all (&download, new_release);
  index = download_finish (&download);
  assert_tree (cast, "2.0", new_release, index);
}

static void
test_a_tree_that_is_gone_gives_nothing (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_autoptr(GError) error = NULL;
  g_auto(Download) download = { NULL };

  g_assert_true (op_remove_tree (cast->root_fd, "versions", &error));
  put_dir (cast->root, "versions");
  download_begin (&download, cast, new_release, old);
  g_assert_cmpuint (download.plan->n_fetch, ==, 7);
}

static void
test_a_changed_source_that_is_copied_is_noticed_by_its_hash (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_autofree char *path = g_build_filename (cast->root, "versions/1.0/share/run.sh", NULL);
  struct stat before = look (cast->root, "versions/1.0/share/run.sh");
  struct timespec times[2] = { before.st_atim, before.st_mtim };
  g_auto(Download) download = { NULL };

  put (cast->root, "versions/1.0/share/run.sh", "NOW a script");
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  g_assert_true (op_tree_is_untouched (cast->root_fd, "1.0", old));

  download_begin (&download, cast, new_release, old);
  if (action_of (&download, RUN) == OP_PLAN_REUSE)
    {
      g_test_skip ("this file system shares blocks: nothing was read");
      return;
    }
  g_assert_false (is_there (cast->root, "versions/2.0~partial/share/run.sh"));
}

static void
test_a_wrong_hash_is_not_closed (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };
  g_autoptr(OpLanding) landing = NULL;
  g_autoptr(GError) error = NULL;
  OpSha256 sha256;

  download_begin (&download, cast, new_release, NULL);
  landing = download_open (&download, new_release, APP);
  g_assert_true (op_landing_write (landing, "bad program", 11, &error));
  g_assert_false (op_landing_finish (landing, &sha256, &error));
  g_clear_error (&error);
  g_assert_false (op_stage_close_file (download.stage, APP, landing, &sha256, &error));
  assert_failed (&error, OP_ERROR_BAD_CONTENT, "bin/app");
  g_assert_false (op_stage_has_file (download.stage, APP));
}

static void
assert_finish_fails (Download *download, const char *word)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (op_stage_finish (download->stage, NULL, &error));
  assert_failed (&error, OP_ERROR_INSTALL_ROOT, word);
}

static void
test_a_tree_with_something_wrong_is_not_finished (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };
  g_autofree char *app = g_build_filename (cast->root, "versions/2.0~partial/bin/app", NULL);

  download_begin (&download, cast, new_release, NULL);
  download_fetch (&download, new_release, ONE);
  assert_finish_fails (&download, "bin/app");

  download_fetch_all (&download, new_release);
  g_assert_cmpint (unlink (app), ==, 0);
  assert_finish_fails (&download, "bin/app");

  put_bytes (cast->root, "versions/2.0~partial/bin/app", "new program", 11, 0755);
  assert_finish_fails (&download, "bin/app");
  g_assert_true (is_there (cast->root, "versions/2.0~partial"));
  g_assert_false (is_there (cast->root, "versions/2.0"));
}

static void
test_a_name_that_is_taken_is_refused (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };
  g_auto(Download) late = { NULL };
  g_autoptr(GError) error = NULL;

  download_begin (&download, cast, new_release, NULL);
  download_fetch_all (&download, new_release);
  put_dir (cast->root, "versions/2.0");
  assert_finish_fails (&download, "2.0");
  g_assert_true (is_there (cast->root, "versions/2.0~partial"));

  g_assert_false (download_try_begin (&late, cast, new_release, NULL, &error));
  assert_failed (&error, OP_ERROR_INSTALL_ROOT, "2.0");
}

static void
test_only_tree_names_are_taken (Cast *cast, gconstpointer unused)
{
  static const char *const names[] = { "", "..", "a/b", "2.0~partial", "2.0~x", "~1", "2.0~old" };
  g_autoptr(GError) error = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_null (op_stage_new (cast->root_fd, cast->state_fd, names[i], &error));
      assert_failed (&error, OP_ERROR_INVALID_ARGS, names[i]);
    }

  g_assert_cmpint (unlinkat (cast->root_fd, "versions", AT_REMOVEDIR), ==, 0);
  g_assert_null (op_stage_new (cast->root_fd, cast->state_fd, "2.0", &error));
  assert_failed (&error, OP_ERROR_INSTALL_ROOT, "versions");
}

static void
test_discard_leaves_nothing (Cast *cast, gconstpointer unused)
{
  g_auto(Download) download = { NULL };
  g_autoptr(GError) error = NULL;

  download_begin (&download, cast, new_release, NULL);
  download_fetch_all (&download, new_release);
  put (cast->state, "stage.validators", "2.0 x y\n");
  g_assert_true (op_stage_discard (download.stage, &error));
  g_assert_no_error (error);
  g_assert_false (is_there (cast->root, "versions/2.0~partial"));
  g_assert_false (is_there (cast->state, "stage.validators"));

  g_assert_true (op_stage_discard (download.stage, &error));
  g_assert_no_error (error);
}

static void
test_preparing_and_finishing_can_be_cancelled (Cast *cast, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) old = install (cast, "1.0", old_release);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(OpFileList) list = make_list (new_release);
  g_autoptr(OpPlan) plan = op_plan_make (list, &old, 1);
  g_autoptr(OpStage) stage = op_stage_new (cast->root_fd, cast->state_fd, "2.0", &error);
  const OpStageSource source = { "1.0", old };
  g_auto(Download) download = { NULL };

  g_cancellable_cancel (cancellable);
  g_assert_false (op_stage_prepare (stage, list, plan, &source, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  download_begin (&download, cast, new_release, NULL);
  download_fetch_all (&download, new_release);
  g_assert_null (op_stage_finish (download.stage, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (is_there (cast->root, "versions/2.0"));
}

static void
test_files_without_hash_or_size_have_what_came (Cast *cast, gconstpointer unused)
{
  static const Item release[] = {
    { "data/2.0/blob", "whatever", .no_hash = TRUE },
    { "data/2.0/size", "of unknown size", .no_size = TRUE },
    { "data/2.0/both", "nothing known", .no_hash = TRUE, .no_size = TRUE },
    { NULL },
  };
  g_auto(Download) download = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;
  OpIndexedFile file;
  OpSha256 expected;

  download_begin (&download, cast, release, NULL);
  download_fetch_all (&download, release);
  index = download_finish (&download);
  assert_tree (cast, "2.0", release, index);

  op_tree_index_get_file (index, 2, &file);
  op_sha256_of ("nothing known", 13, &expected);
  g_assert_true (op_sha256_equal (&file.sha256, &expected));
  g_assert_cmpuint (file.size, ==, 13);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/stage/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
#define ADD_SOURCE(path, how)                                                                      \
  g_test_add ("/stage/a-source-that-is-fetched-instead/" path,                                     \
              Cast,                                                                                \
              GINT_TO_POINTER (how),                                                               \
              cast_set_up,                                                                         \
              test_what_cannot_be_taken_is_fetched,                                                \
              cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-tree-is-made-from-nothing", test_a_tree_is_made_from_nothing);
  ADD ("a-repair-has-the-version-without-its-number",
       test_a_repair_has_the_version_without_its_number);
  ADD ("what-is-installed-is-not-fetched", test_what_is_installed_is_not_fetched);
  ADD_SOURCE ("missing", 'm');
  ADD_SOURCE ("newer", 't');
  ADD_SOURCE ("shorter", 's');
  ADD_SOURCE ("another-file", 'o');
  ADD_SOURCE ("a-link", 'l');
  ADD_SOURCE ("a-directory", 'd');
  ADD_SOURCE ("a-fifo", 'f');
  ADD ("a-tree-that-is-gone-gives-nothing", test_a_tree_that_is_gone_gives_nothing);
  ADD ("a-changed-source-that-is-copied-is-noticed-by-its-hash",
       test_a_changed_source_that_is_copied_is_noticed_by_its_hash);
  ADD ("a-wrong-hash-is-not-closed", test_a_wrong_hash_is_not_closed);
  ADD ("a-tree-with-something-wrong-is-not-finished",
       test_a_tree_with_something_wrong_is_not_finished);
  ADD ("a-name-that-is-taken-is-refused", test_a_name_that_is_taken_is_refused);
  ADD ("only-tree-names-are-taken", test_only_tree_names_are_taken);
  ADD ("discard-leaves-nothing", test_discard_leaves_nothing);
  ADD ("preparing-and-finishing-can-be-cancelled", test_preparing_and_finishing_can_be_cancelled);
  ADD ("files-without-hash-or-size-have-what-came", test_files_without_hash_or_size_have_what_came);

  return g_test_run ();
}
