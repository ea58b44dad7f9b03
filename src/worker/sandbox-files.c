/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/sandbox-files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/sandbox-sanitizer.h"

/* The interface of the kernel that runs may be younger than our headers: what each version
 * of it added. All rights are handled, so what is not granted below is denied. */
/* clang-format off */
static const struct { int abi; guint64 files, network, scopes; } rights[] = {
  { 1, 0x1fff, 0, 0 }, /* execute, write, read, list, remove and make all kinds */
  { 2, 1 << 13, 0, 0 }, /* refer: link and rename to elsewhere */
  { 3, 1 << 14, 0, 0 }, /* truncate */
  { 4, 0, 1 << 0, 0 },  /* bind a TCP port; to connect is our work */
  { 5, 1 << 15, 0, 0 }, /* ioctl on devices */
  { 6, 0, 0, 0x3 },     /* abstract Unix sockets, signals */
};
/* clang-format on */

/* As the kernel has it since version 6 of the interface; it takes a longer structure than it
 * knows when the rest is zero. */
typedef struct
{
  guint64 files;
  guint64 network;
  guint64 scopes;
} Ruleset;

static gboolean
fail (const char *step, GError **error)
{
  op_set_error_from_errno (error, OP_ERROR_FAILED, errno, step);
  return FALSE;
}

/* Grant reading of @path and all below it, if it is there. */
static gboolean
allow (int ruleset_fd, const char *path, GError **error)
{
  struct landlock_path_beneath_attr rule = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE };
  struct stat info;
  gboolean added;

  rule.parent_fd = open (path, O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0)
    return errno == ENOENT || errno == ENOTDIR || errno == EACCES || fail (path, error);

  if (fstat (rule.parent_fd, &info) == 0 && S_ISDIR (info.st_mode))
    rule.allowed_access |= LANDLOCK_ACCESS_FS_READ_DIR;

  added = syscall (SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ||
          fail (path, error);
  close (rule.parent_fd);

  return added;
}

static gboolean
allow_all (int ruleset_fd, const char *const *paths, GError **error)
{
  for (size_t i = 0; paths[i] != NULL; i++)
    {
      if (!allow (ruleset_fd, paths[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
allow_variables (int ruleset_fd, const char *const *names, GError **error)
{
  for (size_t i = 0; names[i] != NULL; i++)
    {
      const char *path = g_getenv (names[i]);

      if (path != NULL && !allow (ruleset_fd, path, error))
        return FALSE;
    }

  return TRUE;
}

/* Who manages /etc/resolv.conf as a link into /run replaces the file there, so the folder
 * is what must stay readable. */
static gboolean
allow_resolver_folder (int ruleset_fd, GError **error)
{
  char *target = realpath ("/etc/resolv.conf", NULL);
  g_autofree char *folder = target != NULL ? g_path_get_dirname (target) : NULL;

  free (target);

  return folder == NULL || !g_str_has_prefix (folder, "/run/") || allow (ruleset_fd, folder, error);
}

static gboolean
fill (int ruleset_fd, const OpSandboxProfile *profile, GError **error)
{
#if OP_IS_SANITIZED
  if (!allow (ruleset_fd, OP_SANITIZER_FILES, error))
    return FALSE;
#endif

  return allow_all (ruleset_fd, profile->readable, error) &&
         allow_variables (ruleset_fd, profile->readable_variables, error) &&
         (!profile->has_network || allow_resolver_folder (ruleset_fd, error));
}

/**
 * op_sandbox_limit_files:
 *
 * From here on nothing can be opened but what @profile lists, and that only to be read.
 */
gboolean
op_sandbox_limit_files (const OpSandboxProfile *profile, GError **error)
{
  Ruleset ruleset = { 0 };
  int ruleset_fd;
  gboolean limited;
  int abi = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

  if (abi < 1)
    return fail ("The kernel has no Landlock", error);

  for (size_t i = 0; i < G_N_ELEMENTS (rights) && rights[i].abi <= abi; i++)
    {
      ruleset.files |= rights[i].files;
      ruleset.network |= rights[i].network;
      ruleset.scopes |= rights[i].scopes;
    }

  ruleset_fd = syscall (SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
  if (ruleset_fd < 0)
    return fail ("Making a Landlock ruleset", error);

  limited = fill (ruleset_fd, profile, error) &&
            (syscall (SYS_landlock_restrict_self, ruleset_fd, 0) == 0 ||
             fail ("Restricting oneself with Landlock", error));
  close (ruleset_fd);

  return limited;
}
