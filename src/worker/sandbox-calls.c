/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/sandbox-calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/error.h"
#include "worker/sandbox-sanitizer.h"

/* What may be done with any arguments. By name, for not every processor has them all. */
/* clang-format off */
static const char *const plain_calls[] = {
  /* descriptors */
  "close", "dup", "dup2", "dup3", "eventfd2", "fstat", "lseek", "pipe", "pipe2",
  "pread64", "read", "readv", "write", "writev",
  /* files, as far as Landlock lets them be seen */
  "access", "faccessat", "faccessat2", "getcwd", "getdents64", "lstat", "newfstatat",
  "readlink", "readlinkat", "stat", "statfs", "fstatfs", "statx",
  /* waiting */
  "clock_nanosleep", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_pwait2",
  "epoll_wait", "nanosleep", "poll", "ppoll", "pselect6", "restart_syscall", "select",
  /* memory */
  "brk", "madvise", "mremap", "munmap",
  /* threads, signals, the end */
  "exit", "exit_group", "futex", "membarrier", "rseq", "rt_sigaction", "rt_sigprocmask",
  "rt_sigreturn", "sched_getaffinity", "sched_yield", "set_robust_list",
  "set_tid_address", "sigaltstack",
  /* who and when */
  "clock_getres", "clock_gettime", "getcpu", "getegid", "geteuid", "getgid", "getpid",
  "getppid", "getrandom", "getrusage", "gettid", "gettimeofday", "getuid", "sysinfo",
  "time", "times", "uname",
  /* the channel */
  "getsockopt", "recvfrom", "recvmsg", "sendmsg", "sendto", "shutdown",
#if OP_IS_SANITIZED
  OP_SANITIZER_CALLS,
#endif
  NULL,
};

static const char *const network_calls[] = {
  "bind", "connect", "getpeername", "getsockname", "recvmmsg", "sendmmsg", "setsockopt",
  NULL,
};

/* Flags of open() that change something. Of O_TMPFILE only the bit that is its own. */
#define OPEN_FOR_CHANGE (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))

typedef struct
{
  const char *call;
  guint32 action;
  unsigned n_arguments;
  struct scmp_arg_cmp arguments[2];
} Rule;

/* What may be done with some arguments. Several rules for a call: any of them. */
static const Rule rules[] = {
  { "openat",     SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_MASKED_EQ, OPEN_FOR_CHANGE, O_RDONLY } } },

  /* nothing that is both written and run */
  { "mmap",       SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } } },
  { "mmap",       SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_MASKED_EQ, PROT_WRITE, 0 } } },
  { "mprotect",   SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } } },

  { "fcntl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, F_DUPFD } } },
  { "fcntl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, F_DUPFD_CLOEXEC } } },
  { "fcntl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, F_GETFD } } },
  { "fcntl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, F_SETFD } } },
  { "fcntl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, F_GETFL } } },
  { "fcntl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, F_SETFL } } },
  { "ioctl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, FIONBIO } } },
  { "ioctl",      SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, FIONREAD } } },

#if !OP_IS_SANITIZED
  { "prctl",      SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, PR_SET_NAME } } },
  { "prlimit64",  SCMP_ACT_ALLOW, 2, { { 0, SCMP_CMP_EQ, 0 }, { 2, SCMP_CMP_EQ, 0 } } }, /* look */

  /* newer forms of what is judged by its flags: the C library falls back to the older */
  { "open",       SCMP_ACT_ERRNO (ENOSYS), 0, { { 0 } } },
#endif
  { "openat2",    SCMP_ACT_ERRNO (ENOSYS), 0, { { 0 } } },
  { "clone3",     SCMP_ACT_ERRNO (ENOSYS), 0, { { 0 } } },
};

static const Rule network_rules[] = {
#if !OP_IS_SANITIZED
  { "clone",      SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD } } },
#endif
  { "socket",     SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, AF_INET } } },
  { "socket",     SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, AF_INET6 } } },
  { "socket",     SCMP_ACT_ALLOW, 2, { { 0, SCMP_CMP_EQ, AF_NETLINK }, { 2, SCMP_CMP_EQ, NETLINK_ROUTE } } },
  /* Landlock does not stop a connect to a bus; name services that are asked so are passed over. */
  { "socket",     SCMP_ACT_ERRNO (EAFNOSUPPORT), 1, { { 0, SCMP_CMP_EQ, AF_UNIX } } },
  { "socketpair", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, AF_UNIX } } }, /* how the resolver wakes us */
};
/* clang-format on */

static gboolean
check (int result, const char *what, GError **error)
{
  if (result == 0)
    return TRUE;

  op_set_error_from_errno (error, OP_ERROR_FAILED, -result, what);

  return FALSE;
}

static gboolean
add_rule (scmp_filter_ctx filter, const Rule *rule, GError **error)
{
  int number = seccomp_syscall_resolve_name (rule->call);

  /* not on this processor, or too new for libseccomp: then it stays forbidden */
  if (number < 0)
    return TRUE;

  return check (
      seccomp_rule_add_array (filter, rule->action, number, rule->n_arguments, rule->arguments),
      rule->call,
      error);
}

static gboolean
add_rules (scmp_filter_ctx filter, const Rule *list, size_t n_rules, GError **error)
{
  for (size_t i = 0; i < n_rules; i++)
    {
      if (!add_rule (filter, &list[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_plain (scmp_filter_ctx filter, const char *const *names, GError **error)
{
  for (size_t i = 0; names[i] != NULL; i++)
    {
      const Rule rule = { .call = names[i], .action = SCMP_ACT_ALLOW };

      if (!add_rule (filter, &rule, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
fill (scmp_filter_ctx filter, const OpSandboxProfile *profile, GError **error)
{
  /* Calls of another instruction set are not killed either; and a tree, for every call of
   * ours passes through here. */
  if (!check (seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO (EPERM)),
              "Setting up seccomp",
              error) ||
      !check (seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, 2), "Setting up seccomp", error))
    return FALSE;

  if (!add_plain (filter, plain_calls, error) ||
      !add_rules (filter, rules, G_N_ELEMENTS (rules), error))
    return FALSE;

  return !profile->has_network ||
         (add_plain (filter, network_calls, error) &&
          add_rules (filter, network_rules, G_N_ELEMENTS (network_rules), error));
}

/**
 * op_sandbox_limit_calls:
 *
 * From here on a system call that is not listed above fails with EPERM.
 */
gboolean
op_sandbox_limit_calls (const OpSandboxProfile *profile, GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean limited;

  if (filter == NULL)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_FAILED, "Setting up seccomp: no memory");
      return FALSE;
    }

  limited = fill (filter, profile, error) &&
            check (seccomp_load (filter), "Loading the seccomp filter", error);
  seccomp_release (filter);

  return limited;
}
