/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which of several files of the same name counts. */

#include <unistd.h>

#include "cast.h"

static const char *const dirs[] = { "etc/offpeak", "run/offpeak/conf", "usr/lib/offpeak" };

static void
write_at (Fixture *f, size_t place, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dirs[place], name, NULL);

  write_file (f->dir, path, text);
}

static void
link_at (Fixture *f, size_t place, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (f->dir, dirs[place], name, NULL);

  write_at (f, place, "products.d/.keep", "");
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
assert_found (Fixture *f, const char *expected)
{
  g_autofree char *found = op_places_find (f->places, "offpeak.conf");
  g_autofree char *path = expected != NULL ? g_build_filename (f->dir, expected, NULL) : NULL;

  g_assert_cmpstr (found, ==, path);
}

static void
test_higher_places_win (Fixture *f, gconstpointer unused)
{
  assert_found (f, NULL);
  write_at (f, 2, "offpeak.conf", "[Daemon]\n");
  assert_found (f, "usr/lib/offpeak/offpeak.conf");
  write_at (f, 1, "offpeak.conf", "[Daemon]\n");
  assert_found (f, "run/offpeak/conf/offpeak.conf");
  write_at (f, 0, "offpeak.conf", "[Daemon]\n");
  assert_found (f, "etc/offpeak/offpeak.conf");
}

static void
test_empty_file_hides (Fixture *f, gconstpointer unused)
{
  write_at (f, 2, "offpeak.conf", "[Daemon]\n");
  write_at (f, 1, "offpeak.conf", "");
  assert_found (f, NULL);
}

static void
test_link_to_null_hides (Fixture *f, gconstpointer unused)
{
  write_at (f, 2, "offpeak.conf", "[Daemon]\n");
  link_at (f, 0, "offpeak.conf", "/dev/null");
  assert_found (f, NULL);
}

static const char *
get_file (GHashTable *files, Fixture *f, const char *name)
{
  const char *path = g_hash_table_lookup (files, name);

  return path != NULL ? path + strlen (f->dir) : NULL;
}

static void
test_folders (Fixture *f, gconstpointer unused)
{
  g_autoptr(GHashTable) none = op_places_list (f->places, "products.d");
  g_autoptr(GHashTable) files = NULL;

  g_assert_cmpuint (g_hash_table_size (none), ==, 0);

  write_at (f, 2, "products.d/editor.conf", "[Product]\n");
  write_at (f, 2, "products.d/viewer.conf", "[Product]\n");
  write_at (f, 2, "products.d/player.conf", "[Product]\n");
  write_at (f, 2, "products.d/README", "no product\n");
  write_at (f, 2, "products.d/.hidden.conf", "[Product]\n");
  write_at (f, 2, "products.d/editor.conf~", "[Product]\n");
  write_at (f, 1, "products.d/editor.conf", "[Product]\n");
  write_at (f, 1, "products.d/viewer.conf", "");
  write_at (f, 0, "products.d/painter.conf", "[Product]\n");
  link_at (f, 0, "products.d/player.conf", "/dev/null");

  files = op_places_list (f->places, "products.d");
  g_assert_cmpuint (g_hash_table_size (files), ==, 2);
  g_assert_cmpstr (get_file (files, f, "editor"), ==, "/run/offpeak/conf/products.d/editor.conf");
  g_assert_cmpstr (get_file (files, f, "painter"), ==, "/etc/offpeak/products.d/painter.conf");
}

/* A file that hides one below it is itself replaced by one above it. */
static void
test_hiding_is_hidden (Fixture *f, gconstpointer unused)
{
  g_autoptr(GHashTable) files = NULL;

  write_at (f, 2, "products.d/editor.conf", "[Product]\n");
  write_at (f, 1, "products.d/editor.conf", "");
  write_at (f, 0, "products.d/editor.conf", "[Product]\n");
  files = op_places_list (f->places, "products.d");
  g_assert_cmpstr (get_file (files, f, "editor"), ==, "/etc/offpeak/products.d/editor.conf");
}

static void
test_no_root (void)
{
  g_autoptr(OpPlaces) places = op_places_new (NULL);

  g_assert_cmpstr (places->config[0], ==, "/etc/offpeak");
  g_assert_cmpstr (places->config[1], ==, "/run/offpeak/conf");
  g_assert_cmpstr (places->config[2], ==, "/usr/lib/offpeak");
  g_assert_null (places->config[3]);
  g_assert_cmpstr (places->state, ==, "/var/lib/offpeak");
  g_assert_cmpstr (places->run, ==, "/run/offpeak");
}

static void
test_made (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_true (op_places_make (f->places, &error));
      g_assert_no_error (error);
    }
  g_assert_true (file_exists (f->dir, "etc/offpeak/products.d"));
  g_assert_true (file_exists (f->dir, "var/lib/offpeak/products"));
  g_assert_true (file_exists (f->dir, "run/offpeak/products"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/places/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("higher-places-win", test_higher_places_win);
  ADD ("an-empty-file-hides", test_empty_file_hides);
  ADD ("a-link-to-null-hides", test_link_to_null_hides);
  ADD ("folders", test_folders);
  ADD ("what-hides-is-hidden", test_hiding_is_hidden);
  ADD ("directories-are-made", test_made);
#undef ADD
  g_test_add_func ("/places/without-a-root", test_no_root);

  return g_test_run ();
}
