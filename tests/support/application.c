/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/application.h"

#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "support/files.h"

/* A script: what runs is the interpreter, so it blocks no Apply. bin/sleeper does. */
#define PROGRAM "#!/bin/sh\necho %s\n"

static void
write_noise (const char *dir, const char *path, const char *seed, size_t n_bytes)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (g_str_hash (seed));
  g_autofree guint32 *noise = g_new (guint32, n_bytes / 4 + 1);

  for (size_t i = 0; i <= n_bytes / 4; i++)
    noise[i] = g_rand_int (random);
  write_bytes (dir, path, noise, n_bytes, 0644);
}

static void
write_data_files (const char *tree, const char *version, const ApplicationShape *shape)
{
  for (unsigned i = 0; i < shape->n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("data/%02u/%04u.bin", i / 100, i);
      g_autofree char *seed =
          g_strdup_printf ("%u of %s", i, i < shape->n_changed ? version : "all");

      write_noise (tree, path, seed, shape->file_bytes);
    }

  if (shape->big_bytes > 0)
    write_noise (tree, "data/big.bin", version, shape->big_bytes);
}

/* Of the walk in application_make_list(); nftw() passes no data of ours. */
static struct
{
  const char *tree;
  const char *url_prefix;
  json_t *files;
} walk;

static int
add_to_list (const char *path, const struct stat *info, int type, struct FTW *where)
{
  const char *below = path + strlen (walk.tree) + 1;
  g_autofree char *directory = g_path_get_dirname (below);
  g_autofree char *name = g_path_get_basename (below);
  g_autofree char *relative =
      g_str_equal (directory, ".") ? g_strdup ("/") : g_strdup_printf ("/%s/", directory);
  json_t *file;

  if (S_ISDIR (info->st_mode))
    return 0;

  file = json_pack ("{s:s, s:s}", "name", name, "relativePath", relative);
  if (S_ISLNK (info->st_mode))
    {
      g_autofree char *target = g_file_read_link (path, NULL);

      json_object_set_new (file, "link", json_string (target));
    }
  else
    {
      g_autofree char *url = g_strconcat (walk.url_prefix, below, NULL);
      g_autofree char *hash = hash_file (walk.tree, below);
      g_autofree char *mode = g_strdup_printf ("%04o", info->st_mode & 07777);

      json_object_set_new (file, "url", json_string (url));
      json_object_set_new (file, "hashAlgorithm", json_string ("Sha256"));
      json_object_set_new (file, "hash", json_string (hash));
      json_object_set_new (file, "size", json_integer (info->st_size));
      json_object_set_new (file, "mode", json_string (mode));
    }
  json_array_append_new (walk.files, file);

  return 0;
}

char *
application_make_list (const char *tree, const char *version, const char *url_prefix)
{
  json_t *list = json_pack ("{s:s, s:[]}", "version", version, "files");
  char *dumped, *text;

  walk.tree = tree;
  walk.url_prefix = url_prefix;
  walk.files = json_object_get (list, "files");
  g_assert_cmpint (nftw (tree, add_to_list, 32, FTW_PHYS), ==, 0);

  dumped = json_dumps (list, JSON_INDENT (1));
  text = g_strdup (dumped);
  free (dumped);
  json_decref (list);

  return text;
}

void
application_publish (const char *dir, const char *version, const ApplicationShape *shape)
{
  g_autofree char *tree = g_build_filename (dir, version, NULL);
  g_autofree char *program = g_strdup_printf (PROGRAM, version);
  g_autofree char *link = g_build_filename (tree, "lib", "link", NULL);
  g_autofree char *list_path = g_strdup_printf ("lists/%s.json", version);
  g_autofree char *prefix = g_strdup_printf ("/%s/", version);
  g_autofree char *list = NULL;
  g_autofree char *sleeper = NULL;
  size_t n_bytes;

  remove_tree (tree);
  write_bytes (tree, "bin/app", program, strlen (program), 0755);
  g_assert_true (g_file_get_contents ("/bin/sleep", &sleeper, &n_bytes, NULL));
  write_bytes (tree, "bin/sleeper", sleeper, n_bytes, 0755);
  write_file (tree, "lib/readme", "Nothing to see here.\n");
  g_assert_cmpint (symlink ("../bin/app", link), ==, 0);
  write_data_files (tree, version, shape);

  list = application_make_list (tree, version, prefix);
  write_file (dir, list_path, list);
  application_publish_text (dir, list);
}

void
application_publish_again (const char *dir, const char *version)
{
  g_autofree char *path = g_strdup_printf ("lists/%s.json", version);
  g_autofree char *list = read_file (dir, path);

  application_publish_text (dir, list);
}

void
application_publish_text (const char *dir, const char *list)
{
  write_file (dir, "filelist.json", list);
}

char *
application_run (const char *install_root)
{
  g_autofree char *program = g_build_filename (install_root, "current", "bin", "app", NULL);
  char *argv[] = { program, NULL };
  char *output = NULL;

  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, NULL))
    return NULL;

  return g_strchomp (output);
}

void
application_assert_installed (const char *install_root, const char *dir, const char *version)
{
  g_autofree char *current = g_build_filename (install_root, "current", NULL);
  g_autofree char *tree = g_build_filename (dir, version, NULL);
  g_autofree char *said = application_run (install_root);
  g_autofree char *found = describe_tree (current);
  g_autofree char *expected = describe_tree (tree);

  g_assert_cmpstr (said, ==, version);
  g_assert_cmpstr (found, ==, expected);
}
