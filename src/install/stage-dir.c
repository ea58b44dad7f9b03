/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "install/look.h"
#include "install/root.h"

static char *
get_partial_name (const char *tree_name)
{
  return g_strconcat (tree_name, OP_PARTIAL_SUFFIX, NULL);
}

static gboolean
fail (GError **error, const char *name)
{
  g_autofree char *what = g_strdup_printf ("‘" OP_VERSIONS_DIR "/%s’", name);

  op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, what);

  return FALSE;
}

static gboolean
check_name_is_free (int versions_fd, const char *tree_name, GError **error)
{
  struct stat info;

  if (fstatat (versions_fd, tree_name, &info, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
    return TRUE;

  errno = EEXIST;

  return fail (error, tree_name);
}

/* Nobody but us looks into a tree that is not whole. The descriptor is opened before anything is
 * written: syncfs() on it reports every write that has failed since. Returns: -1 with errno */
static int
try_open (int versions_fd, const char *partial_name, gboolean *out_is_new)
{
  g_auto(OpFd) fd = -1;
  struct stat info;

  *out_is_new = mkdirat (versions_fd, partial_name, 0700) == 0;
  if (!*out_is_new && errno != EEXIST)
    return -1;

  fd = op_open_beneath (versions_fd, partial_name, O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0 || fstat (fd, &info) < 0)
    return -1;

  if (info.st_uid != geteuid ())
    {
      errno = ENOTDIR;
      return -1;
    }

  return g_steal_fd (&fd);
}

int
op_stage_dir_open (int versions_fd, const char *tree_name, gboolean *out_is_new, GError **error)
{
  g_autofree char *partial_name = get_partial_name (tree_name);
  int fd;

  if (!check_name_is_free (versions_fd, tree_name, error))
    return -1;

  fd = try_open (versions_fd, partial_name, out_is_new);
  if (fd < 0 && (errno == ENOTDIR || errno == ELOOP))
    {
      /* A file, a link, somebody else's directory: nothing that we have made. */
      if (!op_remove_tree (versions_fd, partial_name, error))
        return -1;
      fd = try_open (versions_fd, partial_name, out_is_new);
    }

  if (fd < 0)
    fail (error, partial_name);

  return fd;
}

static gboolean
rename_to (int versions_fd, const char *partial_name, const char *tree_name, GError **error)
{
  if (renameat2 (versions_fd, partial_name, versions_fd, tree_name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL)
    return fail (error, tree_name);

  /* A file system that cannot promise it. */
  return check_name_is_free (versions_fd, tree_name, error) &&
         (renameat (versions_fd, partial_name, versions_fd, tree_name) == 0 ||
          fail (error, tree_name));
}

gboolean
op_stage_dir_sync (int dir_fd, const char *tree_name, GError **error)
{
  g_autofree char *partial_name = get_partial_name (tree_name);

  return syncfs (dir_fd) == 0 || fail (error, partial_name);
}

/* The name first, then the directory that holds it. */
gboolean
op_stage_dir_publish (int versions_fd, const char *tree_name, GError **error)
{
  g_autofree char *partial_name = get_partial_name (tree_name);

  return rename_to (versions_fd, partial_name, tree_name, error) &&
         (fsync (versions_fd) == 0 || fail (error, tree_name));
}

gboolean
op_stage_dir_remove (int versions_fd, const char *tree_name, GError **error)
{
  g_autofree char *partial_name = get_partial_name (tree_name);

  return op_remove_tree (versions_fd, partial_name, error);
}
