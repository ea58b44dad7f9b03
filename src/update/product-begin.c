/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/product-private.h"

/* What has to be durable before a request is accepted; a copy, for a thread. */
typedef struct
{
  OpPending *pending;    /* (owned) */
  OpAuditRecord *record; /* (owned) (nullable): NULL once it was handed over */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  op_pending_free (saving->pending);
  g_clear_pointer (&saving->record, op_audit_record_free);
  g_free (saving);
}

/* In a thread: syncs. Who asked is on record before anything is done. */
static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpProduct *self = source;
  Saving *saving = data;
  GError *error = NULL;

  if (op_audit_log_add_durably (self->audit, g_steal_pointer (&saving->record), &error) &&
      op_pending_save (self->state_path, saving->pending, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpProduct *self = OP_PRODUCT (source);
  void (*flow) (OpProduct *) = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      op_product_audit_end (self, OP_UPDATE_FAILED, NULL, NULL, error);
      g_clear_pointer (&self->pending, op_pending_free);
      op_product_unlock (self);
      op_product_fire (self, OP_UPDATE_FAILED, g_error_copy (error));
      g_task_return_error (task, error);
      op_product_take_config (self);
      return;
    }

  op_product_fire (self, OP_UPDATE_ACCEPTED, NULL);
  g_task_return_boolean (task, TRUE);
  op_product_run_or_defer (self, flow);
}

/* The request is legal: it is announced, made durable, announced again, replied to, and only then
 * carried out by @flow. */
void
op_product_begin (OpProduct *self,
                  OpPending *owned_pending,
                  OpAuditRecord *owned_record,
                  void (*flow) (OpProduct *),
                  GTask *owned_task)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, save_cb, owned_task);
  Saving *saving = g_new0 (Saving, 1);
  GError *error = NULL;

  saving->pending = op_pending_copy (owned_pending);
  saving->record = owned_record;
  g_clear_pointer (&self->last, op_pending_free);
  self->pending = owned_pending;
  self->last = op_pending_copy (owned_pending);
  g_task_set_task_data (owned_task, flow, NULL);
  g_task_set_task_data (task, saving, saving_free);
  op_product_fire (self, owned_pending->call, NULL);

  if (op_product_lock (self, &error))
    g_task_run_in_thread (task, save_in_thread);
  else
    g_task_return_error (task, error);
}
