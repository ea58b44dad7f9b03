/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A release that is on offer, seen against what is installed. */

#include "update/release.h"

#include "cast.h"
#include "support/async.h"

static const char *const one[] = { "bin/editor", "one", "data/words", "same", NULL };
static const char *const two[] = { "bin/editor", "two two", "data/words", "same", NULL };

typedef struct
{
  Cast cast;
  OpProduct *product; /* not owned */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  cast_set_up (&f->cast, NULL);
  add_product (&f->cast, "editor", "Languages=fr-fr\n");
  reload (&f->cast);
  f->product = find_product (&f->cast, "editor");
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  cast_tear_down (&f->cast, NULL);
}

static OpFinder *
make_finder (Fixture *f, const char *asked_version, gboolean create_root)
{
  return op_finder_new (OP_SOURCE (f->cast.source),
                        op_product_get_config (f->product),
                        op_product_get_state_path (f->product),
                        asked_version,
                        create_root);
}

static OpRelease *
find (Fixture *f, const char *asked_version, GError **error)
{
  g_autoptr(OpFinder) finder = make_finder (f, asked_version, FALSE);
  g_autoptr(GAsyncResult) result = NULL;

  op_finder_run_async (finder, NULL /* cancellable */, keep_result, &result);
  op_transfer_resume (op_finder_get_transfer (finder));
  wait_for (&result);

  return op_finder_run_finish (finder, result, error);
}

static OpRelease *
must_find (Fixture *f, const char *asked_version, OpChoice choice)
{
  g_autoptr(GError) error = NULL;
  OpRelease *release = find (f, asked_version, &error);

  g_assert_no_error (error);
  g_assert_cmpint (release->choice, ==, choice);
  g_assert_true ((release->plan == NULL) == (choice == OP_CHOICE_NOTHING));
  g_assert_true ((release->tree_name == NULL) == (choice == OP_CHOICE_NOTHING));

  return release;
}

static void
must_refuse (Fixture *f, const char *asked_version, OpError code, const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpRelease) release = find (f, asked_version, &error);

  g_assert_null (release);
  g_assert_error (error, OP_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
}

static void
install (Fixture *f, const char *version, const char *const *files)
{
  publish (&f->cast, "editor", version, files);
  g_assert_cmpint (run (f->product, OP_UPDATE_DOWNLOAD, ""), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_cmpint (run (f->product, OP_UPDATE_APPLY, ""), ==, OP_STATUS_APPLY_SUCCEEDED);
}

/* To look is not to touch: there is no install root, and none is made. */
static void
test_nothing_installed (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) release = NULL;

  publish (&f->cast, "editor", "1.0", one);
  release = must_find (f, NULL, OP_CHOICE_TAKE);
  g_assert_cmpstr (release->list_url, ==, "https://u.example/editor/filelist.json");
  g_assert_cmpstr (release->tree_name, ==, "1.0");
  g_assert_false (release->is_there);
  g_assert_cmpuint (release->plan->n_fetch, ==, 2);
  g_assert_cmpuint (release->plan->fetch_bytes, ==, 7);
  g_assert_cmpuint (release->plan->total_bytes, ==, 7);
  g_assert_cmpint (release->installed->root_fd, ==, -1);
  g_assert_false (file_exists (f->cast.dir, "apps/editor"));
}

static void
test_newer (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) release = NULL;

  install (f, "1.0", one);
  publish (&f->cast, "editor", "1.1", two);
  release = must_find (f, NULL, OP_CHOICE_TAKE);
  g_assert_cmpstr (release->tree_name, ==, "1.1");
  g_assert_cmpstr (release->installed->current, ==, "1.0");
  g_assert_cmpuint (release->plan->n_fetch, ==, 1);
  g_assert_cmpuint (release->plan->fetch_bytes, ==, 7);
}

static void
test_older (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) nothing = NULL;
  g_autoptr(OpRelease) asked = NULL;

  install (f, "1.0", one);
  publish (&f->cast, "editor", "0.9", two);
  nothing = must_find (f, NULL, OP_CHOICE_NOTHING);
  asked = must_find (f, "0.9", OP_CHOICE_TAKE);
  g_assert_cmpstr (asked->tree_name, ==, "0.9");
}

static void
test_same (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) sound = NULL;
  g_autoptr(OpRelease) damaged = NULL;

  install (f, "1.0", one);
  sound = must_find (f, NULL, OP_CHOICE_NOTHING);
  write_file (f->cast.dir, "apps/editor/versions/1.0/data/words", "longer");
  damaged = must_find (f, NULL, OP_CHOICE_REPAIR);
  g_assert_cmpstr (damaged->tree_name, ==, "1.0~1");
}

/* The vendor has published other files under the same version. */
static void
test_same_version_other_files (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) release = NULL;

  install (f, "1.0", one);
  publish (&f->cast, "editor", "1.0", two);
  release = must_find (f, NULL, OP_CHOICE_REPAIR);
  g_assert_cmpstr (release->tree_name, ==, "1.0~1");
  g_assert_cmpuint (release->plan->n_fetch, ==, 1);
}

/* It was downloaded before, and is whole. */
static void
test_there_already (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) release = NULL;

  install (f, "1.0", one);
  install (f, "2.0", two);
  publish (&f->cast, "editor", "1.0", one);
  release = must_find (f, "1.0", OP_CHOICE_TAKE);
  g_assert_true (release->is_there);
  g_assert_cmpstr (release->tree_name, ==, "1.0");
}

/* Its record is gone: nothing is taken from it, and it is left alone. */
static void
test_tree_without_index (Fixture *f, gconstpointer unused)
{
  g_autofree char *state = g_build_filename ("var/lib/offpeak/products/editor", NULL);
  g_autofree char *indexes = g_build_filename (f->cast.dir, state, NULL);
  g_autoptr(GDir) dir = NULL;
  g_autoptr(OpRelease) release = NULL;
  const char *name;

  install (f, "1.0", one);
  dir = g_dir_open (indexes, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (indexes, name, NULL);

      if (strstr (name, "1.0") != NULL)
        remove_tree (path);
    }

  release = must_find (f, NULL, OP_CHOICE_REPAIR);
  g_assert_cmpuint (release->plan->n_fetch, ==, 2);
  g_assert_cmpstr (release->tree_name, ==, "1.0~1");
}

static void
test_other_version_than_asked (Fixture *f, gconstpointer unused)
{
  publish (&f->cast, "editor", "1.0", one);
  must_refuse (f, "2.0", OP_ERROR_NOT_FOUND, "‘2.0’");
}

static void
put_list (Fixture *f, const char *text)
{
  g_autofree char *place = place_of ("editor", "filelist.json");

  op_fake_source_put_text (f->cast.source, place, text);
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
test_refused_lists (Fixture *f, gconstpointer unused)
{
  must_refuse (f, NULL, OP_ERROR_HTTP, "404");
  put_list (f, "");
  must_refuse (f, NULL, OP_ERROR_BAD_FILE_LIST, "https://u.example/editor/filelist.json: ");
  put_list (f,
            "{\"product\": \"viewer\", \"version\": \"1.0\", \"files\": [{\"name\": \"a\", "
            "\"size\": 1, \"hash\": \"" HASH "\"}]}");
  must_refuse (f, NULL, OP_ERROR_BAD_FILE_LIST, "viewer");
  put_list (f,
            "[{\"relativePath\": \"/1.0.1/\", \"name\": \"a\", \"url\": \"https://u.example/a\", "
            "\"hashLocation\": \"s.cab/a.hash\"}]");
  must_refuse (f, NULL, OP_ERROR_NOT_SUPPORTED, "hashLocation");
}

/* The product's languages decide. */
static void
test_languages (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRelease) release = NULL;

  put_list (f,
            "{\"version\": \"1.0\", \"files\": ["
            "{\"name\": \"all\", \"size\": 1, \"hash\": \"" HASH "\"},"
            "{\"name\": \"en\", \"lcid\": \"1033\", \"size\": 1, \"hash\": \"" HASH "\"},"
            "{\"name\": \"fr\", \"lcid\": \"1036\", \"size\": 1, \"hash\": \"" HASH "\"}]}");
  release = must_find (f, NULL, OP_CHOICE_TAKE);
  g_assert_cmpuint (op_file_list_get_n_files (release->list), ==, 2);
}

/* The version that is asked for is part of the place where its list is. */
static void
test_place_with_version (Fixture *f, gconstpointer unused)
{
  g_autofree char *asked = NULL;

  add_product (&f->cast, "editor", "FileListUrl=https://l.example/{version}/{channel}.json\n");
  reload (&f->cast);
  must_refuse (f, "7.0+1", OP_ERROR_HTTP, "404");
  asked = op_fake_source_take_asked (f->cast.source);
  g_assert_cmpstr (asked, ==, "https://l.example/7.0%2B1/stable.json");
}

static void
test_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(OpFinder) finder = make_finder (f, NULL, TRUE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(OpRelease) release = NULL;
  g_autoptr(GError) error = NULL;

  op_fake_source_hold (f->cast.source, TRUE);
  op_finder_run_async (finder, cancellable, keep_result, &result);
  op_transfer_resume (op_finder_get_transfer (finder));
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  release = op_finder_run_finish (finder, result, &error);
  g_assert_null (release);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (file_exists (f->cast.dir, "apps/editor"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/finder/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("nothing-is-installed", test_nothing_installed);
  ADD ("newer", test_newer);
  ADD ("older", test_older);
  ADD ("same", test_same);
  ADD ("same-version-with-other-files", test_same_version_other_files);
  ADD ("there-already", test_there_already);
  ADD ("tree-without-its-record", test_tree_without_index);
  ADD ("another-version-than-asked-for", test_other_version_than_asked);
  ADD ("refused-lists", test_refused_lists);
  ADD ("languages", test_languages);
  ADD ("place-with-the-version", test_place_with_version);
  ADD ("cancelled", test_cancelled);
#undef ADD

  return g_test_run ();
}
