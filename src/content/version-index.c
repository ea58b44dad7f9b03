/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "content/version-index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"
#include "rules/version.h"

#define SUFFIX ".index"

/* The longest list and what we add to each of its files. */
#define MAX_INDEX_BYTES (2 * OP_MAX_LIST_BYTES)

OpTreeIndex *
op_version_index_load (int state_fd, const char *tree_name, GError **error)
{
  g_autofree char *name = g_strconcat (tree_name, SUFFIX, NULL);
  g_autofree char *text = NULL;
  OpTreeIndex *index;
  size_t n_bytes;

  if (!op_read_file (state_fd, name, MAX_INDEX_BYTES, &text, &n_bytes, error))
    return NULL;

  index = op_tree_index_parse (text, n_bytes, error);
  if (index == NULL)
    g_prefix_error (error, "%s: ", name);

  return index;
}

gboolean
op_version_index_save (int state_fd,
                       const char *tree_name,
                       const OpTreeIndex *index,
                       GError **error)
{
  g_autofree char *name = g_strconcat (tree_name, SUFFIX, NULL);
  g_autoptr(GBytes) bytes = op_tree_index_to_bytes (index);
  size_t n_bytes;
  const void *text = g_bytes_get_data (bytes, &n_bytes);

  return op_replace_file (state_fd, name, text, n_bytes, error);
}

/* Is @name the index of a tree that is not in @keep? What is not an index stays. */
static gboolean
is_stale (const char *name, const char *const *keep)
{
  g_autofree char *tree_name = NULL;
  g_autofree char *version = NULL;

  if (!g_str_has_suffix (name, SUFFIX))
    return FALSE;

  tree_name = g_strndup (name, strlen (name) - strlen (SUFFIX));
  version = op_tree_name_get_version (tree_name, /* out_repair= */ NULL);

  return version != NULL && !g_strv_contains (keep, tree_name);
}

void
op_version_index_sweep (int state_fd, const char *const *keep)
{
  int fd = openat (state_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL; /* takes fd */
  struct dirent *entry;

  if (dir == NULL)
    {
      g_warning ("Cannot look for old indexes, ignoring: %s", g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return;
    }

  while ((entry = readdir (dir)) != NULL)
    {
      if (is_stale (entry->d_name, keep) && unlinkat (state_fd, entry->d_name, 0) < 0)
        g_warning ("Cannot remove ‘%s’, ignoring: %s", entry->d_name, g_strerror (errno));
    }
  closedir (dir);
}
