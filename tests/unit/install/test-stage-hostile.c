/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What somebody else has put where a download was cut off.
 */

#include "install/stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "stage-cast.h"

#define PARTIAL "versions/2.0~partial"

/* clang-format off */
static const Item old_release[] = {
  { "share/same",  "unchanged" },
  { "share/mode",  "now a script" },
  { NULL },
};

static const Item release[] = {
  { "bin/app",     "program",      .mode = 0755 },
  { "bin/large",   "0123456789ab", .n_bytes = 600 * 1024 },
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
};

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
  g_autoptr(OpLanding) landing = NULL;
  const char *validator;

  /* It may be gone on with, as far as the notes go. */
  download_begin (&download, cast, release, NULL);
  op_stage_note_validator (download.stage, LARGE_FILE, "\"e\"");
  download_clear (&download);
  put (cast->root, "versions/1.0/large", bytes);
  put_bytes (cast->root, "versions/1.0/app", "program", 7, 0700);
  put_hard_link (cast, "versions/1.0/large", PARTIAL "/bin/large");
  put_hard_link (cast, "versions/1.0/app", PARTIAL "/bin/app");

  download_begin (&download, cast, release, NULL);
  g_assert_cmpuint (op_stage_get_partial (download.stage, LARGE_FILE, &validator), ==, 0);
  landing = download_open (&download, release, LARGE_FILE);
  g_assert_cmpuint (op_landing_get_offset (landing), ==, 0);
  assert_text (cast->root, "versions/1.0/large", bytes);
  g_assert_cmpint (look (cast->root, "versions/1.0/app").st_mode, ==, S_IFREG | 0700);

  /* Put there after the look. */
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
  g_test_add ("/stage-hostile/" path, Cast, NULL, cast_set_up, function, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("hostile-leftovers-are-replaced", test_hostile_leftovers_are_replaced);
  ADD ("wrong-kinds-change-places", test_wrong_kinds_change_places);
  ADD ("installed-files-are-never-written-to", test_installed_files_are_never_written_to);
  ADD ("a-partial-tree-that-is-none-is-replaced", test_a_partial_tree_that_is_none_is_replaced);
  ADD ("what-belongs-to-somebody-else-is-replaced", test_what_belongs_to_somebody_else_is_replaced);

  return g_test_run ();
}
