/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/tree-index.h"

#include <string.h>

#include "base/bounds.h"

static OpSha256
sha_of (const char *text)
{
  OpSha256 sha256;

  op_sha256_of (text, strlen (text), &sha256);

  return sha256;
}

static void
add_file (OpTreeIndex *index, const char *path, const char *content)
{
  const OpIndexedFile file = {
    .path = path,
    .sha256 = sha_of (content),
    .size = strlen (content),
    .mode = 0644,
    .inode = 4711,
    .mtime_nsec = G_GINT64_CONSTANT (1700000000123456789),
  };

  op_tree_index_add (index, &file);
}

static OpTreeIndex *
make_index (void)
{
  const OpIndexedFile link = { .path = "lib/a.so", .link = "a.so.1" };
  OpTreeIndex *index = op_tree_index_new ("2.0", 7);

  add_file (index, "bin/run", "run");
  add_file (index, "share/empty", "");
  op_tree_index_add (index, &link);
  add_file (index, "share/broken", "broken");
  op_tree_index_mark_damaged (index, 3);

  return index;
}

static void
test_keeps_what_was_added (void)
{
  char path[] = "bin/run";
  char target[] = "run";
  g_autoptr(OpTreeIndex) index = op_tree_index_new ("2.0", 7);
  const OpIndexedFile file = {
    .path = path,
    .sha256 = sha_of ("run"),
    .size = 3,
    .mode = 0755,
    .inode = 42,
    .mtime_nsec = -5,
    .damaged = TRUE,
  };
  const OpIndexedFile link = { .path = target, .link = path, .size = 99, .inode = 99 };
  OpIndexedFile kept;

  op_tree_index_add (index, &file);
  op_tree_index_add (index, &link);
  path[0] = target[0] = 'x';

  g_assert_cmpstr (op_tree_index_get_version (index), ==, "2.0");
  g_assert_cmpuint (op_tree_index_get_release (index), ==, 7);
  g_assert_cmpuint (op_tree_index_get_n_files (index), ==, 2);

  op_tree_index_get_file (index, 0, &kept);
  g_assert_cmpstr (kept.path, ==, "bin/run");
  g_assert_null (kept.link);
  g_assert_true (op_sha256_equal (&kept.sha256, &file.sha256));
  g_assert_cmpuint (kept.size, ==, 3);
  g_assert_cmpuint (kept.mode, ==, 0755);
  g_assert_cmpuint (kept.inode, ==, 42);
  g_assert_cmpint (kept.mtime_nsec, ==, -5);
  g_assert_true (kept.damaged);

  op_tree_index_get_file (index, 1, &kept);
  g_assert_cmpstr (kept.link, ==, "bin/run");
  g_assert_cmpuint (kept.size, ==, 0);
  g_assert_false (kept.damaged);
}

static void
test_finds_contents (void)
{
  g_autoptr(OpTreeIndex) index = make_index ();
  const OpSha256 run = sha_of ("run");
  const OpSha256 broken = sha_of ("broken");
  const OpSha256 other = sha_of ("other");
  const OpSha256 none = { { 0 } };
  unsigned i = 42;

  g_assert_true (op_tree_index_find_content (index, &run, 3, &i));
  g_assert_cmpuint (i, ==, 0);
  g_assert_true (op_tree_index_find_content (index, &run, OP_SIZE_UNKNOWN, &i));
  g_assert_false (op_tree_index_find_content (index, &run, 4, &i));
  g_assert_false (op_tree_index_find_content (index, &broken, 6, &i));
  g_assert_false (op_tree_index_find_content (index, &other, 5, &i));

  /* The link has no content, not even an empty one. */
  g_assert_false (op_tree_index_find_content (index, &none, 0, &i));
  g_assert_cmpuint (i, ==, 0);
}

static void
test_finds_the_first_undamaged_content (void)
{
  g_autoptr(OpTreeIndex) index = op_tree_index_new ("1.0", 0);
  const OpSha256 same = sha_of ("same");
  unsigned i;

  for (unsigned n = 0; n < 10; n++)
    {
      g_autofree char *path = g_strdup_printf ("%u", 9 - n);

      add_file (index, path, "same");
    }

  g_assert_true (op_tree_index_find_content (index, &same, 4, &i));
  g_assert_cmpuint (i, ==, 0);
  op_tree_index_mark_damaged (index, 0);
  op_tree_index_mark_damaged (index, 1);
  g_assert_true (op_tree_index_find_content (index, &same, 4, &i));
  g_assert_cmpuint (i, ==, 2);
}

static void
test_finds_paths (void)
{
  g_autoptr(OpTreeIndex) index = make_index ();
  unsigned i;

  g_assert_true (op_tree_index_find_path (index, "bin/run", &i));
  g_assert_cmpuint (i, ==, 0);
  g_assert_true (op_tree_index_find_path (index, "lib/a.so", &i));
  g_assert_cmpuint (i, ==, 2);
  g_assert_false (op_tree_index_find_path (index, "bin", &i));
  g_assert_false (op_tree_index_find_path (index, "", &i));
  g_assert_false (op_tree_index_find_path (index, "zzz", &i));
}

static void
test_finds_what_was_added_after_a_search (void)
{
  g_autoptr(OpTreeIndex) index = make_index ();
  const OpSha256 late = sha_of ("late");
  unsigned i;

  g_assert_false (op_tree_index_find_path (index, "late", &i));
  g_assert_false (op_tree_index_find_content (index, &late, 4, &i));
  add_file (index, "late", "late");
  g_assert_true (op_tree_index_find_path (index, "late", &i));
  g_assert_true (op_tree_index_find_content (index, &late, 4, &i));
  g_assert_cmpuint (i, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tree-index/keeps-what-was-added", test_keeps_what_was_added);
  g_test_add_func ("/tree-index/finds/contents", test_finds_contents);
  g_test_add_func ("/tree-index/finds/the-first-undamaged-content",
                   test_finds_the_first_undamaged_content);
  g_test_add_func ("/tree-index/finds/paths", test_finds_paths);
  g_test_add_func ("/tree-index/finds/what-was-added-after-a-search",
                   test_finds_what_was_added_after_a_search);

  return g_test_run ();
}
