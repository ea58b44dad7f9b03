/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/plan.h"

#include <string.h>

#include "base/bounds.h"

static OpSha256
sha_of (const char *text)
{
  OpSha256 sha256;

  op_sha256_of (text, strlen (text), &sha256);

  return sha256;
}

static OpFileList *
parse (const char *text)
{
  const OpListRules rules = { 0 };
  g_autoptr(GError) error = NULL;
  OpFileList *list = op_file_list_parse (text, strlen (text), &rules, &error);

  g_assert_no_error (error);

  return list;
}

/**
 * make_list:
 * @first: path, content, path, content, …, %NULL; a content that begins with `->` is a link
 */
static OpFileList *make_list (const char *first, ...) G_GNUC_NULL_TERMINATED;

static OpFileList *
make_list (const char *first, ...)
{
  g_autoptr(GString) text = g_string_new ("{\"version\": \"2.0\", \"files\": [");
  const char *path = first;
  va_list args;

  va_start (args, first);
  while (path != NULL)
    {
      const char *content = va_arg (args, const char *);
      OpSha256 sha256 = sha_of (content);
      g_autofree char *hex = op_sha256_to_hex (&sha256);

      g_string_append_printf (text, "%s{\"name\": \"%s\", ", path == first ? "" : ", ", path);
      if (g_str_has_prefix (content, "->"))
        g_string_append_printf (text, "\"link\": \"%s\"}", content + 2);
      else
        g_string_append_printf (text, "\"hash\": \"%s\", \"size\": %zu}", hex, strlen (content));
      path = va_arg (args, const char *);
    }
  va_end (args);
  g_string_append (text, "]}");

  return parse (text->str);
}

static OpTreeIndex *make_index (const char *first, ...) G_GNUC_NULL_TERMINATED;

static OpTreeIndex *
make_index (const char *first, ...)
{
  OpTreeIndex *index = op_tree_index_new ("1.0", 0);
  const char *path = first;
  va_list args;

  va_start (args, first);
  while (path != NULL)
    {
      const char *content = va_arg (args, const char *);
      const OpIndexedFile file = {
        .path = path,
        .link = g_str_has_prefix (content, "->") ? content + 2 : NULL,
        .sha256 = sha_of (content),
        .size = strlen (content),
        .mode = 0644,
      };

      op_tree_index_add (index, &file);
      path = va_arg (args, const char *);
    }
  va_end (args);

  return index;
}

static void
assert_step (const OpPlan *plan, unsigned n, OpPlanAction action, unsigned tree, unsigned index)
{
  g_assert_cmpuint (n, <, plan->n_steps);
  g_assert_cmpint (plan->steps[n].action, ==, action);
  if (action == OP_PLAN_REUSE)
    g_assert_cmpuint (plan->steps[n].tree, ==, tree);
  if (action == OP_PLAN_REUSE || action == OP_PLAN_SAME)
    g_assert_cmpuint (plan->steps[n].index, ==, index);
}

static void
test_everything_is_fetched_the_first_time (void)
{
  g_autoptr(OpFileList) list = make_list ("a", "alpha", "b", "beta", "c", "->a", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, NULL, 0);

  g_assert_cmpuint (plan->n_steps, ==, 3);
  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 1, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 2, OP_PLAN_LINK, 0, 0);
  g_assert_cmpuint (plan->n_fetch, ==, 2);
  g_assert_cmpuint (plan->fetch_bytes, ==, 9);
  g_assert_cmpuint (plan->total_bytes, ==, 9);
}

static void
test_unchanged_files_cost_nothing (void)
{
  g_autoptr(OpTreeIndex) tree = make_index ("old", "alpha", "b", "old beta", NULL);
  g_autoptr(OpFileList) list = make_list ("b", "beta", "a", "alpha", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, &tree, 1);

  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 1, OP_PLAN_REUSE, 0, 0);
  g_assert_cmpuint (plan->n_fetch, ==, 1);
  g_assert_cmpuint (plan->fetch_bytes, ==, 4);
  g_assert_cmpuint (plan->total_bytes, ==, 9);
}

static void
test_the_first_tree_is_preferred (void)
{
  OpTreeIndex *trees[] = {
    make_index ("x", "alpha", NULL),
    make_index ("y", "beta", "z", "alpha", NULL),
  };
  g_autoptr(OpFileList) list = make_list ("a", "alpha", "b", "beta", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, trees, G_N_ELEMENTS (trees));

  assert_step (plan, 0, OP_PLAN_REUSE, 0, 0);
  assert_step (plan, 1, OP_PLAN_REUSE, 1, 0);
  g_assert_cmpuint (plan->n_fetch, ==, 0);
  g_assert_cmpuint (plan->fetch_bytes, ==, 0);

  for (size_t i = 0; i < G_N_ELEMENTS (trees); i++)
    op_tree_index_free (trees[i]);
}

static void
test_damaged_files_are_not_reused (void)
{
  g_autoptr(OpTreeIndex) tree = make_index ("a", "alpha", NULL);
  g_autoptr(OpFileList) list = make_list ("a", "alpha", NULL);
  g_autoptr(OpPlan) plan = NULL;

  op_tree_index_mark_damaged (tree, 0);
  plan = op_plan_make (list, &tree, 1);
  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
}

static void
test_links_are_not_reused_as_content (void)
{
  g_autoptr(OpTreeIndex) tree = make_index ("a", "->alpha", NULL);
  g_autoptr(OpFileList) list = make_list ("a", "alpha", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, &tree, 1);

  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
}

static void
test_the_same_content_is_fetched_once (void)
{
  g_autoptr(OpFileList) list =
                 make_list ("a", "same", "b", "other", "c", "same", "d", "same", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, NULL, 0);

  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 1, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 2, OP_PLAN_SAME, 0, 0);
  assert_step (plan, 3, OP_PLAN_SAME, 0, 0);
  g_assert_cmpuint (plan->n_fetch, ==, 2);
  g_assert_cmpuint (plan->fetch_bytes, ==, 9);
  g_assert_cmpuint (plan->total_bytes, ==, 17);
}

static void
test_the_same_content_is_reused_each_time (void)
{
  g_autoptr(OpTreeIndex) tree = make_index ("x", "same", NULL);
  g_autoptr(OpFileList) list = make_list ("a", "same", "b", "same", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, &tree, 1);

  assert_step (plan, 0, OP_PLAN_REUSE, 0, 0);
  assert_step (plan, 1, OP_PLAN_REUSE, 0, 0);
}

static void
test_empty_files_are_files (void)
{
  g_autoptr(OpFileList) list = make_list ("a", "", "b", "", NULL);
  g_autoptr(OpPlan) plan = op_plan_make (list, NULL, 0);

  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 1, OP_PLAN_SAME, 0, 0);
  g_assert_cmpuint (plan->fetch_bytes, ==, 0);
}

#define ARRAY_FILE(name, more)                                                                     \
  "{\"url\": \"https://example.org/" name "\", \"name\": \"" name "\", "                           \
  "\"relativePath\": \"/1.0/\"" more "}"
#define EMPTY_SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* The Click-to-Run form may leave out sizes, and hashes. */
static void
test_files_without_hash_are_fetched (void)
{
  g_autoptr(OpTreeIndex) tree = make_index ("a", "", NULL);
  g_autoptr(OpFileList) list = parse ("[" ARRAY_FILE ("a", ", \"size\": 5") ", " ARRAY_FILE (
      "b", "") ", " ARRAY_FILE ("c", ", \"hash\": \"" EMPTY_SHA "\"") "]");
  g_autoptr(OpPlan) plan = op_plan_make (list, &tree, 1);

  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 1, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 2, OP_PLAN_REUSE, 0, 0);
  g_assert_cmpuint (plan->n_fetch, ==, 2);
  g_assert_cmpuint (plan->fetch_bytes, ==, 5);
  g_assert_cmpuint (plan->total_bytes, ==, 5);
}

static void
test_same_content_of_unknown_size_is_fetched_once (void)
{
  g_autoptr(OpFileList) list =
                 parse ("[" ARRAY_FILE ("a", ", \"hash\": \"" EMPTY_SHA "\"") ", " ARRAY_FILE (
                     "b", ", \"hash\": \"" EMPTY_SHA "\"") "]");
  g_autoptr(OpPlan) plan = op_plan_make (list, NULL, 0);

  assert_step (plan, 0, OP_PLAN_FETCH, 0, 0);
  assert_step (plan, 1, OP_PLAN_SAME, 0, 0);
}

static void
test_a_whole_tree_is_installed (void)
{
  g_autoptr(OpFileList) list = make_list ("a", "alpha", "b", "", "c", "->a", NULL);
  g_autoptr(OpTreeIndex) tree = make_index ("c", "->a", "b", "", "a", "alpha", NULL);

  g_assert_true (op_plan_is_installed (list, tree));
}

static void
test_what_differs_is_not_installed (void)
{
  g_autoptr(OpFileList) list = make_list ("a", "alpha", "c", "->a", NULL);
  const struct
  {
    const char *what;
    OpTreeIndex *tree;
  } cases[] = {
    { "nothing there", make_index (NULL, NULL) },
    { "one less", make_index ("a", "alpha", NULL) },
    { "one more", make_index ("a", "alpha", "b", "", "c", "->a", NULL) },
    { "other path", make_index ("b", "alpha", "c", "->a", NULL) },
    { "other content", make_index ("a", "beta!", "c", "->a", NULL) },
    { "other target", make_index ("a", "alpha", "c", "->b", NULL) },
    { "file for link", make_index ("a", "alpha", "c", "a", NULL) },
    { "link for file", make_index ("a", "->alpha", "c", "->a", NULL) },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].what);
      g_assert_false (op_plan_is_installed (list, cases[i].tree));
      op_tree_index_free (cases[i].tree);
    }
}

static void
test_a_damaged_tree_is_not_installed (void)
{
  g_autoptr(OpFileList) list = make_list ("a", "alpha", NULL);
  g_autoptr(OpTreeIndex) tree = make_index ("a", "alpha", NULL);

  g_assert_true (op_plan_is_installed (list, tree));
  op_tree_index_mark_damaged (tree, 0);
  g_assert_false (op_plan_is_installed (list, tree));
}

static void
test_another_mode_is_not_installed (void)
{
  g_autoptr(OpFileList) list = make_list ("a", "alpha", NULL);
  g_autoptr(OpTreeIndex) tree = op_tree_index_new ("1.0", 0);
  const OpIndexedFile executable = {
    .path = "a",
    .sha256 = sha_of ("alpha"),
    .size = 5,
    .mode = 0755,
  };

  op_tree_index_add (tree, &executable);
  g_assert_false (op_plan_is_installed (list, tree));
}

static void
test_a_list_without_hashes_is_not_installed (void)
{
  g_autoptr(OpFileList) list = parse ("[" ARRAY_FILE ("a", "") "]");
  g_autoptr(OpTreeIndex) tree = NULL;
  OpListedFile file;

  op_file_list_get_file (list, 0, &file);
  tree = make_index (file.path, "alpha", NULL);
  g_assert_false (op_plan_is_installed (list, tree));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/everything-is-fetched-the-first-time",
                   test_everything_is_fetched_the_first_time);
  g_test_add_func ("/plan/unchanged-files-cost-nothing", test_unchanged_files_cost_nothing);
  g_test_add_func ("/plan/the-first-tree-is-preferred", test_the_first_tree_is_preferred);
  g_test_add_func ("/plan/damaged-files-are-not-reused", test_damaged_files_are_not_reused);
  g_test_add_func ("/plan/links-are-not-reused-as-content", test_links_are_not_reused_as_content);
  g_test_add_func ("/plan/the-same-content-is-fetched-once", test_the_same_content_is_fetched_once);
  g_test_add_func ("/plan/the-same-content-is-reused-each-time",
                   test_the_same_content_is_reused_each_time);
  g_test_add_func ("/plan/empty-files-are-files", test_empty_files_are_files);
  g_test_add_func ("/plan/files-without-hash-are-fetched", test_files_without_hash_are_fetched);
  g_test_add_func ("/plan/same-content-of-unknown-size-is-fetched-once",
                   test_same_content_of_unknown_size_is_fetched_once);
  g_test_add_func ("/plan/installed/a-whole-tree", test_a_whole_tree_is_installed);
  g_test_add_func ("/plan/installed/what-differs-is-not", test_what_differs_is_not_installed);
  g_test_add_func ("/plan/installed/a-damaged-tree-is-not", test_a_damaged_tree_is_not_installed);
  g_test_add_func ("/plan/installed/another-mode-is-not", test_another_mode_is_not_installed);
  g_test_add_func ("/plan/installed/a-list-without-hashes-is-not",
                   test_a_list_without_hashes_is_not_installed);

  return g_test_run ();
}
