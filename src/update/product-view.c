/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/bounds.h"
#include "rules/wait-reason.h"
#include "update/product-private.h"

void
op_product_get_view (OpProduct *self, OpProductView *out_view)
{
  guint64 left = self->progress.bytes_total == OP_SIZE_UNKNOWN
                     ? OP_SIZE_UNKNOWN
                     : self->progress.bytes_total - self->progress.bytes_transferred;

  *out_view = (OpProductView){
    .status = self->status.status,
    .error = self->status.error,
    .error_number = self->status.error != NULL ? op_update_error_number (self->status.error) : 0,
    .content_id = self->status.content_id,
    .display_level = self->status.display_level,
    .progress = self->progress,
    .installed = self->installed,
    .available = self->available,
    .staged = self->staged,
    .previous = self->previous,
    .notes_url = self->kept->notes_url != NULL ? self->kept->notes_url : "",
    .urgency = self->kept->urgency,
    .restart_required = self->restart_required,
    .last_fresh_usec = self->kept->last_fresh_usec,
    .seconds_left = OP_RATE_UNKNOWN_SECONDS,
  };
  if (self->last != NULL)
    {
      out_view->last_started_usec = self->last->started_usec;
      out_view->last_call = self->last->call;
      out_view->last_uid = self->last->uid;
    }
  if (self->status.status == OP_STATUS_DOWNLOAD_WIP)
    {
      out_view->bytes_per_sec = op_rate_get_bytes_per_sec (&self->rate);
      if (left != OP_SIZE_UNKNOWN)
        out_view->seconds_left = op_rate_get_seconds_left (&self->rate, left);
    }
}

GPtrArray *
op_product_get_wait_reasons (OpProduct *self)
{
  g_autoptr(GPtrArray) reasons =
                 self->download != NULL
                     ? op_download_get_wait_reasons (self->download)
                     : g_ptr_array_new_with_free_func ((GDestroyNotify) op_wait_reason_free);

  if (self->status.status == OP_STATUS_DOWNLOAD_WIP && self->pending != NULL &&
      self->pending->paused)
    g_ptr_array_insert (
        reasons,
        0,
        op_wait_reason_new ("paused", "The download is paused until Resume is called", "", 0));

  return g_steal_pointer (&reasons);
}

OpAuditLog *
op_product_get_audit (OpProduct *self)
{
  return self->audit;
}
