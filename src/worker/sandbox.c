/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "worker/sandbox-calls.h"
#include "worker/sandbox-files.h"
#include "worker/sandbox-sanitizer.h"

#define MAX_OPEN_FILES 1024

typedef struct
{
  uid_t uid;
  gid_t gid;
} Account;

static gboolean
check (int result, const char *step, GError **error)
{
  if (result == 0)
    return TRUE;

  op_set_error_from_errno (error, OP_ERROR_FAILED, errno, step);

  return FALSE;
}

/* Looked up first: later the files that say so cannot be read. */
static gboolean
find_account (const char *name, Account *out_account, GError **error)
{
  const struct passwd *entry = getpwnam (name);

  if (entry == NULL)
    entry = getpwnam ("nobody");

  if (entry == NULL || entry->pw_uid == 0)
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_FAILED, "There is neither a user ‘%s’ nor ‘nobody’", name);
      return FALSE;
    }

  *out_account = (Account){ .uid = entry->pw_uid, .gid = entry->pw_gid };

  return TRUE;
}

static gboolean
close_all_but (int fd, GError **error)
{
  if (fd > STDERR_FILENO + 1 &&
      !check (close_range (STDERR_FILENO + 1, fd - 1, 0), "Closing descriptors", error))
    return FALSE;

  return check (close_range (MAX (fd, STDERR_FILENO) + 1, ~0U, 0), "Closing descriptors", error);
}

static gboolean
empty_bounding_set (GError **error)
{
  for (unsigned long capability = 0; prctl (PR_CAPBSET_READ, capability) >= 0; capability++)
    {
      if (!check (prctl (PR_CAPBSET_DROP, capability), "Dropping capabilities for good", error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
leave_root (const Account *account, GError **error)
{
  return empty_bounding_set (error) && check (setgroups (0, NULL), "Leaving all groups", error) &&
         check (
             setresgid (account->gid, account->gid, account->gid), "Changing the group", error) &&
         check (setresuid (account->uid, account->uid, account->uid), "Changing the user", error);
}

/* Others than root may have capabilities, too. */
static gboolean
drop_capabilities (GError **error)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

  return check (prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0L, 0L, 0L),
                "Dropping ambient capabilities",
                error) &&
         check (syscall (SYS_capset, &header, none), "Dropping capabilities", error);
}

static gboolean
limit (int resource, rlim_t most, GError **error)
{
  struct rlimit old;
  struct rlimit new;

  if (!check (getrlimit (resource, &old), "Reading a limit", error))
    return FALSE;

  new.rlim_max = MIN (old.rlim_max, most);
  new.rlim_cur = new.rlim_max;

  return check (setrlimit (resource, &new), "Setting a limit", error);
}

static gboolean
set_limits (GError **error)
{
  /* What would end us instead of failing. */
  signal (SIGXFSZ, SIG_IGN);

  return limit (RLIMIT_CORE, 0, error) && limit (RLIMIT_NOFILE, MAX_OPEN_FILES, error) &&
         (OP_IS_SANITIZED || limit (RLIMIT_FSIZE, 0, error));
}

static gboolean
forbid_new_privileges (GError **error)
{
  return check (prctl (PR_SET_DUMPABLE, (long) OP_IS_SANITIZED, 0L, 0L, 0L),
                "Hiding from debuggers",
                error) &&
         check (prctl (PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L), "Giving up new privileges", error);
}

static gboolean
enter (const OpSandboxProfile *profile, int channel_fd, GError **error)
{
  gboolean is_root = geteuid () == 0;
  Account account = { 0 };

  if (is_root && !find_account (profile->user, &account, error))
    return FALSE;

  if (!close_all_but (channel_fd, error))
    return FALSE;

  if (is_root && !leave_root (&account, error))
    return FALSE;

  return drop_capabilities (error) && forbid_new_privileges (error) && set_limits (error) &&
         op_sandbox_limit_files (profile, error) && op_sandbox_limit_calls (profile, error);
}

/**
 * op_sandbox_enter:
 * @profile: what stays possible
 * @channel_fd: the descriptor that stays open, besides the standard ones
 *
 * There must be no other thread yet. There is no way back, not even after a failure.
 */
gboolean
op_sandbox_enter (const OpSandboxProfile *profile, int channel_fd, GError **error)
{
#if OP_IS_SANITIZED
  __sanitizer_set_report_fd ((void *) (intptr_t) STDERR_FILENO);
#endif

  if (!enter (profile, channel_fd, error))
    {
      g_prefix_error (error, "The sandbox cannot be closed: ");
      return FALSE;
    }

  return TRUE;
}
