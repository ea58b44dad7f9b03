/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/tree.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "cast.h"

static void
set_up (Cast *cast, gconstpointer unused)
{
  cast_set_up (cast, NULL);
  put (cast->root, "versions/1.0/app", "one");
  put (cast->root, "versions/2.0/app", "two");
  put (cast->root, "versions/2.0~1/app", "two");
}

static void
set_links (Cast *cast, const char *current, const char *previous)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (op_tree_set_links (cast->root_fd, current, previous, &error));
  g_assert_no_error (error);
}

static void
assert_links (Cast *cast, const char *expected_current, const char *expected_previous)
{
  g_autofree char *current = op_tree_get_current (cast->root_fd);
  g_autofree char *previous = op_tree_get_previous (cast->root_fd);

  g_assert_cmpstr (current, ==, expected_current);
  g_assert_cmpstr (previous, ==, expected_previous);
}

static void
test_nothing_is_current_at_first (Cast *cast, gconstpointer unused)
{
  assert_links (cast, NULL, NULL);
}

static void
test_links_are_set_replaced_and_removed (Cast *cast, gconstpointer unused)
{
  set_links (cast, "1.0", NULL);
  assert_links (cast, "1.0", NULL);
  assert_link (cast->root, "current", "versions/1.0");
  assert_text (cast->root, "current/app", "one");

  set_links (cast, "2.0~1", "1.0");
  assert_links (cast, "2.0~1", "1.0");
  set_links (cast, "2.0~1", "1.0");
  assert_links (cast, "2.0~1", "1.0");

  set_links (cast, "1.0", "2.0~1");
  assert_links (cast, "1.0", "2.0~1");
  set_links (cast, "1.0", NULL);
  assert_links (cast, "1.0", NULL);
  g_assert_false (is_there (cast->root, "previous"));
}

static void
test_leftovers_are_no_obstacle (Cast *cast, gconstpointer unused)
{
  put_link (cast->root, "current~", "versions/9.9");
  put (cast->root, "previous~/dir/file", "");
  put_link (cast->root, "current", "/etc");
  put (cast->root, "previous", "a file");

  set_links (cast, "2.0", "1.0");
  assert_links (cast, "2.0", "1.0");
  g_assert_false (is_there (cast->root, "current~"));
  g_assert_false (is_there (cast->root, "previous~"));
}

static void
test_a_directory_in_the_way_is_named (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  put (cast->root, "current/app", "put here by hand");
  g_assert_false (op_tree_set_links (cast->root_fd, "2.0", NULL, &error));
  assert_failed (&error, OP_ERROR_INSTALL_ROOT, "current");
  g_assert_false (is_there (cast->root, "current~"));
}

static void
test_a_tree_that_is_not_there_changes_nothing (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  set_links (cast, "1.0", NULL);
  put (cast->root, "versions/file", "");
  put_link (cast->root, "versions/5.0", "1.0");

  g_assert_false (op_tree_set_links (cast->root_fd, "3.0", "1.0", &error));
  assert_failed (&error, OP_ERROR_NOT_FOUND, "3.0");
  g_assert_false (op_tree_set_links (cast->root_fd, "2.0", "3.0", &error));
  assert_failed (&error, OP_ERROR_NOT_FOUND, "3.0");
  g_assert_false (op_tree_set_links (cast->root_fd, "file", NULL, &error));
  assert_failed (&error, OP_ERROR_NOT_FOUND, "file");
  g_assert_false (op_tree_set_links (cast->root_fd, "5.0", NULL, &error));
  assert_failed (&error, OP_ERROR_NOT_FOUND, "5.0");
  g_assert_false (op_tree_set_links (cast->root_fd, "../versions/2.0", NULL, &error));
  assert_failed (&error, OP_ERROR_NOT_FOUND, "2.0");
  assert_links (cast, "1.0", NULL);
}

/* Whatever they say, they are text that somebody may have written. */
static void
test_links_that_lead_elsewhere_mean_nothing (Cast *cast, gconstpointer unused)
{
  static const char *const targets[] = {
    "/etc",
    "versions",
    "versions/",
    "versions/3.0",
    "versions/../versions/1.0",
    "versions/1.0/",
    "./versions/1.0",
    "versions//1.0",
    "versions/.",
    "versions/1.0~partial",
    "versions/file",
    "/versions/1.0",
    "versions/1.0/x",
    "versions/linked",
    "1.0",
  };

  put (cast->root, "versions/1.0~partial/app", "half");
  put (cast->root, "versions/1.0/x/y", "");
  put (cast->root, "versions/file", "");
  put_link (cast->root, "versions/linked", "1.0");

  for (size_t i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_test_message ("%s", targets[i]);
      put_link (cast->root, "current", targets[i]);
      assert_links (cast, NULL, NULL);
      g_assert_cmpint (unlinkat (cast->root_fd, "current", 0), ==, 0);
    }

  put (cast->root, "current", "versions/1.0");
  assert_links (cast, NULL, NULL);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
assert_trees (Cast *cast, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) trees = op_tree_list (cast->root_fd, &error);
  g_autofree char *joined = NULL;

  g_assert_no_error (error);
  qsort (trees, g_strv_length (trees), sizeof trees[0], compare);
  joined = g_strjoinv (" ", trees);
  g_assert_cmpstr (joined, ==, expected);
}

static void
test_only_complete_trees_are_listed (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  put (cast->root, "versions/3.0~partial/app", "half");
  put (cast->root, "versions/0.9~old/app", "half");
  put (cast->root, "versions/file", "");
  put (cast->root, "versions/.hidden/file", "");
  put_link (cast->root, "versions/4.0", "1.0");
  assert_trees (cast, "1.0 2.0 2.0~1");

  g_assert_true (op_remove_tree (cast->root_fd, "versions", &error));
  g_assert_no_error (error);
  assert_trees (cast, "");
}

static void
sweep (Cast *cast, const char *const *keep, const char *keep_partial)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (op_tree_sweep (cast->root_fd, keep, keep_partial, &error));
  g_assert_no_error (error);
}

static void
test_a_sweep_leaves_what_is_kept_and_what_is_foreign (Cast *cast, gconstpointer unused)
{
  static const char *const keep[] = { "1.0", "7.0", NULL };
  static const char *const nothing[] = { NULL };

  put (cast->root, "versions/3.0~partial/app", "half");
  put (cast->root, "versions/4.0~partial/app", "half");
  put (cast->root, "versions/2.0~old/dir/app", "half removed before");
  put (cast->root, "versions/.hidden/file", "");
  put_link (cast->root, "versions/5.0", "1.0");

  sweep (cast, keep, "4.0");
  assert_trees (cast, "1.0");
  g_assert_false (is_there (cast->root, "versions/2.0~old"));
  g_assert_false (is_there (cast->root, "versions/2.0~1~old"));
  g_assert_false (is_there (cast->root, "versions/3.0~partial"));
  g_assert_true (is_there (cast->root, "versions/4.0~partial/app"));
  g_assert_true (is_there (cast->root, "versions/.hidden/file"));
  g_assert_true (is_there (cast->root, "versions/5.0"));
  assert_text (cast->root, "versions/1.0/app", "one");

  sweep (cast, keep, "4.0");
  sweep (cast, nothing, NULL);
  assert_trees (cast, "");
  g_assert_false (is_there (cast->root, "versions/4.0~partial"));
}

static void
test_a_sweep_goes_out_through_no_link (Cast *cast, gconstpointer unused)
{
  static const char *const keep[] = { "1.0", NULL };

  put (cast->base, "outside/file", "mine");
  put_link (cast->root, "versions/2.0/out", "../../../outside");
  put_link (cast->root, "versions/8.0~partial", "../../outside");
  put_link (cast->root, "versions/8.1~old", "1.0");

  sweep (cast, keep, NULL);
  assert_text (cast->base, "outside/file", "mine");
  assert_text (cast->root, "versions/1.0/app", "one");
  g_assert_false (is_there (cast->root, "versions/8.0~partial"));
  g_assert_false (is_there (cast->root, "versions/8.1~old"));
}

static void
test_no_versions_is_nothing_to_sweep (Cast *cast, gconstpointer unused)
{
  static const char *const nothing[] = { NULL };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_remove_tree (cast->root_fd, "versions", &error));
  g_assert_no_error (error);
  sweep (cast, nothing, NULL);
}

#define ADD(path, function) g_test_add ("/tree/" path, Cast, NULL, set_up, function, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing-is-current-at-first", test_nothing_is_current_at_first);
  ADD ("links-are-set-replaced-and-removed", test_links_are_set_replaced_and_removed);
  ADD ("leftovers-are-no-obstacle", test_leftovers_are_no_obstacle);
  ADD ("a-directory-in-the-way-is-named", test_a_directory_in_the_way_is_named);
  ADD ("a-tree-that-is-not-there-changes-nothing", test_a_tree_that_is_not_there_changes_nothing);
  ADD ("links-that-lead-elsewhere-mean-nothing", test_links_that_lead_elsewhere_mean_nothing);
  ADD ("only-complete-trees-are-listed", test_only_complete_trees_are_listed);
  ADD ("a-sweep-leaves-what-is-kept-and-what-is-foreign",
       test_a_sweep_leaves_what_is_kept_and_what_is_foreign);
  ADD ("a-sweep-goes-out-through-no-link", test_a_sweep_goes_out_through_no_link);
  ADD ("no-versions-is-nothing-to-sweep", test_no_versions_is_nothing_to_sweep);

  return g_test_run ();
}
