/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/product-private.h"

/* In a thread: syncs. */
static void
keep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpProduct *self = source;
  g_autoptr(GError) error = NULL;

  if (!op_pending_save (self->state_path, data, &error))
    g_message ("The pause is not kept over a restart: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void keep (OpProduct *self);

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OpProduct *self = OP_PRODUCT (source);
  const OpPending *kept = g_task_get_task_data (G_TASK (result));

  self->keeping = FALSE;
  if (self->closing_data != NULL)
    op_product_close_now (self);
  else if (self->pending->paused != kept->paused)
    keep (self);
}

/* One at a time, or the last one to be written might not be the last one that was said. Nobody
 * waits for it: a pause that a power cut forgets does no harm. */
static void
keep (OpProduct *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, kept_cb, NULL);

  self->keeping = TRUE;
  g_task_set_task_data (task, op_pending_copy (self->pending), (GDestroyNotify) op_pending_free);
  g_task_run_in_thread (task, keep_in_thread);
}

gboolean
op_product_set_paused (OpProduct *self, gboolean paused, GError **error)
{
  OpUpdateEvent call = paused ? OP_UPDATE_PAUSE : OP_UPDATE_RESUME;

  if (!op_update_state_check (self->status.status, call, error))
    return FALSE;

  /* The flow is over already: there is nothing left to pause. */
  if (self->closing)
    return TRUE;

  if (self->pending->paused != paused)
    {
      self->pending->paused = paused;
      if (!self->keeping)
        keep (self);
    }
  if (self->download != NULL)
    op_download_set_paused (self->download, paused);
  op_rate_reset (&self->rate);
  op_product_update_progress (self);
  op_product_changed (self);

  return TRUE;
}
