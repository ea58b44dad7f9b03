/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/inspect.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "stage-cast.h"
#include "support/async.h"

#define TREE "versions/1.0/"

/* clang-format off */
static const Item release[] = {
  { "bin/app",   "program", .mode = 0755 },
  { "bin/link",  .link = "app" },
  { "data/one",  "1" },
  { "data/two",  "22" },
  { NULL },
};
/* clang-format on */

typedef struct
{
  Cast cast;
  OpTreeIndex *index; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  cast_set_up (&f->cast, NULL);
  f->index = install (&f->cast, "1.0", release);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  op_tree_index_free (f->index);
  cast_tear_down (&f->cast, NULL);
}

static gboolean
is_untouched (Fixture *f)
{
  return op_tree_is_untouched (f->cast.root_fd, "1.0", f->index);
}

static void
verify (Fixture *f, const char *expected)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GArray) damaged = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  op_tree_verify_async (f->cast.root_fd, "1.0", f->index, NULL, keep_result, &result);
  damaged = op_tree_verify_finish (wait_for (&result), &error);
  g_assert_no_error (error);
  for (unsigned i = 0; i < damaged->len; i++)
    g_string_append_printf (text, "%u", g_array_index (damaged, guint, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_what_nobody_touched_is_whole (Fixture *f, gconstpointer unused)
{
  g_assert_true (is_untouched (f));
  verify (f, "");

  put (f->cast.root, TREE "data/extra", "does not count");
  g_assert_true (is_untouched (f));
  verify (f, "");
}

static void
test_changed_content_is_noticed (Fixture *f, gconstpointer unused)
{
  put (f->cast.root, TREE "data/one", "2");
  put (f->cast.root, TREE "data/two", "222");
  g_assert_false (is_untouched (f));
  verify (f, "23");
}

/* What a bad disk does, and a bad neighbour. */
static void
test_changed_content_with_an_old_time_stamp_is_noticed_by_its_hash (Fixture *f,
                                                                    gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->cast.root, TREE "data/one", NULL);
  struct stat before = look (f->cast.root, TREE "data/one");
  struct timespec times[2] = { before.st_atim, before.st_mtim };

  put (f->cast.root, TREE "data/one", "2");
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  g_assert_true (is_untouched (f));
  verify (f, "2");
}

static void
test_a_new_file_with_the_old_content_is_touched_and_whole (Fixture *f, gconstpointer unused)
{
  put (f->cast.root, TREE "data/new", "1");
  g_assert_cmpint (linkat (f->cast.root_fd, TREE "data/two", f->cast.root_fd, "keep", 0), ==, 0);
  g_assert_cmpint (unlinkat (f->cast.root_fd, TREE "data/two", 0), ==, 0);
  put (f->cast.root, TREE "data/two", "22");
  g_assert_false (is_untouched (f));
  verify (f, "");
}

static void
test_what_is_missing_or_something_else_is_damaged (Fixture *f, gconstpointer unused)
{
  g_autofree char *fifo = g_build_filename (f->cast.root, TREE "data/one", NULL);

  g_assert_cmpint (unlinkat (f->cast.root_fd, TREE "bin/app", 0), ==, 0);
  g_assert_false (is_untouched (f));
  verify (f, "0");

  g_assert_cmpint (unlinkat (f->cast.root_fd, TREE "data/one", 0), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0644), ==, 0);
  verify (f, "02");

  g_assert_cmpint (unlinkat (f->cast.root_fd, TREE "data/two", 0), ==, 0);
  put_link (f->cast.root, TREE "data/two", "../bin/app");
  verify (f, "023");
}

static void
test_a_directory_behind_a_link_is_damaged (Fixture *f, gconstpointer unused)
{
  g_autofree char *from = g_build_filename (f->cast.root, TREE "data", NULL);
  g_autofree char *to = g_build_filename (f->cast.base, "data", NULL);

  g_assert_cmpint (rename (from, to), ==, 0);
  g_assert_cmpint (symlink (to, from), ==, 0);
  g_assert_false (is_untouched (f));
  verify (f, "23");
}

static void
test_a_link_to_elsewhere_is_damaged (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (unlinkat (f->cast.root_fd, TREE "bin/link", 0), ==, 0);
  put_link (f->cast.root, TREE "bin/link", "app2");
  g_assert_false (is_untouched (f));
  verify (f, "1");

  g_assert_cmpint (unlinkat (f->cast.root_fd, TREE "bin/link", 0), ==, 0);
  put (f->cast.root, TREE "bin/link", "app");
  g_assert_false (is_untouched (f));
  verify (f, "1");
}

static void
test_another_mode_is_damaged (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->cast.root, TREE "bin/app", NULL);

  g_assert_cmpint (chmod (path, 0644), ==, 0);
  verify (f, "0");
}

static void
test_no_tree_is_an_error (Fixture *f, gconstpointer unused)
{
  static const char *const names[] = { "2.0", "../versions/1.0", "1.0/data", "" };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_false (op_tree_is_untouched (f->cast.root_fd, names[i], f->index));
      op_tree_verify_async (f->cast.root_fd, names[i], f->index, NULL, keep_result, &result);
      g_assert_null (op_tree_verify_finish (wait_for (&result), &error));
      assert_failed (&error, OP_ERROR_INSTALL_ROOT, names[i]);
    }
}

static void
test_verifying_can_be_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  op_tree_verify_async (f->cast.root_fd, "1.0", f->index, cancellable, keep_result, &result);
  g_assert_null (op_tree_verify_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/inspect/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-nobody-touched-is-whole", test_what_nobody_touched_is_whole);
  ADD ("changed-content-is-noticed", test_changed_content_is_noticed);
  ADD ("changed-content-with-an-old-time-stamp-is-noticed-by-its-hash",
       test_changed_content_with_an_old_time_stamp_is_noticed_by_its_hash);
  ADD ("a-new-file-with-the-old-content-is-touched-and-whole",
       test_a_new_file_with_the_old_content_is_touched_and_whole);
  ADD ("what-is-missing-or-something-else-is-damaged",
       test_what_is_missing_or_something_else_is_damaged);
  ADD ("a-directory-behind-a-link-is-damaged", test_a_directory_behind_a_link_is_damaged);
  ADD ("a-link-to-elsewhere-is-damaged", test_a_link_to_elsewhere_is_damaged);
  ADD ("another-mode-is-damaged", test_another_mode_is_damaged);
  ADD ("no-tree-is-an-error", test_no_tree_is_an_error);
  ADD ("verifying-can-be-cancelled", test_verifying_can_be_cancelled);

  return g_test_run ();
}
