/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-source.h"

#include <string.h>

#include "base/error.h"
#include "rules/wait-reason.h"

#define OP_TYPE_FAKE_TRANSFER (op_fake_transfer_get_type ())
G_DECLARE_FINAL_TYPE (OpFakeTransfer, op_fake_transfer, OP, FAKE_TRANSFER, GObject)

struct _OpFakeTransfer
{
  GObject parent_instance;

  OpFakeSource *source; /* (owned) */
  OpSink *sink;         /* (owned) */
  OpTransferProgress progress;
  OpJobState state;
  unsigned next;
  guint step_id;
};

struct _OpFakeSource
{
  GObject parent_instance;

  GHashTable *there;    /* (owned) (element-type utf8 GBytes) */
  GHashTable *errors;   /* (owned) (element-type utf8 GError) */
  GPtrArray *transfers; /* (owned) (element-type OpFakeTransfer): resumed, not over */
  GString *asked;       /* (owned) */
  gboolean hold;
};

static void op_fake_transfer_iface_init (OpTransferInterface *iface);
static void op_fake_source_iface_init (OpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpFakeTransfer,
                               op_fake_transfer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_TRANSFER,
                                                      op_fake_transfer_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (OpFakeSource,
                               op_fake_source,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_SOURCE, op_fake_source_iface_init))

static gboolean
is_over (OpFakeTransfer *self)
{
  return self->state == OP_JOB_TRANSFERRED || self->state == OP_JOB_ERROR ||
         self->state == OP_JOB_CANCELLED;
}

static void
finish (OpFakeTransfer *self, OpJobState state, const GError *error)
{
  g_autoptr(OpFakeTransfer) guard = g_object_ref (self);

  g_clear_handle_id (&self->step_id, g_source_remove);
  g_ptr_array_remove (self->source->transfers, self);
  self->state = state;
  op_transfer_emit_changed (OP_TRANSFER (guard));
  op_transfer_emit_finished (OP_TRANSFER (guard), error);
}

static GBytes *
look_up (OpFakeSource *self, const char *url, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (self->there, url);
  const GError *failure = g_hash_table_lookup (self->errors, url);

  g_string_append_printf (self->asked, "%s%s", self->asked->len > 0 ? " " : "", url);
  if (failure != NULL)
    g_propagate_error (error, g_error_copy (failure));
  else if (bytes == NULL)
    g_propagate_error (
        error,
        op_error_new_with_hresult (
            OP_ERROR_HTTP, OP_HRESULT_FROM_HTTP (404), "%s: The server answered 404", url));

  return failure == NULL ? bytes : NULL;
}

static gboolean
bring (OpFakeTransfer *self, unsigned index, GError **error)
{
  g_autoptr(OpTransferFile) file = op_sink_describe_file (self->sink, index, error);
  GBytes *bytes = file != NULL ? look_up (self->source, file->urls[0], error) : NULL;
  g_autoptr(OpLanding) landing = NULL;
  OpSha256 sha256;

  if (bytes == NULL)
    return FALSE;

  landing = op_sink_open_file (self->sink, index, &file->expected, error);
  if (landing == NULL || !op_landing_start_over (landing, error) ||
      !op_landing_write (
          landing, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error) ||
      !op_landing_finish (landing, &sha256, error))
    return FALSE;

  self->progress.bytes_transferred += g_bytes_get_size (bytes);
  self->progress.files_transferred++;

  return op_sink_close_file (self->sink, index, landing, &sha256, error);
}

/* One file at a time, so that something may come in between. */
static gboolean
step (gpointer user_data)
{
  OpFakeTransfer *self = user_data;
  g_autoptr(GError) error = NULL;

  if (self->source->hold)
    {
      self->step_id = 0;
      return G_SOURCE_REMOVE;
    }

  if (self->next == self->progress.files_total)
    {
      self->step_id = 0;
      finish (self, OP_JOB_TRANSFERRED, NULL);
      return G_SOURCE_REMOVE;
    }

  if (bring (self, self->next++, &error))
    return G_SOURCE_CONTINUE;

  self->step_id = 0;
  finish (self, OP_JOB_ERROR, error);

  return G_SOURCE_REMOVE;
}

static void
move (OpFakeTransfer *self)
{
  if (self->step_id == 0 && !self->source->hold)
    self->step_id = g_idle_add (step, self);
}

static void
op_fake_transfer_resume (OpTransfer *transfer)
{
  OpFakeTransfer *self = OP_FAKE_TRANSFER (transfer);

  if (is_over (self))
    return;
  if (self->state == OP_JOB_SUSPENDED)
    g_ptr_array_add (self->source->transfers, g_object_ref (self));
  self->state = OP_JOB_TRANSFERRING;
  move (self);
}

static void
op_fake_transfer_suspend (OpTransfer *transfer)
{
  OpFakeTransfer *self = OP_FAKE_TRANSFER (transfer);

  if (is_over (self) || self->state == OP_JOB_SUSPENDED)
    return;
  g_clear_handle_id (&self->step_id, g_source_remove);
  self->state = OP_JOB_SUSPENDED;
  g_ptr_array_remove (self->source->transfers, self);
}

static gboolean
cancel_now (gpointer user_data)
{
  OpFakeTransfer *self = user_data;
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  if (!is_over (self))
    finish (self, OP_JOB_CANCELLED, error);

  return G_SOURCE_REMOVE;
}

static void
op_fake_transfer_cancel (OpTransfer *transfer)
{
  OpFakeTransfer *self = OP_FAKE_TRANSFER (transfer);

  g_clear_handle_id (&self->step_id, g_source_remove);
  g_idle_add_full (G_PRIORITY_DEFAULT, cancel_now, g_object_ref (self), g_object_unref);
}

static OpJobState
op_fake_transfer_get_state (OpTransfer *transfer)
{
  return OP_FAKE_TRANSFER (transfer)->state;
}

static void
op_fake_transfer_get_progress (OpTransfer *transfer, OpTransferProgress *out_progress)
{
  *out_progress = OP_FAKE_TRANSFER (transfer)->progress;
}

static GPtrArray *
op_fake_transfer_get_wait_reasons (OpTransfer *transfer)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) op_wait_reason_free);
}

static void
op_fake_transfer_iface_init (OpTransferInterface *iface)
{
  iface->resume = op_fake_transfer_resume;
  iface->suspend = op_fake_transfer_suspend;
  iface->cancel = op_fake_transfer_cancel;
  iface->get_state = op_fake_transfer_get_state;
  iface->get_progress = op_fake_transfer_get_progress;
  iface->get_wait_reasons = op_fake_transfer_get_wait_reasons;
}

static void
op_fake_transfer_finalize (GObject *object)
{
  OpFakeTransfer *self = OP_FAKE_TRANSFER (object);

  g_clear_handle_id (&self->step_id, g_source_remove);
  g_object_unref (self->source);
  g_object_unref (self->sink);

  G_OBJECT_CLASS (op_fake_transfer_parent_class)->finalize (object);
}

static void
op_fake_transfer_class_init (OpFakeTransferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_fake_transfer_finalize;
}

static void
op_fake_transfer_init (OpFakeTransfer *self)
{
  self->state = OP_JOB_SUSPENDED;
}

static OpTransfer *
op_fake_source_create (OpSource *source, const OpTransferPlan *plan, OpSink *sink)
{
  OpFakeTransfer *transfer = g_object_new (OP_TYPE_FAKE_TRANSFER, NULL);

  transfer->source = g_object_ref (OP_FAKE_SOURCE (source));
  transfer->sink = g_object_ref (sink);
  transfer->progress.files_total = plan->n_files;
  transfer->progress.bytes_total = plan->bytes_total;
  transfer->progress.bytes_transferred = plan->bytes_have;

  return OP_TRANSFER (transfer);
}

static void
op_fake_source_iface_init (OpSourceInterface *iface)
{
  iface->create = op_fake_source_create;
}

static void
op_fake_source_finalize (GObject *object)
{
  OpFakeSource *self = OP_FAKE_SOURCE (object);

  g_hash_table_unref (self->there);
  g_hash_table_unref (self->errors);
  g_ptr_array_unref (self->transfers);
  g_string_free (self->asked, TRUE);

  G_OBJECT_CLASS (op_fake_source_parent_class)->finalize (object);
}

static void
op_fake_source_class_init (OpFakeSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_fake_source_finalize;
}

static void
op_fake_source_init (OpFakeSource *self)
{
  self->there =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->errors =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
  self->transfers = g_ptr_array_new_with_free_func (g_object_unref);
  self->asked = g_string_new (NULL);
}

OpFakeSource *
op_fake_source_new (void)
{
  return g_object_new (OP_TYPE_FAKE_SOURCE, NULL);
}

void
op_fake_source_put (OpFakeSource *self, const char *url, const void *data, size_t n_bytes)
{
  g_hash_table_remove (self->errors, url);
  g_hash_table_replace (self->there, g_strdup (url), g_bytes_new (data, n_bytes));
}

void
op_fake_source_put_text (OpFakeSource *self, const char *url, const char *text)
{
  op_fake_source_put (self, url, text, strlen (text));
}

void
op_fake_source_put_error (OpFakeSource *self, const char *url, GError *error)
{
  g_hash_table_replace (self->errors, g_strdup (url), error);
}

void
op_fake_source_hold (OpFakeSource *self, gboolean hold)
{
  self->hold = hold;
  for (unsigned i = 0; !hold && i < self->transfers->len; i++)
    move (g_ptr_array_index (self->transfers, i));
}

char *
op_fake_source_take_asked (OpFakeSource *self)
{
  char *asked = g_strdup (self->asked->str);

  g_string_truncate (self->asked, 0);

  return asked;
}
