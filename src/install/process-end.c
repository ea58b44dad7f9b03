/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Ending processes: through descriptors of them, so that a number that has found a new owner in
 * the meantime hurts nobody. In a thread, which mostly waits.
 */

#include "install/processes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "install/process-maps.h"

/* After SIGKILL only the kernel can be in the way: a disk that does not answer, say. */
#define KILL_PATIENCE_USEC (5 * G_USEC_PER_SEC)

/* A process that starts while we wait is noticed after this. */
#define LOOK_AGAIN_USEC (G_USEC_PER_SEC / 2)

typedef struct
{
  GStrv below; /* (owned) */
  gint64 grace_usec;
} EndRequest;

typedef struct
{
  guint32 pid;
  int fd; /* (owned): of the process */
  gboolean was_told;
} Target;

static void
end_request_free (EndRequest *request)
{
  g_strfreev (request->below);
  g_free (request);
}

static void
target_clear (gpointer data)
{
  Target *target = data;

  close (target->fd);
}

/* Asked again after the process has been opened: what was found may have ended, and its number
 * may be somebody else's. */
static gboolean
runs_from (const OpPlace *place, guint32 pid)
{
  g_autofree char *link = g_strdup_printf ("/proc/%u/exe", pid);
  char executable[PATH_MAX];
  ssize_t n_bytes = readlink (link, executable, sizeof executable);

  return n_bytes > 0 && op_place_has (place, executable, n_bytes);
}

static Target *
find_target (GArray *targets, guint32 pid)
{
  for (unsigned i = 0; i < targets->len; i++)
    {
      if (g_array_index (targets, Target, i).pid == pid)
        return &g_array_index (targets, Target, i);
    }

  return NULL;
}

static void
tell (GArray *targets, const OpPlace *place, const OpProcess *process)
{
  Target *target = find_target (targets, process->pid);

  if (target == NULL)
    {
      Target new_target = { .pid = process->pid };

      new_target.fd = syscall (SYS_pidfd_open, (pid_t) process->pid, 0);
      if (new_target.fd < 0)
        return;
      g_array_append_val (targets, new_target);
      target = &g_array_index (targets, Target, targets->len - 1);
    }

  if (process->by_executable && !target->was_told && runs_from (place, process->pid))
    target->was_told = syscall (SYS_pidfd_send_signal, target->fd, SIGTERM, NULL, 0) == 0;
}

static void
kill_targets (GArray *targets)
{
  for (unsigned i = 0; i < targets->len; i++)
    {
      Target *target = &g_array_index (targets, Target, i);

      if (target->was_told)
        syscall (SYS_pidfd_send_signal, target->fd, SIGKILL, NULL, 0);
    }
}

/* Forgets those that have ended: their numbers may come back. */
static void
wait_for_targets (GArray *targets, GCancellable *cancellable, gint64 until_usec)
{
  g_autofree GPollFD *fds = g_new0 (GPollFD, targets->len + 1);
  gint64 left_usec = MAX (until_usec - g_get_monotonic_time (), 0);
  unsigned n_fds = 0;
  gboolean can_be_cancelled;

  for (; n_fds < targets->len; n_fds++)
    fds[n_fds] = (GPollFD){ g_array_index (targets, Target, n_fds).fd, G_IO_IN, 0 };
  can_be_cancelled = g_cancellable_make_pollfd (cancellable, &fds[n_fds]);

  g_poll (fds, n_fds + can_be_cancelled, (left_usec + 999) / 1000);
  if (can_be_cancelled)
    g_cancellable_release_fd (cancellable);

  for (unsigned i = targets->len; i-- > 0;)
    {
      if (fds[i].revents != 0)
        g_array_remove_index_fast (targets, i);
    }
}

static gboolean
has_executables (GPtrArray *processes)
{
  for (unsigned i = 0; i < processes->len; i++)
    {
      const OpProcess *process = g_ptr_array_index (processes, i);

      if (process->by_executable)
        return TRUE;
    }

  return FALSE;
}

static void
return_left (GTask *task, GPtrArray *processes)
{
  g_autofree char *names = op_processes_describe (processes);

  g_task_return_new_error (task,
                           OP_ERROR,
                           OP_ERROR_STOP_FAILED,
                           "Could not be ended: %s; close what uses them and try again",
                           names);
}

/* A thread. Touches its request only. */
static void
end_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  EndRequest *request = task_data;
  const char *const *below = (const char *const *) request->below;
  g_autoptr(OpPlace) place = op_place_new (below, NULL);
  g_autoptr(GArray) targets = g_array_new (FALSE, FALSE, sizeof (Target));
  gint64 kill_usec = g_get_monotonic_time () + request->grace_usec;
  gint64 give_up_usec = kill_usec + KILL_PATIENCE_USEC;

  g_array_set_clear_func (targets, target_clear);
  while (!g_task_return_error_if_cancelled (task))
    {
      g_autoptr(GPtrArray) processes = op_processes_find (below, NULL);
      gint64 now_usec = g_get_monotonic_time ();
      gboolean is_late = now_usec >= kill_usec;

      if (processes->len == 0)
        {
          g_task_return_boolean (task, TRUE);
          return;
        }

      /* Helpers that only have something mapped often end with those that are ended. They get
       * the grace, no more. */
      if (is_late && (now_usec >= give_up_usec || !has_executables (processes)))
        {
          return_left (task, processes);
          return;
        }

      for (unsigned i = 0; i < processes->len; i++)
        tell (targets, place, g_ptr_array_index (processes, i));
      if (is_late)
        kill_targets (targets);

      wait_for_targets (targets,
                        cancellable,
                        MIN (now_usec + LOOK_AGAIN_USEC, is_late ? give_up_usec : kill_usec));
    }
}

void
op_processes_end_async (const char *const *below,
                        unsigned grace_sec,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  EndRequest *request = g_new0 (EndRequest, 1);

  request->below = g_strdupv ((GStrv) below);
  request->grace_usec = grace_sec * (gint64) G_USEC_PER_SEC;

  g_task_set_source_tag (task, op_processes_end_async);
  g_task_set_task_data (task, request, (GDestroyNotify) end_request_free);
  g_task_run_in_thread (task, end_thread);
}

gboolean
op_processes_end_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
