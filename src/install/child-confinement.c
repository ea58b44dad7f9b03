/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/child-confinement.h"

#include <sys/wait.h>

#include "install/confined-child.h"
#include "install/output-tail.h"

struct _OpChildConfinement
{
  GObject parent_instance;
};

/* A copy of what to run, for the thread. */
typedef struct
{
  char *path;      /* (owned) */
  GStrv argv;      /* (owned) */
  char *directory; /* (owned) */
  char *user;      /* (owned) (nullable) */
  unsigned timeout_sec;
} Request;

typedef struct
{
  OpConfinedChild child;
  OpOutputTail out;
  OpOutputTail err;
} Run;

static void implement_confinement (OpConfinementInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpChildConfinement,
                               op_child_confinement,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_CONFINEMENT, implement_confinement))

static void
request_free (Request *request)
{
  g_free (request->path);
  g_strfreev (request->argv);
  g_free (request->directory);
  g_free (request->user);
  g_free (request);
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
        op_output_tail_read (&run->out, &run->child.out_fd);
      if (fds[2].revents != 0)
        op_output_tail_read (&run->err, &run->child.err_fd);
      if (fds[0].revents != 0)
        return;
    }
}

/* A thread. Touches its request only. */
static void
run_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autofree Run *run = g_new0 (Run, 1);
  gint64 begin_usec = g_get_monotonic_time ();
  OpProgramEnd end = { 0 };
  GError *error = NULL;
  char *line;
  int status;

  if (!op_confined_child_start (
          &run->child, request->path, request->argv, request->directory, request->user, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  watch (run, cancellable, begin_usec + request->timeout_sec * (gint64) G_USEC_PER_SEC);
  end.timed_out = !op_confined_child_end (&run->child, &status);
  op_output_tail_read_the_rest (&run->out, &run->child.out_fd);
  op_output_tail_read_the_rest (&run->err, &run->child.err_fd);
  op_confined_child_clear (&run->child);

  end.signalled = !WIFEXITED (status);
  end.number = end.signalled ? WTERMSIG (status) : WEXITSTATUS (status);
  line = op_output_tail_get_last_line (&run->err);
  if (line == NULL)
    line = op_output_tail_get_last_line (&run->out);
  op_confinement_return_end (task, &end, line);
}

static void
run_async (OpConfinement *self,
           const OpProgram *program,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (program->path);
  request->argv = g_strdupv ((GStrv) program->argv);
  request->directory = g_strdup (program->directory);
  request->user = g_strdup (program->user);
  request->timeout_sec = program->timeout_sec;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  g_task_run_in_thread (task, run_thread);
}

static void
implement_confinement (OpConfinementInterface *iface)
{
  iface->run_async = run_async;
}

static void
op_child_confinement_class_init (OpChildConfinementClass *klass)
{
}

static void
op_child_confinement_init (OpChildConfinement *self)
{
}

OpConfinement *
op_child_confinement_new (void)
{
  return g_object_new (OP_TYPE_CHILD_CONFINEMENT, NULL);
}
