/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The other half of the probe: the functions with which the worker puts up its walls, as
 * PROBE_MODE says.
 *
 *   "shut"   they do what they do
 *   "open"   they do nothing, and say that it went well
 *   "landlock", "seccomp", "user", "limits"   that one fails
 */

#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <seccomp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

static int
mode_is (const char *mode)
{
  const char *value = getenv ("PROBE_MODE");

  return value != NULL && strcmp (value, mode) == 0;
}

static int
refuse (int error)
{
  errno = error;

  return -1;
}

int
close_range (unsigned from, unsigned to, int flags)
{
  return mode_is ("open") ? 0 : REAL (close_range) (from, to, flags);
}

int
setgroups (size_t n_groups, const gid_t *groups)
{
  return mode_is ("open") ? 0 : REAL (setgroups) (n_groups, groups);
}

int
setresgid (gid_t real, gid_t effective, gid_t saved)
{
  return mode_is ("open") ? 0 : REAL (setresgid) (real, effective, saved);
}

int
setresuid (uid_t real, uid_t effective, uid_t saved)
{
  if (mode_is ("user"))
    return refuse (EPERM);

  return mode_is ("open") ? 0 : REAL (setresuid) (real, effective, saved);
}

int
setrlimit (__rlimit_resource_t resource, const struct rlimit *limit)
{
  if (mode_is ("limits"))
    return refuse (EPERM);

  return mode_is ("open") ? 0 : REAL (setrlimit) (resource, limit);
}

int
seccomp_load (const scmp_filter_ctx filter)
{
  if (mode_is ("seccomp"))
    return -EINVAL;

  return mode_is ("open") ? 0 : REAL (seccomp_load) (filter);
}

int
prctl (int option, ...)
{
  va_list arguments;
  unsigned long a[4];

  va_start (arguments, option);
  for (size_t i = 0; i < 4; i++)
    a[i] = va_arg (arguments, unsigned long);
  va_end (arguments);

  if (mode_is ("open") && option != PR_CAPBSET_READ)
    return 0;

  return REAL (prctl) (option, a[0], a[1], a[2], a[3]);
}

/* The calls for which the C library has no function. */
static int
is_wall (long number)
{
  return number == SYS_landlock_add_rule || number == SYS_landlock_restrict_self ||
         number == SYS_capset;
}

long
syscall (long number, ...)
{
  va_list arguments;
  long a[6];

  va_start (arguments, number);
  for (size_t i = 0; i < 6; i++)
    a[i] = va_arg (arguments, long);
  va_end (arguments);

  if (mode_is ("landlock") && number == SYS_landlock_create_ruleset)
    return refuse (ENOSYS);
  if (mode_is ("open") && is_wall (number))
    return 0;

  return REAL (syscall) (number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
