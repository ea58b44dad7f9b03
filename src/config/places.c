/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/places.h"

#include <sys/stat.h>

#include "base/files.h"

static const char *const config_dirs[] = {
  "etc/offpeak",
  "run/offpeak/conf",
  "usr/lib/offpeak",
};

OpPlaces *
op_places_new (const char *root)
{
  OpPlaces *self = g_new0 (OpPlaces, 1);
  g_autofree char *top = g_canonicalize_filename (root != NULL ? root : "/", NULL);

  self->config = g_new0 (char *, G_N_ELEMENTS (config_dirs) + 1);
  for (size_t i = 0; i < G_N_ELEMENTS (config_dirs); i++)
    self->config[i] = g_build_filename (top, config_dirs[i], NULL);
  self->state = g_build_filename (top, "var/lib/offpeak", NULL);
  self->run = g_build_filename (top, "run/offpeak", NULL);
  self->log = g_build_filename (top, "var/log/offpeak", NULL);

  return self;
}

void
op_places_free (OpPlaces *self)
{
  g_strfreev (self->config);
  g_free (self->state);
  g_free (self->run);
  g_free (self->log);
  g_free (self);
}

gboolean
op_places_make (const OpPlaces *self, GError **error)
{
  g_autofree char *products = g_build_filename (self->config[0], "products.d", NULL);
  g_autofree char *product_states = g_build_filename (self->state, "products", NULL);
  g_autofree char *statuses = g_build_filename (self->run, "products", NULL);

  return op_make_path (products, 0755, error) && op_make_path (product_states, 0755, error) &&
         op_make_path (statuses, 0755, error);
}

static gboolean
hides_lower_ones (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && (S_ISCHR (info.st_mode) || info.st_size == 0);
}

static void
add_files (GHashTable *files, const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *stem = NULL;

      if (!g_str_has_suffix (name, ".conf") || name[0] == '.')
        continue;

      stem = g_strndup (name, strlen (name) - strlen (".conf"));
      if (!g_hash_table_contains (files, stem))
        g_hash_table_insert (
            files, g_steal_pointer (&stem), g_build_filename (directory, name, NULL));
    }
}

GHashTable *
op_places_list (const OpPlaces *self, const char *folder)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer path;

  for (size_t i = 0; self->config[i] != NULL; i++)
    {
      g_autofree char *directory = g_build_filename (self->config[i], folder, NULL);

      add_files (files, directory);
    }

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, NULL, &path))
    {
      if (hides_lower_ones (path))
        g_hash_table_iter_remove (&iter);
    }

  return files;
}

char *
op_places_find (const OpPlaces *self, const char *name)
{
  for (size_t i = 0; self->config[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->config[i], name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return hides_lower_ones (path) ? NULL : g_steal_pointer (&path);
    }

  return NULL;
}
