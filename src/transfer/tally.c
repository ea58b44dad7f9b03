/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/tally.h"

#include "base/bounds.h"

void
op_tally_init (OpTally *self, const OpTransferPlan *plan)
{
  *self = (OpTally){
    .n_files = plan->n_files,
    .bytes_total = plan->bytes_total,
    .bytes_kept = plan->bytes_have,
    .bytes_shown = plan->bytes_have,
  };
}

void
op_tally_take_out (OpTally *self, guint64 n_bytes)
{
  self->bytes_kept -= n_bytes;
}

void
op_tally_put_back (OpTally *self, guint64 n_bytes)
{
  self->bytes_kept += n_bytes;
}

void
op_tally_complete (OpTally *self, OpRequest *request)
{
  guint64 n_bytes = op_request_get_offset (request);

  if (request->expected.size == OP_SIZE_UNKNOWN)
    self->bytes_total += n_bytes;
  self->bytes_kept += n_bytes;
  self->n_done++;
}

gboolean
op_tally_is_complete (const OpTally *self)
{
  return self->n_done == self->n_files;
}

gboolean
op_tally_show (OpTally *self, GPtrArray *requests, OpTransferProgress *out_progress)
{
  guint64 now = self->bytes_kept;
  guint64 before = self->bytes_shown;

  for (unsigned i = 0; i < requests->len; i++)
    now += op_request_get_offset (g_ptr_array_index (requests, i));
  self->bytes_shown = MAX (before, now);

  *out_progress = (OpTransferProgress){
    .bytes_total = MAX (self->bytes_total, self->bytes_shown),
    .bytes_transferred = self->bytes_shown,
    .files_total = self->n_files,
    .files_transferred = self->n_done,
  };

  return now > before;
}
