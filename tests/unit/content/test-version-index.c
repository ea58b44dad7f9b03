/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "content/version-index.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/files.h"

typedef struct
{
  char *path; /* (owned) */
  int fd;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->path = g_dir_make_tmp ("offpeak-version-index-XXXXXX", NULL);
  g_assert_nonnull (f->path);
  f->fd = open (f->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (f->fd, >=, 0);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = op_remove_tree (AT_FDCWD, f->path, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  close (f->fd);
  g_free (f->path);
}

static void
save (Fixture *f, const char *tree_name, const char *version)
{
  g_autoptr(OpTreeIndex) index = op_tree_index_new (version, 7);
  OpIndexedFile file = { .path = "bin/app", .size = 12, .mode = 0755, .inode = 3 };
  g_autoptr(GError) error = NULL;
  gboolean ok;

  op_tree_index_add (index, &file);
  ok = op_version_index_save (f->fd, tree_name, index, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
test_what_was_saved_is_loaded (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpTreeIndex) index = NULL;
  g_autoptr(GError) error = NULL;
  OpIndexedFile file;

  save (f, "1.0~2", "1.0");
  index = op_version_index_load (f->fd, "1.0~2", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (op_tree_index_get_version (index), ==, "1.0");
  g_assert_cmpuint (op_tree_index_get_release (index), ==, 7);
  g_assert_cmpuint (op_tree_index_get_n_files (index), ==, 1);
  op_tree_index_get_file (index, 0, &file);
  g_assert_cmpstr (file.path, ==, "bin/app");
  g_assert_cmpuint (file.mode, ==, 0755);
}

static void
test_none_is_not_a_broken_one (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) none = NULL;
  g_autoptr(GError) broken = NULL;
  g_autofree char *path = g_build_filename (f->path, "1.0.index", NULL);

  g_assert_null (op_version_index_load (f->fd, "1.0", &none));
  g_assert_error (none, OP_ERROR, OP_ERROR_NOT_FOUND);

  g_assert_true (g_file_set_contents (path, "nonsense\n", -1, NULL));
  g_assert_null (op_version_index_load (f->fd, "1.0", &broken));
  g_assert_error (broken, OP_ERROR, OP_ERROR_RECORD);
  g_assert_nonnull (strstr (broken->message, "1.0.index"));
}

static gboolean
is_there (Fixture *f, const char *name)
{
  return faccessat (f->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
test_sweep_keeps_what_is_asked_and_what_is_no_index (Fixture *f, gconstpointer unused)
{
  static const char *const keep[] = { "1.0", "2.0~1", NULL };
  g_autofree char *history = g_build_filename (f->path, "history.jsonl", NULL);
  g_autofree char *hidden = g_build_filename (f->path, ".index", NULL);

  save (f, "1.0", "1.0");
  save (f, "1.0~1", "1.0");
  save (f, "2.0", "2.0");
  save (f, "2.0~1", "2.0");
  g_assert_true (g_file_set_contents (history, "", 0, NULL));
  g_assert_true (g_file_set_contents (hidden, "", 0, NULL));

  op_version_index_sweep (f->fd, keep);
  op_version_index_sweep (f->fd, keep);

  g_assert_true (is_there (f, "1.0.index"));
  g_assert_false (is_there (f, "1.0~1.index"));
  g_assert_false (is_there (f, "2.0.index"));
  g_assert_true (is_there (f, "2.0~1.index"));
  g_assert_true (is_there (f, "history.jsonl"));
  g_assert_true (is_there (f, ".index"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/version-index/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-was-saved-is-loaded", test_what_was_saved_is_loaded);
  ADD ("none-is-not-a-broken-one", test_none_is_not_a_broken_one);
  ADD ("sweep-keeps-what-is-asked-and-what-is-no-index",
       test_sweep_keeps_what_is_asked_and_what_is_no_index);

  return g_test_run ();
}
