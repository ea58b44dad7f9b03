/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/run.h"

typedef struct
{
  OpTransfer *transfer; /* (owned) */
  gulong finished_id;
  gulong cancelled_id;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->transfer);
  g_free (run);
}

static void
on_finished (OpTransfer *transfer, const GError *error, gpointer user_data)
{
  g_autoptr(GTask) task = user_data; /* the reference that was given to the signal */
  Run *run = g_task_get_task_data (task);

  g_signal_handler_disconnect (transfer, run->finished_id);
  g_cancellable_disconnect (g_task_get_cancellable (task), run->cancelled_id);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
cancel_transfer (gpointer user_data)
{
  op_transfer_cancel (user_data);

  return G_SOURCE_REMOVE;
}

/* May run in any thread, and inside anything. So it only leaves a note. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr(GSource) note = g_idle_source_new ();

  g_source_set_callback (note, cancel_transfer, g_object_ref (run->transfer), g_object_unref);
  g_source_attach (note, g_task_get_context (task));
}

void
op_transfer_run_async (OpTransfer *transfer,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  run->transfer = g_object_ref (transfer);
  g_task_set_source_tag (task, op_transfer_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  g_task_set_check_cancellable (task, FALSE);

  run->finished_id = g_signal_connect (transfer, "finished", G_CALLBACK (on_finished), task);
  if (cancellable != NULL)
    run->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), task, NULL);
}

gboolean
op_transfer_run_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
