/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"

#define MAX_LINKS 40 /* as the kernel has it */

/* A walk down a path, one name at a time, because each directory on it is judged, and
 * so is each that holds a link on it. */
typedef struct
{
  int fd;        /* (owned): the directory reached so far, O_PATH */
  GString *path; /* (owned): of it, without links; "" is the root directory */
  char *rest;    /* (owned): what is still to be walked */
  unsigned n_links;
} Walk;

static void
walk_clear (Walk *walk)
{
  if (walk->fd >= 0)
    close (walk->fd);
  g_string_free (walk->path, TRUE);
  g_free (walk->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

static const char *
get_walked (const Walk *walk)
{
  return walk->path->len > 0 ? walk->path->str : "/";
}

/* What looks like a read-only file system is most often the sandbox of the service. */
static void
set_error (GError **error, int saved_errno, const char *path)
{
  if (saved_errno != EROFS)
    {
      g_autofree char *what = g_strdup_printf ("The directory ‘%s’ cannot be used", path);

      op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, saved_errno, what);
      return;
    }

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_INSTALL_ROOT,
               "The directory ‘%s’ cannot be written to: %s. The service may write below /opt "
               "only; to let it write here, run\n"
               "mkdir -p /etc/systemd/system/offpeakd.service.d\n"
               "printf '[Service]\\nReadWritePaths=%%s\\n' '%s' > "
               "/etc/systemd/system/offpeakd.service.d/install-root.conf\n"
               "systemctl daemon-reload && systemctl try-restart offpeakd.service",
               path,
               g_strerror (saved_errno),
               path);
}

static gboolean
judge_owner (const struct stat *info, const char *path, GError **error)
{
  if (info->st_uid == 0 || info->st_uid == geteuid ())
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_INSTALL_ROOT,
               "‘%s’ belongs to user %u, who could replace what lies below it; run ‘chown root %s’",
               path,
               (unsigned) info->st_uid,
               path);

  return FALSE;
}

static gboolean
judge_directory (const struct stat *info, const char *path, GError **error)
{
  if (!judge_owner (info, path, error))
    return FALSE;

  if ((info->st_mode & (S_IWGRP | S_IWOTH)) != 0 && (info->st_mode & S_ISVTX) == 0)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_INSTALL_ROOT,
                   "Others may write to the directory ‘%s’; run ‘chmod go-w %s’",
                   path,
                   path);
      return FALSE;
    }

  return TRUE;
}

/* What the link leads to takes its place in front of the rest. */
static gboolean
enter_link (Walk *walk, int link_fd, const struct stat *info, const char *path, GError **error)
{
  char target[PATH_MAX];
  ssize_t n_bytes = readlinkat (link_fd, "", target, sizeof target - 1);
  g_autofree char *rest = g_steal_pointer (&walk->rest);

  if (n_bytes < 0 || ++walk->n_links > MAX_LINKS)
    {
      walk->rest = g_steal_pointer (&rest);
      set_error (error, n_bytes < 0 ? errno : ELOOP, path);
      return FALSE;
    }
  target[n_bytes] = '\0';
  walk->rest = g_strconcat (target, "/", rest, NULL);

  if (target[0] == '/')
    {
      close (walk->fd);
      walk->fd = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
      g_string_truncate (walk->path, 0);
    }

  return judge_owner (info, path, error);
}

static void
set_walked (Walk *walk, int owned_fd, const char *name)
{
  close (walk->fd);
  walk->fd = owned_fd;

  if (!g_str_equal (name, ".."))
    g_string_append_printf (walk->path, "/%s", name);
  else if (walk->path->len > 0)
    g_string_truncate (walk->path, strrchr (walk->path->str, '/') - walk->path->str);
}

/* Cuts the next name off the rest; (transfer full) (nullable). */
static char *
take_name (Walk *walk)
{
  const char *begin = walk->rest + strspn (walk->rest, "/");
  size_t n_bytes = strcspn (begin, "/");
  g_autofree char *old_rest = NULL;
  char *name;

  if (n_bytes == 0)
    return NULL;

  name = g_strndup (begin, n_bytes);
  old_rest = walk->rest;
  walk->rest = g_strdup (begin + n_bytes + strspn (begin + n_bytes, "/"));

  return name;
}

static gboolean
make_directory (int dir_fd, const char *name, const char *path, GError **error)
{
  int fd;
  gboolean ok;

  if (mkdirat (dir_fd, name, 0755) < 0)
    {
      set_error (error, errno, path);
      return FALSE;
    }

  /* Whatever the umask is: applications run from here as other users. */
  fd = openat (dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  ok = fd >= 0 && fchmod (fd, 0755) == 0 && fsync (fd) == 0;
  if (!ok)
    set_error (error, errno, path);
  if (fd >= 0)
    close (fd);

  return ok;
}

/* Make @name in the directory reached, in a way that survives a power cut. */
static gboolean
make_in (Walk *walk, const char *name, GError **error)
{
  int fd;
  gboolean ok;

  if (!make_directory (walk->fd, name, get_walked (walk), error))
    return FALSE;

  fd = openat (walk->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ok = fd >= 0 && fsync (fd) == 0;
  if (!ok)
    set_error (error, errno, get_walked (walk));
  if (fd >= 0)
    close (fd);

  return ok;
}

static void
set_missing_error (GError **error, gboolean create, const char *path)
{
  if (create)
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_INSTALL_ROOT,
                 "The directory ‘%s’ does not exist; make it, or correct ‘InstallRoot’",
                 path);
  else
    g_set_error (error, OP_ERROR, OP_ERROR_NOT_FOUND, "There is no directory ‘%s’", path);
}

static gboolean
step (Walk *walk, const char *name, gboolean create, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", walk->path->str, name);
  int fd = openat (walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  struct stat info;
  gboolean ok;

  if (fd < 0 && errno == ENOENT && create && *walk->rest == '\0')
    {
      if (!make_in (walk, name, error))
        return FALSE;
      fd = openat (walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    }

  if (fd < 0 || fstat (fd, &info) < 0)
    {
      if (errno == ENOENT)
        set_missing_error (error, create, path);
      else
        set_error (error, errno, path);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }

  if (S_ISLNK (info.st_mode))
    {
      ok = enter_link (walk, fd, &info, path, error);
      close (fd);
      return ok;
    }

  if (!S_ISDIR (info.st_mode))
    {
      set_error (error, ENOTDIR, path);
      close (fd);
      return FALSE;
    }

  set_walked (walk, fd, name);

  return judge_directory (&info, get_walked (walk), error);
}

/* With @create, the caller is going to write: better to hear now that one cannot. */
static gboolean
check_versions (Walk *walk, gboolean create, GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s/" OP_VERSIONS_DIR, walk->path->str);
  struct stat info;

  if (fstatat (walk->fd, OP_VERSIONS_DIR, &info, AT_SYMLINK_NOFOLLOW) < 0)
    {
      if (errno != ENOENT)
        {
          set_error (error, errno, path);
          return FALSE;
        }
      return !create || make_in (walk, OP_VERSIONS_DIR, error);
    }

  if (!S_ISDIR (info.st_mode))
    {
      set_error (error, ENOTDIR, path);
      return FALSE;
    }

  if (create && (faccessat (walk->fd, ".", W_OK, AT_EACCESS) < 0 ||
                 faccessat (walk->fd, OP_VERSIONS_DIR, W_OK, AT_EACCESS) < 0))
    {
      set_error (error, errno, get_walked (walk));
      return FALSE;
    }

  return judge_directory (&info, path, error);
}

static gboolean
walk_down (Walk *walk, gboolean create, GError **error)
{
  struct stat info;

  if (walk->fd < 0 || fstat (walk->fd, &info) < 0)
    {
      set_error (error, errno, "/");
      return FALSE;
    }
  if (!judge_directory (&info, "/", error))
    return FALSE;

  while (TRUE)
    {
      g_autofree char *name = take_name (walk);

      if (name == NULL)
        return TRUE;
      if (!g_str_equal (name, ".") && !step (walk, name, create, error))
        return FALSE;
    }
}

int
op_install_root_open (const char *path, gboolean create, GError **error)
{
  g_auto(Walk) walk = { .fd = -1 };
  int fd;

  g_return_val_if_fail (path != NULL, -1);

  walk.path = g_string_new (NULL);
  walk.rest = g_strdup (path);
  if (!g_path_is_absolute (path))
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_INSTALL_ROOT, "The path ‘%s’ does not begin with ‘/’", path);
      return -1;
    }

  walk.fd = open ("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (!walk_down (&walk, create, error))
    return -1;

  if (walk.path->len == 0)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_INSTALL_ROOT, "‘/’ cannot be an install root");
      return -1;
    }

  if (!check_versions (&walk, create, error))
    return -1;

  fd = openat (walk.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    set_error (error, errno, get_walked (&walk));

  return fd;
}
