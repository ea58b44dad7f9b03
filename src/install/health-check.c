/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/health-check.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "rules/paths.h"

typedef struct
{
  GStrv argv; /* (owned) */
  unsigned timeout_sec;
} Check;

static void
check_free (Check *check)
{
  g_strfreev (check->argv);
  g_free (check);
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

static char *
describe_end (const OpProgramEnd *end, unsigned timeout_sec)
{
  if (end->timed_out)
    return g_strdup_printf ("did not end within %u s and was killed", timeout_sec);
  if (end->signalled)
    return g_strdup_printf ("was ended by signal %d", end->number);

  return g_strdup_printf ("ended with exit code %d", end->number);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  g_auto(OpProgramEnd) end = { 0 };
  g_autofree char *how = NULL;
  GError *error = NULL;

  if (!op_confinement_run_finish (OP_CONFINEMENT (source), result, &end, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (!end.timed_out && !end.signalled && end.number == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  how = describe_end (&end, check->timeout_sec);
  g_task_return_new_error (task,
                           OP_ERROR,
                           OP_ERROR_HEALTH_CHECK,
                           "The health check ‘%s’ %s%s%s",
                           check->argv[0],
                           how,
                           end.last_line != NULL ? ": " : "",
                           end.last_line != NULL ? end.last_line : "");
}

static GStrv
parse_command (const char *command, GError **error)
{
  g_autoptr(GError) parse_error = NULL;
  GStrv argv = NULL;

  if (!g_shell_parse_argv (command, NULL, &argv, &parse_error))
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_HEALTH_CHECK,
                 "‘HealthCheck=%s’ cannot be read: %s",
                 command,
                 parse_error->message);

  return argv;
}

void
op_health_check_async (OpConfinement *confinement,
                       const OpHealthCheck *check,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *copy = g_new0 (Check, 1);
  g_autofree char *path = NULL;
  GError *error = NULL;
  OpProgram program = { .directory = check->tree_path,
                        .user = check->user,
                        .timeout_sec = check->timeout_sec };

  copy->timeout_sec = check->timeout_sec;
  copy->argv = parse_command (check->command, &error);
  g_task_set_source_tag (task, op_health_check_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) check_free);
  if (copy->argv == NULL || !check_program (check->tree_path, copy->argv[0], &error))
    {
      g_task_return_error (task, error);
      return;
    }

  path = g_build_filename (check->tree_path, copy->argv[0], NULL);
  program.path = path;
  program.argv = (const char *const *) copy->argv;
  op_confinement_run_async (confinement, &program, cancellable, run_cb, g_steal_pointer (&task));
}

gboolean
op_health_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
