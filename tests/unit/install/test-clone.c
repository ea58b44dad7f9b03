/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/clone.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cast.h"

/* More links than any file system that has a limit allows. */
#define MAX_LINKS 70000

typedef struct
{
  Cast cast;
  OpParents from;
  OpParents to;
  OpIndexedFile file; /* "dir/file" in from */
} Fixture;

static void
look_again (Fixture *f)
{
  struct stat info = look (f->cast.root, "dir/file");

  f->file.inode = info.st_ino;
  f->file.size = info.st_size;
  f->file.mtime_nsec = op_stat_get_mtime_nsec (&info);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  cast_set_up (&f->cast, NULL);
  f->from = (OpParents) OP_PARENTS_INIT (f->cast.root_fd);
  f->to = (OpParents) OP_PARENTS_INIT (f->cast.state_fd);
  f->file = (OpIndexedFile){ .path = "dir/file", .mode = 0644 };

  put (f->cast.root, "dir/file", "content");
  put_dir (f->cast.state, "deep/er");
  op_sha256_of ("content", 7, &f->file.sha256);
  look_again (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  op_parents_clear (&f->from);
  op_parents_clear (&f->to);
  cast_tear_down (&f->cast, NULL);
}

static OpCloneResult
make_clone (Fixture *f, OpCloner *cloner, unsigned mode, struct stat *out_info, GError **error)
{
  return op_cloner_clone (
      cloner, &f->from, &f->file, &f->to, "deep/er/copy", mode, NULL, out_info, error);
}

static void
assert_cloned (Fixture *f, OpCloner *cloner, unsigned mode)
{
  g_autoptr(GError) error = NULL;
  struct stat said;
  struct stat found;

  g_assert_cmpint (make_clone (f, cloner, mode, &said, &error), ==, OP_CLONE_DONE);
  g_assert_no_error (error);
  assert_text (f->cast.state, "deep/er/copy", "content");
  found = look (f->cast.state, "deep/er/copy");
  g_assert_cmpint (found.st_mode, ==, S_IFREG | mode);
  g_assert_cmpuint (said.st_ino, ==, found.st_ino);
  g_assert_cmpint (op_stat_get_mtime_nsec (&said), ==, op_stat_get_mtime_nsec (&found));
}

static gboolean
is_shared (Fixture *f)
{
  return look (f->cast.state, "deep/er/copy").st_ino == f->file.inode;
}

static void
test_it_finds_a_way (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { 0 };

  assert_cloned (f, &cloner, 0644);
  g_assert_true (is_shared (f) == cloner.no_reflink);
}

static void
test_files_are_shared_by_descriptor_or_by_name (Fixture *f, gconstpointer unused)
{
  for (int by_name = 0; by_name < 2; by_name++)
    {
      OpCloner cloner = { .no_reflink = TRUE, .no_link_by_fd = by_name };

      assert_cloned (f, &cloner, 0644);
      g_assert_true (is_shared (f));
      g_assert_cmpint (unlinkat (f->cast.state_fd, "deep/er/copy", 0), ==, 0);
    }
}

static void
test_another_mode_is_a_copy (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { .no_reflink = TRUE };

  assert_cloned (f, &cloner, 0755);
  g_assert_false (is_shared (f));
  g_assert_cmpint (look (f->cast.root, "dir/file").st_mode, ==, S_IFREG | 0644);
}

static void
test_another_owner_is_a_copy (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { .no_reflink = TRUE };
  g_autofree char *path = g_build_filename (f->cast.root, "dir/file", NULL);

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give files away");
      return;
    }

  g_assert_cmpint (chown (path, 65534, 65534), ==, 0);
  assert_cloned (f, &cloner, 0644);
  g_assert_false (is_shared (f));
  g_assert_cmpuint (look (f->cast.state, "deep/er/copy").st_uid, ==, 0);
}

static void
test_too_many_links_are_a_copy (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { .no_reflink = TRUE };
  unsigned n_links = 0;

  put_dir (f->cast.root, "links");
  for (; n_links < MAX_LINKS; n_links++)
    {
      char name[32];

      g_snprintf (name, sizeof name, "links/%u", n_links);
      if (linkat (f->cast.root_fd, "dir/file", f->cast.root_fd, name, 0) < 0)
        break;
    }
  if (n_links == MAX_LINKS)
    {
      g_test_skip ("this file system has no limit of links");
      return;
    }
  g_assert_cmpint (errno, ==, EMLINK);

  assert_cloned (f, &cloner, 0644);
  g_assert_false (is_shared (f));
}

static void
assert_not_as_indexed (Fixture *f, OpCloner *cloner, unsigned mode)
{
  g_autoptr(GError) error = NULL;
  struct stat info;

  g_assert_cmpint (make_clone (f, cloner, mode, &info, &error), ==, OP_CLONE_NOT_AS_INDEXED);
  g_assert_no_error (error);
  g_assert_false (is_there (f->cast.state, "deep/er/copy"));
}

static void
test_what_is_not_as_indexed_is_left (Fixture *f, gconstpointer unused)
{
  for (int no_reflink = 0; no_reflink < 2; no_reflink++)
    {
      OpCloner cloner = { .no_reflink = no_reflink };

      f->file.size++;
      assert_not_as_indexed (f, &cloner, 0644);
      f->file.size--;
      f->file.inode++;
      assert_not_as_indexed (f, &cloner, 0755);
      f->file.inode--;
      f->file.mtime_nsec++;
      assert_not_as_indexed (f, &cloner, 0644);
      f->file.mtime_nsec--;
      f->file.path = "dir/none";
      assert_not_as_indexed (f, &cloner, 0644);
      f->file.path = "none/file";
      assert_not_as_indexed (f, &cloner, 0644);
      f->file.path = "dir/file";
    }
}

static void
test_a_copy_with_the_wrong_hash_is_not_kept (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { .no_reflink = TRUE };

  f->file.sha256.bytes[0] ^= 1;
  assert_not_as_indexed (f, &cloner, 0755);
}

static void
test_a_place_that_is_taken_is_an_error (Fixture *f, gconstpointer unused)
{
  for (int no_reflink = 0; no_reflink < 2; no_reflink++)
    {
      OpCloner cloner = { .no_reflink = no_reflink };
      g_autoptr(GError) error = NULL;
      struct stat info;

      put (f->cast.state, "deep/er/copy", "somebody else's");
      g_assert_cmpint (make_clone (f, &cloner, 0644, &info, &error), ==, OP_CLONE_FAILED);
      assert_failed (&error, OP_ERROR_INSTALL_ROOT, "copy");
      g_assert_cmpint (make_clone (f, &cloner, 0755, &info, &error), ==, OP_CLONE_FAILED);
      assert_failed (&error, OP_ERROR_INSTALL_ROOT, "copy");
      assert_text (f->cast.state, "deep/er/copy", "somebody else's");
    }
}

static void
test_a_copy_can_be_cancelled (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { .no_reflink = TRUE };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  struct stat info;

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (
      op_cloner_clone (
          &cloner, &f->from, &f->file, &f->to, "copy", 0755, cancellable, &info, &error),
      ==,
      OP_CLONE_FAILED);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (is_there (f->cast.state, "copy"));
}

static void
test_no_link_on_the_way_is_followed (Fixture *f, gconstpointer unused)
{
  OpCloner cloner = { .no_reflink = TRUE };

  put_link (f->cast.root, "link", "dir");
  f->file.path = "link/file";
  assert_not_as_indexed (f, &cloner, 0644);
}

#define ADD(path, function) g_test_add ("/clone/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("it-finds-a-way", test_it_finds_a_way);
  ADD ("files-are-shared-by-descriptor-or-by-name", test_files_are_shared_by_descriptor_or_by_name);
  ADD ("another-mode-is-a-copy", test_another_mode_is_a_copy);
  ADD ("another-owner-is-a-copy", test_another_owner_is_a_copy);
  ADD ("too-many-links-are-a-copy", test_too_many_links_are_a_copy);
  ADD ("what-is-not-as-indexed-is-left", test_what_is_not_as_indexed_is_left);
  ADD ("a-copy-with-the-wrong-hash-is-not-kept", test_a_copy_with_the_wrong_hash_is_not_kept);
  ADD ("a-place-that-is-taken-is-an-error", test_a_place_that_is_taken_is_an_error);
  ADD ("a-copy-can-be-cancelled", test_a_copy_can_be_cancelled);
  ADD ("no-link-on-the-way-is-followed", test_no_link_on_the_way_is_followed);

  return g_test_run ();
}
