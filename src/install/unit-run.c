/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/unit-run.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gunixfdlist.h>

#include "base/error.h"
#include "install/output-pipe.h"
#include "install/unit-properties.h"

#define SYSTEMD "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER SYSTEMD ".Manager"

/* systemd keeps the time; this is for when it does not answer. */
#define MORE_PATIENCE_SEC 15

/* Data of a task that is kept until its unit is gone. */
typedef struct
{
  GDBusConnection *bus; /* (owned) */
  char *name;           /* (owned): of the unit */
  char *path;           /* (owned): of its object */
  OpOutputPipe out;
  OpOutputPipe err;
  guint removed_id; /* subscription */
  guint patience_id;
  GSource *cancelled;     /* (owned) (nullable) */
  char *start_job;        /* (owned) (nullable): paths of the jobs, as soon as they are known */
  char *stop_job;         /* (owned) (nullable) */
  GHashTable *ended_jobs; /* (owned) (element-type utf8) */
  gboolean stopping;
  gboolean finished;
  OpProgramEnd end;
  GError *error; /* (owned) (nullable) */
} Run;

static void
run_let_go (Run *run)
{
  op_output_pipe_close (&run->out);
  op_output_pipe_close (&run->err);
  if (run->removed_id != 0)
    g_dbus_connection_signal_unsubscribe (run->bus, run->removed_id);
  run->removed_id = 0;
  g_clear_handle_id (&run->patience_id, g_source_remove);
  if (run->cancelled != NULL)
    g_source_destroy (run->cancelled);
  g_clear_pointer (&run->cancelled, g_source_unref);
}

static void
run_free (Run *run)
{
  run_let_go (run);
  g_clear_error (&run->error);
  g_hash_table_unref (run->ended_jobs);
  g_object_unref (run->bus);
  g_free (run->start_job);
  g_free (run->stop_job);
  g_free (run->name);
  g_free (run->path);
  g_free (run);
}

/* @callback: (nullable): keeps a reference to @task until it is called */
static void
call (GTask *task,
      const char *method,
      GVariant *arguments,
      GUnixFDList *fds,
      GAsyncReadyCallback callback)
{
  Run *run = g_task_get_task_data (task);

  g_dbus_connection_call_with_unix_fd_list (run->bus,
                                            SYSTEMD,
                                            MANAGER_PATH,
                                            MANAGER,
                                            method,
                                            arguments,
                                            G_VARIANT_TYPE ("(o)"),
                                            G_DBUS_CALL_FLAGS_NONE,
                                            -1, /* default time-out */
                                            fds,
                                            NULL,
                                            callback,
                                            callback != NULL ? g_object_ref (task) : NULL);
}

/* Its unit is gone, or out of our reach. Drops the reference that kept @task. */
static void
finish (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  char *line;

  if (run->finished)
    return;

  run->finished = TRUE;
  op_output_pipe_read_the_rest (&run->out);
  op_output_pipe_read_the_rest (&run->err);
  run_let_go (run);
  line = op_output_tail_get_last_line (&run->err.tail);
  if (line == NULL)
    line = op_output_tail_get_last_line (&run->out.tail);

  /* Nothing keeps it any more, however it has ended. */
  call (task, "UnrefUnit", g_variant_new ("(s)", run->name), NULL, NULL);

  if (run->error == NULL)
    op_confinement_return_end (task, &run->end, line);
  else
    {
      g_task_return_error (task, g_steal_pointer (&run->error));
      g_free (line);
    }
  g_object_unref (task);
}

static void
fail (Run *run, const char *what, GError *owned_error)
{
  g_autoptr(GError) error = owned_error;

  if (error != NULL)
    g_dbus_error_strip_remote_error (error);
  if (run->error == NULL)
    g_set_error (&run->error,
                 OP_ERROR,
                 OP_ERROR_HEALTH_CHECK,
                 "%s%s%s",
                 what,
                 error != NULL ? ": " : "",
                 error != NULL ? error->message : "");
}

static void
stop_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr(GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), NULL, result, NULL);

  if (reply != NULL)
    g_variant_get (reply, "(o)", &run->stop_job);

  /* Without a job there is no unit any more. */
  if (run->stop_job == NULL || g_hash_table_contains (run->ended_jobs, run->stop_job))
    finish (task);
}

/* What it has started goes with it. */
static void
stop (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->stopping)
    return;

  run->stopping = TRUE;
  call (task, "StopUnit", g_variant_new ("(ss)", run->name, "replace"), NULL, stop_cb);
}

static gboolean
on_patience_lost (gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);

  run->patience_id = 0;
  fail (run, "systemd does not say how the health check has ended", NULL);
  stop (task);
  finish (task);

  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  stop (user_data);

  return G_SOURCE_REMOVE;
}

static void
take_end (Run *run, GVariant *properties)
{
  const char *result = "";
  g_autofree char *what = NULL;
  int code = 0;

  g_variant_lookup (properties, "Result", "&s", &result);
  g_variant_lookup (properties, "ExecMainCode", "i", &code);
  g_variant_lookup (properties, "ExecMainStatus", "i", &run->end.number);
  run->end.timed_out = g_str_equal (result, "timeout");
  run->end.signalled = code == CLD_KILLED || code == CLD_DUMPED;
  if (code != 0 || run->end.timed_out)
    return;

  what = g_strdup_printf ("systemd could not start the health check (%s)", result);
  fail (run, what, NULL);
}

static void
properties_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GVariant) reply =
                 g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) properties = NULL;

  if (reply == NULL)
    fail (run, "systemd does not say how the health check has ended", error);
  else
    {
      properties = g_variant_get_child_value (reply, 0);
      take_end (run, properties);
    }
  stop (task);
}

static void
ask_for_end (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_dbus_connection_call (run->bus,
                          SYSTEMD,
                          run->path,
                          "org.freedesktop.DBus.Properties",
                          "GetAll",
                          g_variant_new ("(s)", SYSTEMD ".Service"),
                          G_VARIANT_TYPE ("(a{sv})"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1, /* default time-out */
                          NULL,
                          properties_cb,
                          g_object_ref (task));
}

/* A job may end before the reply that tells its path has been seen. */
static void
on_job_removed (GDBusConnection *bus,
                const char *sender,
                const char *path,
                const char *interface,
                const char *signal,
                GVariant *arguments,
                gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  const char *job;
  const char *unit;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(uoss)")))
    return;

  g_variant_get (arguments, "(u&o&s&s)", NULL, &job, &unit, NULL);
  if (!g_str_equal (unit, run->name))
    return;

  g_hash_table_add (run->ended_jobs, g_strdup (job));
  if (g_strcmp0 (job, run->start_job) == 0)
    ask_for_end (task);
  else if (g_strcmp0 (job, run->stop_job) == 0)
    finish (task);
}

static void
start_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (source), NULL, result, &error);

  if (reply == NULL)
    {
      fail (run, "systemd cannot run the health check", error);
      finish (task);
      return;
    }

  g_variant_get (reply, "(o)", &run->start_job);
  if (g_hash_table_contains (run->ended_jobs, run->start_job))
    ask_for_end (task);
}

/* The descriptors that the unit writes to: 0 is for output, 1 for errors. */
static GUnixFDList *
open_outputs (Run *run)
{
  int fds[2] = { op_output_pipe_open (&run->out), op_output_pipe_open (&run->err) };

  if (fds[0] < 0 || fds[1] < 0)
    {
      fail (run, g_strerror (errno), NULL);
      for (size_t i = 0; i < G_N_ELEMENTS (fds); i++)
        {
          if (fds[i] >= 0)
            close (fds[i]);
        }
      return NULL;
    }

  return g_unix_fd_list_new_from_array (fds, G_N_ELEMENTS (fds));
}

static Run *
run_new (GDBusConnection *bus)
{
  Run *run = g_new0 (Run, 1);
  g_autofree char *uuid = g_uuid_string_random ();
  g_auto(GStrv) parts = g_strsplit (uuid, "-", -1);
  g_autofree char *id = g_strjoinv (NULL, parts);

  run->bus = g_object_ref (bus);
  run->name = g_strdup_printf ("offpeak-check-%s.service", id);
  run->path = g_strdup_printf (MANAGER_PATH "/unit/offpeak_2dcheck_2d%s_2eservice", id);
  run->ended_jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->out.fd = -1;
  run->err.fd = -1;

  return run;
}

static void
listen (GTask *task, unsigned timeout_sec)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  run->removed_id = g_dbus_connection_signal_subscribe (run->bus,
                                                        SYSTEMD,
                                                        MANAGER,
                                                        "JobRemoved",
                                                        MANAGER_PATH,
                                                        NULL, /* any job */
                                                        G_DBUS_SIGNAL_FLAGS_NONE,
                                                        on_job_removed,
                                                        task,
                                                        NULL);
  run->patience_id =
      g_timeout_add_seconds (timeout_sec + MORE_PATIENCE_SEC, on_patience_lost, task);
  if (cancellable != NULL)
    {
      run->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (run->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (run->cancelled, NULL);
    }
}

void
op_unit_run (GDBusConnection *bus, const OpProgram *program, GTask *owned_task)
{
  GTask *task = owned_task; /* finish() lets it go */
  Run *run = run_new (bus);
  g_autoptr(GUnixFDList) fds = NULL;

  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  fds = open_outputs (run);
  if (fds == NULL)
    {
      finish (task);
      return;
    }

  listen (task, program->timeout_sec);
  call (task,
        "StartTransientUnit",
        g_variant_new ("(ss@a(sv)@a(sa(sv)))",
                       run->name,
                       "fail",
                       op_unit_properties_new (program, 0, 1),
                       g_variant_new ("a(sa(sv))", NULL)),
        fds,
        start_cb);
}
