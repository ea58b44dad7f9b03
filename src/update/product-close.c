/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/error.h"
#include "base/memory.h"
#include "rules/version.h"
#include "update/history.h"
#include "update/product-private.h"

/* What is written when an operation ends; a copy, for a thread. */
typedef struct
{
  char *state_path;   /* (owned) */
  OpKeptRecord *kept; /* (owned) (nullable): NULL when it stays as it is */
  OpHistoryEntry entry;
  char *version; /* (owned) (nullable): of the entry; so the rest */
  char *from;    /* (owned) (nullable) */
  char *message; /* (owned) (nullable) */

  OpUpdateEvent event; /* what is announced then */
  GError *error;       /* (owned) (nullable) */
  char *staged_before; /* (owned) (nullable) */
} Closing;

static void
closing_free (Closing *closing)
{
  g_free (closing->state_path);
  g_clear_pointer (&closing->kept, op_kept_record_free);
  g_free (closing->version);
  g_free (closing->from);
  g_free (closing->message);
  g_clear_error (&closing->error);
  g_free (closing->staged_before);
  g_free (closing);
}

static const char *
result_nick (OpUpdateEvent event)
{
  if (event == OP_UPDATE_SUCCEEDED)
    return "succeeded";

  return event == OP_UPDATE_CANCELLED ? "cancelled" : "failed";
}

static void
fill_entry (Closing *closing, OpProduct *self)
{
  static const char *const actions[OP_N_UPDATE_EVENTS] = {
    [OP_UPDATE_DOWNLOAD] = "download",
    [OP_UPDATE_APPLY] = "apply",
    [OP_UPDATE_ROLLBACK] = "rollback",
  };
  gboolean failed = closing->event == OP_UPDATE_FAILED;

  if (failed)
    closing->message = g_strdup (closing->error->message);
  closing->entry = (OpHistoryEntry){
    .time_usec = op_clock_now_usec (self->clock),
    .action = actions[self->pending->call],
    .version = closing->version,
    .from = closing->from,
    .result = result_nick (closing->event),
    .error = failed ? op_update_error_number (closing->error) : 0,
    .error_code = !failed                              ? -1
                  : closing->error->domain == OP_ERROR ? closing->error->code
                                                       : OP_ERROR_FAILED,
    .message = closing->message,
    .uid = self->pending->uid,
    .trust = op_trust_nick (self->config->trust),
    .bytes = self->pending->call == OP_UPDATE_DOWNLOAD ? self->progress.bytes_transferred : 0,
  };
}

/* In a thread: syncs. */
static void
record_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Closing *closing = data;
  GError *error = NULL;

  if ((closing->kept == NULL || op_kept_record_save (closing->state_path, closing->kept, &error)) &&
      op_history_append (closing->state_path, &closing->entry, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* In a thread: the disk may be busy. */
static void
forget_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Closing *closing = data;
  GError *error = NULL;

  if (op_pending_remove (closing->state_path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
announce (OpProduct *self, Closing *closing)
{
  gboolean succeeded = closing->event == OP_UPDATE_SUCCEEDED;

  self->closing = FALSE;
  self->quiet = succeeded; /* not idle for a moment: old trees go next */
  op_product_audit_end (self, closing->event, closing->version, closing->from, closing->error);
  g_clear_object (&self->download);
  g_clear_pointer (&self->pending, op_pending_free);
  op_product_unlock (self);
  op_product_read_links (self);
  op_product_fire (self, closing->event, g_steal_pointer (&closing->error));
  op_product_changed (self);
  op_memory_give_back_soon ();

  if (succeeded)
    op_product_sweep (self);
  else
    op_product_take_config (self);
}

static void close_with (OpProduct *self, Closing *owned_closing);

static void
discard_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(OpProduct) self = user_data;
  Closing *closing = g_new0 (Closing, 1);

  if (op_download_discard_finish (OP_DOWNLOAD (source), result, &closing->error))
    closing->event = OP_UPDATE_CANCELLED;
  else
    closing->event = OP_UPDATE_FAILED;
  closing->kept = op_kept_record_copy (self->kept);
  close_with (self, closing);
}

/* Cancel came when the flow had just ended: it counts all the same. */
static gboolean
must_discard (OpProduct *self, const Closing *closing)
{
  return self->status.status == OP_STATUS_DOWNLOAD_CANCELLING && self->download != NULL &&
         (closing->event == OP_UPDATE_SUCCEEDED ||
          (closing->event == OP_UPDATE_FAILED && !self->discarding));
}

static void
take_back_staged (OpProduct *self, Closing *closing)
{
  if (closing->kept == NULL || self->pending->call != OP_UPDATE_DOWNLOAD)
    return;

  g_free (self->kept->staged);
  self->kept->staged = g_steal_pointer (&closing->staged_before);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OpProduct *self = OP_PRODUCT (source);
  Closing *closing = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;

  /* A restart finds it and sees by the status that it is over. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("%s: %s", self->config->id, error->message);

  if (must_discard (self, closing))
    {
      if (closing->event == OP_UPDATE_SUCCEEDED)
        take_back_staged (self, closing);
      self->discarding = TRUE;
      op_download_discard_async (self->download, discard_cb, g_object_ref (self));
      return;
    }

  self->discarding = FALSE;
  announce (self, closing);
}

/* What is about to be announced: a restart goes by it. */
static void
save_last_status (OpProduct *self, const Closing *closing)
{
  OpStatusRecord last = self->status;
  g_autoptr(GError) error = NULL;

  if (!op_update_state_next (self->status.status, closing->event, &last.status))
    return;
  last.error = closing->error;
  if (!op_status_record_save (self->status_path, self->boot_id, &last, &error))
    g_message ("%s: the status is not kept over a restart: %s", self->config->id, error->message);
}

/* The request goes last: until the status says how it ended, a restart has to find it. */
static void
recorded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OpProduct *self = OP_PRODUCT (source);
  Closing *closing = user_data;
  g_autoptr(GTask) task = g_task_new (self, NULL, forgotten_cb, NULL);
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && closing->event == OP_UPDATE_SUCCEEDED)
    {
      take_back_staged (self, closing);
      closing->event = OP_UPDATE_FAILED;
      closing->error = g_steal_pointer (&error);
    }
  else if (error != NULL)
    g_message ("%s: the end is not on record: %s", self->config->id, error->message);

  save_last_status (self, closing);
  g_task_set_task_data (task, closing, (GDestroyNotify) closing_free);
  g_task_run_in_thread (task, forget_in_thread);
}

void
op_product_close_now (OpProduct *self)
{
  Closing *closing = g_steal_pointer (&self->closing_data);
  g_autoptr(GTask) task = g_task_new (self, NULL, recorded_cb, closing);

  g_task_set_task_data (task, closing, NULL);
  g_task_run_in_thread (task, record_in_thread);
}

/* Takes @owned_closing, whose event, error and kept record are set. */
static void
close_with (OpProduct *self, Closing *owned_closing)
{
  self->closing = TRUE;
  self->closing_data = owned_closing;
  owned_closing->state_path = g_strdup (self->state_path);
  fill_entry (owned_closing, self);

  /* Whoever writes the request now would write it behind its end. */
  if (!self->keeping)
    op_product_close_now (self);
}

static OpUpdateEvent
event_of (const GError *error)
{
  if (error == NULL)
    return OP_UPDATE_SUCCEEDED;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? OP_UPDATE_CANCELLED
                                                                   : OP_UPDATE_FAILED;
}

static void
take_result (OpProduct *self, OpDownloadResult *result)
{
  gboolean is_newer = result->tree_name != NULL;

  g_free (self->kept->staged);
  self->kept->staged = g_strdup (result->tree_name);
  op_product_note_available (
      self,
      is_newer && !g_str_equal (result->version, self->installed) ? result->version : NULL,
      result->notes_url,
      result->urgency);
}

void
op_product_close_download (OpProduct *self, OpDownloadResult *owned_result, GError *owned_error)
{
  g_autoptr(OpDownloadResult) result = owned_result;
  Closing *closing = g_new0 (Closing, 1);

  closing->event = event_of (owned_error);
  closing->error = owned_error;
  closing->from = g_strdup (self->installed);
  if (closing->event == OP_UPDATE_CANCELLED)
    g_clear_error (&closing->error);
  if (self->download != NULL)
    closing->version = g_strdup (op_download_get_version (self->download));

  if (result != NULL)
    {
      closing->staged_before = g_strdup (self->kept->staged);
      take_result (self, result);
      closing->kept = op_kept_record_copy (self->kept);
    }

  close_with (self, closing);
}

/* What an apply means for what is staged, and for what nothing automatic may choose. */
static void
take_switch (OpProduct *self, const GError *error)
{
  g_autofree char *to = op_tree_name_get_version (self->pending->target, NULL);
  g_autofree char *from = op_tree_name_get_version (self->pending->from, NULL);

  if (g_error_matches (error, OP_ERROR, OP_ERROR_HEALTH_CHECK) && to != NULL)
    op_kept_record_reject (self->kept, to);

  if (error != NULL || to == NULL)
    return;

  if (g_strcmp0 (self->kept->staged, self->pending->target) == 0)
    g_clear_pointer (&self->kept->staged, g_free);
  op_kept_record_accept (self->kept, to);
  if (self->pending->call == OP_UPDATE_ROLLBACK && from != NULL)
    op_kept_record_reject (self->kept, from);
}

void
op_product_close_apply (OpProduct *self, GError *owned_error)
{
  Closing *closing = g_new0 (Closing, 1);

  closing->event = event_of (owned_error);
  closing->error = owned_error;
  closing->version = op_tree_name_get_version (self->pending->target, NULL);
  closing->from = op_tree_name_get_version (self->pending->from, NULL);
  take_switch (self, owned_error);
  closing->kept = op_kept_record_copy (self->kept);

  close_with (self, closing);
}
