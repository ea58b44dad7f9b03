/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/health-check.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "install/confined-child.h"
#include "rules/paths.h"

#define OUTPUT_BYTES (4 * 1024)
#define MAX_LINE_CHARS 300

/* What is left in the pipes when all are dead; more only comes from one who got away. */
#define MAX_LAST_READS 64

typedef struct
{
  char *tree_path; /* (owned) */
  char *command;   /* (owned) */
  char *user;      /* (owned) (nullable) */
  unsigned timeout_sec;
} Request;

/* The end of what a program wrote. */
typedef struct
{
  char bytes[OUTPUT_BYTES];
  size_t n_bytes;
} Tail;

typedef struct
{
  OpConfinedChild child;
  Tail out;
  Tail err;
} Run;

static void
request_free (Request *request)
{
  g_free (request->tree_path);
  g_free (request->command);
  g_free (request->user);
  g_free (request);
}

/* Closes @fd at its end. Returns: %TRUE if there was something */
static gboolean
tail_read (Tail *tail, int *fd)
{
  char buffer[OUTPUT_BYTES];
  ssize_t n_read = *fd >= 0 ? read (*fd, buffer, sizeof buffer) : -1;
  size_t n_kept;

  if (n_read == 0)
    {
      close (*fd);
      *fd = -1;
    }
  if (n_read <= 0)
    return FALSE;

  n_kept = MIN (tail->n_bytes, sizeof tail->bytes - n_read);
  memmove (tail->bytes, tail->bytes + tail->n_bytes - n_kept, n_kept);
  memcpy (tail->bytes + n_kept, buffer, n_read);
  tail->n_bytes = n_kept + n_read;

  return TRUE;
}

/* The last line that says something; (transfer full) (nullable). */
static char *
tail_get_last_line (const Tail *tail)
{
  g_autofree char *text = g_utf8_make_valid (tail->bytes, tail->n_bytes);
  char *line;

  for (char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c) && *c != '\n')
        *c = ' ';
    }
  g_strchomp (text);
  line = strrchr (text, '\n');
  line = g_strstrip (line != NULL ? line + 1 : text);
  if (*line == '\0')
    return NULL;

  return g_utf8_substring (line, 0, MIN (MAX_LINE_CHARS, g_utf8_strlen (line, -1)));
}

static int
open_in_tree (const char *tree_path, const char *program)
{
  struct open_how how = { .flags = O_PATH | O_CLOEXEC,
                          .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
  int tree_fd = open (tree_path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int fd, saved_errno;

  if (tree_fd < 0)
    return -1;

  fd = syscall (SYS_openat2, tree_fd, program, &how, sizeof how);
  saved_errno = errno;
  close (tree_fd);
  errno = saved_errno;

  return fd;
}

/* A program of the new tree: links in the tree are fine, ways out of it are not. */
static gboolean
check_program (const char *tree_path, const char *program, GError **error)
{
  g_autoptr(GError) path_error = NULL;
  struct stat info;
  gboolean ok;
  int fd;

  if (!op_path_check (program, &path_error))
    {
      g_set_error_literal (error, OP_ERROR, OP_ERROR_HEALTH_CHECK, path_error->message);
      return FALSE;
    }

  fd = open_in_tree (tree_path, program);
  if (fd < 0)
    {
      g_autofree char *what =
          g_strdup_printf ("The health check ‘%s’ cannot be found in the new tree", program);

      op_set_error_from_errno (error, OP_ERROR_HEALTH_CHECK, errno, what);
      return FALSE;
    }

  ok = fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && (info.st_mode & 0111) != 0;
  close (fd);
  if (!ok)
    g_set_error (
        error, OP_ERROR, OP_ERROR_HEALTH_CHECK, "The health check ‘%s’ is not a program", program);

  return ok;
}

/* Until it has ended, the time is up, or somebody cancels. Output is read meanwhile, so that
 * nobody blocks who has much to say. */
static void
watch (Run *run, GCancellable *cancellable, gint64 deadline_usec)
{
  while (TRUE)
    {
      gint64 left_usec = deadline_usec - g_get_monotonic_time ();
      GPollFD fds[] = { { run->child.pid_fd, G_IO_IN, 0 },
                        { run->child.out_fd, G_IO_IN, 0 },
                        { run->child.err_fd, G_IO_IN, 0 },
                        { -1, 0, 0 } };

      if (left_usec <= 0 || g_cancellable_is_cancelled (cancellable))
        return;

      /* A descriptor of -1 is left out. */
      if (!g_cancellable_make_pollfd (cancellable, &fds[3]))
        fds[3].fd = -1;
      g_poll (fds, G_N_ELEMENTS (fds), (left_usec + 999) / 1000);
      if (fds[3].fd >= 0)
        g_cancellable_release_fd (cancellable);

      if (fds[1].revents != 0)
        tail_read (&run->out, &run->child.out_fd);
      if (fds[2].revents != 0)
        tail_read (&run->err, &run->child.err_fd);
      if (fds[0].revents != 0)
        return;
    }
}

static void
read_the_rest (Tail *tail, int *fd)
{
  for (unsigned i = 0; i < MAX_LAST_READS && tail_read (tail, fd); i++)
    ;
}

static void
set_failure (GError **error, const Run *run, const char *program, const char *how)
{
  g_autofree char *line = tail_get_last_line (&run->err);

  if (line == NULL)
    line = tail_get_last_line (&run->out);

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_HEALTH_CHECK,
               "The health check ‘%s’ %s%s%s",
               program,
               how,
               line != NULL ? ": " : "",
               line != NULL ? line : "");
}

static gboolean
judge (const Run *run, const char *program, int status, GError **error)
{
  g_autofree char *how = NULL;

  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;

  if (WIFEXITED (status))
    how = g_strdup_printf ("ended with exit code %d", WEXITSTATUS (status));
  else
    how = g_strdup_printf ("was ended by signal %d", WTERMSIG (status));
  set_failure (error, run, program, how);

  return FALSE;
}

static gboolean
run_check (const Request *request, char **argv, GCancellable *cancellable, GError **error)
{
  g_autofree char *program = g_build_filename (request->tree_path, argv[0], NULL);
  g_autofree Run *run = g_new0 (Run, 1);
  gint64 begin_usec = g_get_monotonic_time ();
  gboolean has_ended;
  int status;

  if (!op_confined_child_start (
          &run->child, program, argv, request->tree_path, request->user, error))
    return FALSE;

  watch (run, cancellable, begin_usec + request->timeout_sec * (gint64) G_USEC_PER_SEC);
  has_ended = op_confined_child_end (&run->child, &status);
  read_the_rest (&run->out, &run->child.out_fd);
  read_the_rest (&run->err, &run->child.err_fd);
  op_confined_child_clear (&run->child);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if (!has_ended)
    {
      g_autofree char *how =
          g_strdup_printf ("did not end within %u s and was killed", request->timeout_sec);

      set_failure (error, run, argv[0], how);
      return FALSE;
    }

  return judge (run, argv[0], status, error);
}

/* A thread. Touches its request only. */
static void
check_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_auto(GStrv) argv = NULL;
  GError *error = NULL;

  if (!g_shell_parse_argv (request->command, NULL, &argv, &error))
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_HEALTH_CHECK,
                             "‘HealthCheck=%s’ cannot be read: %s",
                             request->command,
                             error->message);
  else if (check_program (request->tree_path, argv[0], &error) &&
           run_check (request, argv, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));

  g_clear_error (&error);
}

void
op_health_check_async (const OpHealthCheck *check,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->tree_path = g_strdup (check->tree_path);
  request->command = g_strdup (check->command);
  request->user = g_strdup (check->user);
  request->timeout_sec = check->timeout_sec;

  g_task_set_source_tag (task, op_health_check_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, check_thread);
}

gboolean
op_health_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
