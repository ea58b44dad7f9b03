/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "install/root.h"
#include "rules/version.h"

#define CURRENT "current"
#define PREVIOUS "previous"
#define OLD_SUFFIX "~old"

static gboolean
set_errno_error (GError **error, int saved_errno, const char *format, const char *name)
{
  g_autofree char *what = g_strdup_printf ("%s ‘%s’", format, name);

  op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, saved_errno, what);

  return FALSE;
}

static gboolean
is_tree_name (const char *name)
{
  g_autofree char *version = op_tree_name_get_version (name, NULL);

  return version != NULL;
}

gboolean
op_tree_exists (int root_fd, const char *tree_name)
{
  g_autofree char *path = NULL;
  int fd;

  if (!is_tree_name (tree_name))
    return FALSE;

  path = g_build_filename (OP_VERSIONS_DIR, tree_name, NULL);
  fd = op_open_beneath (root_fd, path, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
  if (fd >= 0)
    close (fd);

  return fd >= 0;
}

/* A link is text that somebody may have written: it means something only if it is exactly
 * what we would have written. */
static char *
read_tree_link (int root_fd, const char *name)
{
  char target[256];
  ssize_t n_bytes = readlinkat (root_fd, name, target, sizeof target);

  if (n_bytes < 0 || (size_t) n_bytes == sizeof target)
    return NULL;
  target[n_bytes] = '\0';

  if (!g_str_has_prefix (target, OP_VERSIONS_DIR "/") ||
      !op_tree_exists (root_fd, target + strlen (OP_VERSIONS_DIR "/")))
    return NULL;

  return g_strdup (target + strlen (OP_VERSIONS_DIR "/"));
}

char *
op_tree_get_current (int root_fd)
{
  return read_tree_link (root_fd, CURRENT);
}

char *
op_tree_get_previous (int root_fd)
{
  return read_tree_link (root_fd, PREVIOUS);
}

/* Make @name lead to @tree_name in one step: never absent, never half-way. */
static gboolean
replace_link (int root_fd, const char *name, const char *tree_name, GError **error)
{
  g_autofree char *target = g_build_filename (OP_VERSIONS_DIR, tree_name, NULL);
  g_autofree char *pending = g_strconcat (name, "~", NULL);
  g_autofree char *present = read_tree_link (root_fd, name);

  if (g_strcmp0 (present, tree_name) == 0)
    return TRUE;

  /* What a power cut left. */
  if (!op_remove_tree (root_fd, pending, error))
    return FALSE;

  if (symlinkat (target, root_fd, pending) < 0)
    return set_errno_error (error, errno, "Making the link", pending);

  if (renameat (root_fd, pending, root_fd, name) < 0)
    {
      int saved_errno = errno;

      unlinkat (root_fd, pending, 0);
      return set_errno_error (error, saved_errno, "Replacing the link", name);
    }

  return TRUE;
}

static gboolean
check_tree (int root_fd, const char *tree_name, GError **error)
{
  if (op_tree_exists (root_fd, tree_name))
    return TRUE;

  g_set_error (error, OP_ERROR, OP_ERROR_NOT_FOUND, "There is no tree ‘%s’", tree_name);

  return FALSE;
}

static gboolean
remove_link (int root_fd, const char *name, GError **error)
{
  if (unlinkat (root_fd, name, 0) < 0 && errno != ENOENT)
    return set_errno_error (error, errno, "Removing the link", name);

  return TRUE;
}

gboolean
op_tree_set_links (int root_fd, const char *current, const char *previous, GError **error)
{
  if ((current != NULL && !check_tree (root_fd, current, error)) ||
      (previous != NULL && !check_tree (root_fd, previous, error)))
    return FALSE;

  if (previous != NULL && !replace_link (root_fd, PREVIOUS, previous, error))
    return FALSE;

  if (previous == NULL && !remove_link (root_fd, PREVIOUS, error))
    return FALSE;

  if (current != NULL && !replace_link (root_fd, CURRENT, current, error))
    return FALSE;

  if (current == NULL && !remove_link (root_fd, CURRENT, error))
    return FALSE;

  /* Both renames are in this one directory. Links that were right already are synced too:
   * whoever made them may have been stopped before. */
  if (fsync (root_fd) < 0)
    return set_errno_error (error, errno, "Syncing the install root with", CURRENT);

  return TRUE;
}

/* All names in versions/, sorted out later: the directory changes while trees are removed.
 * (transfer full) (nullable) */
static GPtrArray *
read_names (int versions_fd, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (versions_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL; /* takes fd */
  struct dirent *entry;

  if (dir == NULL)
    {
      set_errno_error (error, errno, "Reading", OP_VERSIONS_DIR);
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  while ((entry = readdir (dir)) != NULL)
    {
      if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
        g_ptr_array_add (names, g_strdup (entry->d_name));
    }
  closedir (dir);

  return g_steal_pointer (&names);
}

/* Returns: -1 with @error set; -2 when there is no such directory */
static int
open_versions (int root_fd, GError **error)
{
  int fd = op_open_beneath (root_fd, OP_VERSIONS_DIR, O_RDONLY | O_DIRECTORY, 0);

  if (fd < 0 && errno == ENOENT)
    return -2;
  if (fd < 0)
    set_errno_error (error, errno, "Opening", OP_VERSIONS_DIR);

  return fd;
}

GStrv
op_tree_list (int root_fd, GError **error)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GPtrArray) names = NULL;
  int fd = open_versions (root_fd, error);

  if (fd == -2)
    return g_strv_builder_end (builder);
  if (fd < 0)
    return NULL;

  names = read_names (fd, error);
  close (fd);
  if (names == NULL)
    return NULL;

  for (unsigned i = 0; i < names->len; i++)
    {
      if (op_tree_exists (root_fd, g_ptr_array_index (names, i)))
        g_strv_builder_add (builder, g_ptr_array_index (names, i));
    }

  return g_strv_builder_end (builder);
}

/* `<tree><suffix>` */
static gboolean
is_tree_with_suffix (const char *name, const char *suffix, const char *except)
{
  g_autofree char *tree_name = NULL;

  if (!g_str_has_suffix (name, suffix))
    return FALSE;

  tree_name = g_strndup (name, strlen (name) - strlen (suffix));

  return is_tree_name (tree_name) && g_strcmp0 (tree_name, except) != 0;
}

/* Go on after a failure, and report the first. */
static void
remove_one (int versions_fd, const char *name, GError **first_error)
{
  g_autoptr(GError) error = NULL;

  if (op_remove_tree (versions_fd, name, &error))
    return;

  if (*first_error == NULL)
    *first_error = g_steal_pointer (&error);
}

/* Remove what is left of earlier removals, and downloads that nobody goes on with. */
static void
remove_leftovers (int versions_fd, GPtrArray *names, const char *keep_partial, GError **first_error)
{
  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (is_tree_with_suffix (name, OLD_SUFFIX, NULL) ||
          is_tree_with_suffix (name, OP_PARTIAL_SUFFIX, keep_partial))
        remove_one (versions_fd, name, first_error);
    }
}

/* Returns: (transfer full): the new names of the trees that nobody wants */
static GPtrArray *
rename_aside (int root_fd,
              int versions_fd,
              GPtrArray *names,
              const char *const *keep,
              GError **first_error)
{
  GPtrArray *aside = g_ptr_array_new_with_free_func (g_free);

  for (unsigned i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *old_name = g_strconcat (name, OLD_SUFFIX, NULL);

      if (g_strv_contains (keep, name) || !op_tree_exists (root_fd, name))
        continue;

      if (renameat (versions_fd, name, versions_fd, old_name) == 0)
        g_ptr_array_add (aside, g_steal_pointer (&old_name));
      else if (*first_error == NULL)
        set_errno_error (first_error, errno, "Putting aside", name);
    }

  return aside;
}

gboolean
op_tree_sweep (int root_fd, const char *const *keep, const char *keep_partial, GError **error)
{
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GPtrArray) aside = NULL;
  g_autoptr(GError) first_error = NULL;
  int versions_fd = open_versions (root_fd, error);

  if (versions_fd < 0)
    return versions_fd == -2;

  names = read_names (versions_fd, error);
  if (names == NULL)
    {
      close (versions_fd);
      return FALSE;
    }

  remove_leftovers (versions_fd, names, keep_partial, &first_error);
  aside = rename_aside (root_fd, versions_fd, names, keep, &first_error);

  /* The new names first, or a power cut could bring half a tree back under its own. */
  if (aside->len > 0 && fsync (versions_fd) < 0 && first_error == NULL)
    set_errno_error (&first_error, errno, "Syncing", OP_VERSIONS_DIR);

  for (unsigned i = 0; i < aside->len; i++)
    remove_one (versions_fd, g_ptr_array_index (aside, i), &first_error);

  close (versions_fd);
  if (first_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&first_error));
      return FALSE;
    }

  return TRUE;
}
