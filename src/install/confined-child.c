/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/confined-child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

#define MAX_GROUPS 256

/* All that the child needs, made before fork(): after it only system calls are safe. */
typedef struct
{
  const char *program;
  char *const *argv;
  const char *directory;
  gboolean change_user;
  uid_t uid;
  gid_t gid;
  gid_t groups[MAX_GROUPS];
  int n_groups;
  int in_fd;
  int out_fd;
  int err_fd;
  int failure_fd; /* takes the errno of what went wrong; closed by a good start */
} Start;

static const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
                                           "HOME=/",
                                           "LANG=C.UTF-8",
                                           NULL };

static gboolean
find_user (Start *start, const char *user, GError **error)
{
  char buffer[16 * 1024];
  struct passwd entry;
  struct passwd *found = NULL;

  if (geteuid () != 0)
    return TRUE;

  if (user == NULL || getpwnam_r (user, &entry, buffer, sizeof buffer, &found) != 0 ||
      found == NULL)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_HEALTH_CHECK,
                   "There is no user ‘%s’; correct ‘HealthCheckUser’",
                   user != NULL ? user : "");
      return FALSE;
    }

  start->change_user = TRUE;
  start->uid = entry.pw_uid;
  start->gid = entry.pw_gid;
  start->n_groups = MAX_GROUPS;
  if (getgrouplist (user, entry.pw_gid, start->groups, &start->n_groups) < 0)
    start->n_groups = MAX_GROUPS;

  return TRUE;
}

/* The wrappers of glibc would try to tell threads that the child does not have. */
static gboolean
become_user (const Start *start)
{
  return syscall (SYS_setgroups, (size_t) start->n_groups, start->groups) == 0 &&
         syscall (SYS_setresgid, start->gid, start->gid, start->gid) == 0 &&
         syscall (SYS_setresuid, start->uid, start->uid, start->uid) == 0;
}

static gboolean
shut_in (const Start *start)
{
  sigset_t none;

  sigemptyset (&none);
  umask (022);

  return setsid () >= 0 && sigprocmask (SIG_SETMASK, &none, NULL) == 0 &&
         signal (SIGPIPE, SIG_DFL) != SIG_ERR && dup2 (start->in_fd, STDIN_FILENO) >= 0 &&
         dup2 (start->out_fd, STDOUT_FILENO) >= 0 && dup2 (start->err_fd, STDERR_FILENO) >= 0 &&
         syscall (SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) == 0 &&
         (!start->change_user || become_user (start)) &&
         prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && chdir (start->directory) == 0;
}

static void G_GNUC_NORETURN
be_child (const Start *start)
{
  int saved_errno;

  if (shut_in (start))
    execve (start->program, start->argv, (char *const *) environment);

  saved_errno = errno;
  if (write (start->failure_fd, &saved_errno, sizeof saved_errno) < 0)
    _exit (126);
  _exit (127);
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* Waits until the program has been started, or could not be. Returns: 0, or an errno */
static int
fork_child (OpConfinedChild *self, Start *start, int failure_fds[2])
{
  int child_errno = 0;
  ssize_t n_read;

  start->failure_fd = failure_fds[1];
  self->pid = fork ();
  if (self->pid < 0)
    return errno;
  if (self->pid == 0)
    be_child (start);

  /* Or the end of it would never be seen. */
  close_fd (&failure_fds[1]);
  do
    n_read = read (failure_fds[0], &child_errno, sizeof child_errno);
  while (n_read < 0 && errno == EINTR);

  if (child_errno == 0)
    {
      self->pid_fd = syscall (SYS_pidfd_open, self->pid, 0);
      if (self->pid_fd < 0)
        child_errno = errno;
    }

  if (child_errno != 0)
    op_confined_child_end (self, NULL);

  return child_errno;
}

gboolean
op_confined_child_start (OpConfinedChild *self,
                         const char *program,
                         char *const *argv,
                         const char *directory,
                         const char *user,
                         GError **error)
{
  g_autofree Start *start = g_new0 (Start, 1);
  int failure_fds[2] = { -1, -1 };
  int out_fds[2] = { -1, -1 };
  int err_fds[2] = { -1, -1 };
  int saved_errno;

  *self = (OpConfinedChild){ .pid_fd = -1, .out_fd = -1, .err_fd = -1 };
  if (!find_user (start, user, error))
    return FALSE;

  start->program = program;
  start->argv = argv;
  start->directory = directory;
  start->in_fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  if (start->in_fd < 0 || pipe2 (failure_fds, O_CLOEXEC) < 0 || pipe2 (out_fds, O_CLOEXEC) < 0 ||
      pipe2 (err_fds, O_CLOEXEC) < 0 || fcntl (out_fds[0], F_SETFL, O_NONBLOCK) < 0 ||
      fcntl (err_fds[0], F_SETFL, O_NONBLOCK) < 0)
    saved_errno = errno;
  else
    {
      start->out_fd = out_fds[1];
      start->err_fd = err_fds[1];
      saved_errno = fork_child (self, start, failure_fds);
    }

  self->out_fd = out_fds[0];
  self->err_fd = err_fds[0];
  close_fd (&start->in_fd);
  close_fd (&out_fds[1]);
  close_fd (&err_fds[1]);
  close_fd (&failure_fds[0]);
  close_fd (&failure_fds[1]);
  if (saved_errno != 0)
    {
      g_autofree char *what = g_strdup_printf ("‘%s’ cannot be started", program);

      op_set_error_from_errno (error, OP_ERROR_HEALTH_CHECK, saved_errno, what);
      op_confined_child_clear (self);
    }

  return saved_errno == 0;
}

gboolean
op_confined_child_end (OpConfinedChild *self, int *out_status)
{
  siginfo_t info = { 0 };
  gboolean has_ended;
  int status = 0;

  has_ended =
      waitid (P_PID, self->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;

  /* Not collected yet, so the number is still ours and nobody else's. The group may not be there:
   * a child that could not be started is alone. */
  kill (-self->pid, SIGKILL);
  kill (self->pid, SIGKILL);
  while (waitpid (self->pid, &status, 0) < 0 && errno == EINTR)
    ;
  if (out_status != NULL)
    *out_status = status;

  return has_ended;
}

void
op_confined_child_clear (OpConfinedChild *self)
{
  close_fd (&self->pid_fd);
  close_fd (&self->out_fd);
  close_fd (&self->err_fd);
}
