/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How far a job has come: what it has, what its requests have, and what may be shown, which
 * never goes backwards.
 */

#pragma once

#include "transfer/request.h"
#include "transfer/source.h"

G_BEGIN_DECLS

/**
 * OpTally:
 * @bytes_total: of the known sizes
 * @bytes_kept: of all files that no request is out for
 * @bytes_shown: the most that was ever shown
 */
typedef struct
{
  unsigned n_files;
  unsigned n_done;
  guint64 bytes_total;
  guint64 bytes_kept;
  guint64 bytes_shown;
} OpTally;

void op_tally_init (OpTally *self, const OpTransferPlan *plan);

/* A request goes out, comes back with a part, comes back complete. */
void op_tally_take_out (OpTally *self, guint64 n_bytes);
void op_tally_put_back (OpTally *self, guint64 n_bytes);
void op_tally_complete (OpTally *self, OpRequest *request);

gboolean op_tally_is_complete (const OpTally *self);

/* @requests: (element-type OpRequest): those that are out. Returns whether it has come further. */
gboolean op_tally_show (OpTally *self, GPtrArray *requests, OpTransferProgress *out_progress);

G_END_DECLS
