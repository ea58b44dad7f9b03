/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/files.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

void
write_bytes (const char *dir, const char *path, const void *data, size_t n_bytes, int mode)
{
  g_autofree char *full = g_build_filename (dir, path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_file_set_contents_full (
      full, data, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT, mode, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chmod (full, (mode_t) mode), ==, 0);
}

void
write_file (const char *dir, const char *path, const char *text)
{
  write_bytes (dir, path, text, strlen (text), 0644);
}

char *
read_file (const char *dir, const char *path)
{
  g_autofree char *full = g_build_filename (dir, path, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (full, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

gboolean
file_exists (const char *dir, const char *path)
{
  g_autofree char *full = g_build_filename (dir, path, NULL);
  struct stat info;

  return lstat (full, &info) == 0;
}

char *
hash_file (const char *dir, const char *path)
{
  g_autofree char *full = g_build_filename (dir, path, NULL);
  g_autoptr(GMappedFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  file = g_mapped_file_new (full, FALSE /* writable */, &error);
  g_assert_no_error (error);
  bytes = g_mapped_file_get_bytes (file);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_dir (const char *dir)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) handle = g_dir_open (dir, 0, NULL);
  const char *name;

  while (handle != NULL && (name = g_dir_read_name (handle)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);

  return g_steal_pointer (&names);
}

static void
describe_into (GString *text, const char *dir, const char *below)
{
  g_autofree char *full = g_build_filename (dir, below, NULL);
  g_autoptr(GPtrArray) names = list_dir (full);

  for (size_t i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (below, g_ptr_array_index (names, i), NULL);
      g_autofree char *whole = g_build_filename (dir, path, NULL);
      g_autofree char *what = NULL;
      struct stat info;

      g_assert_cmpint (lstat (whole, &info), ==, 0);
      if (S_ISLNK (info.st_mode))
        what = g_file_read_link (whole, NULL);
      else if (S_ISREG (info.st_mode))
        what = hash_file (dir, path);
      g_string_append_printf (text,
                              "%s %o %s\n",
                              path,
                              S_ISREG (info.st_mode) ? info.st_mode : info.st_mode & S_IFMT,
                              what != NULL ? what : "");
      if (S_ISDIR (info.st_mode))
        describe_into (text, dir, path);
    }
}

char *
describe_tree (const char *dir)
{
  GString *text = g_string_new (NULL);

  describe_into (text, dir, "");

  return g_string_free (text, FALSE);
}

static int
remove_one (const char *path, const struct stat *info, int type, struct FTW *where)
{
  remove (path);

  return 0;
}

void
remove_tree (const char *dir)
{
  nftw (dir, remove_one, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
