/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The one way to fetch: a source makes transfers, a transfer brings files into a sink. The
 * built-in engine is a source; another service's TransferManager1 can be one too.
 */

#pragma once

#include "rules/job-state.h"
#include "transfer/sink.h"

G_BEGIN_DECLS

/**
 * OpTransferPlan:
 * @name: for people
 * @n_files: they are the files 0 to n - 1 of the sink
 * @bytes_total: of the known sizes
 * @bytes_have: of them are in the sink already
 *
 * What is to be transferred. Copied.
 */
typedef struct
{
  const char *name;
  unsigned n_files;
  guint64 bytes_total;
  guint64 bytes_have;
} OpTransferPlan;

/**
 * OpTransferProgress:
 * @bytes_total: of the known sizes
 *
 * How far a transfer has come. What was there when it began counts as transferred.
 */
typedef struct
{
  guint64 bytes_total;
  guint64 bytes_transferred;
  unsigned files_total;
  unsigned files_transferred;
} OpTransferProgress;

#define OP_TYPE_TRANSFER (op_transfer_get_type ())
G_DECLARE_INTERFACE (OpTransfer, op_transfer, OP, TRANSFER, GObject)

/**
 * OpTransferInterface:
 * @resume: begin, or go on; what waits for its next try is tried now
 * @suspend: stop until resume
 * @cancel: stop for good; "finished" is emitted with %G_IO_ERROR_CANCELLED when no thread
 *    touches the sink any more
 * @get_state: its state as a job
 * @get_progress: how far it has come
 * @get_wait_reasons: why nothing moves: (element-type OpWaitReason) (transfer full)
 *
 * Signals: "changed" when state or wait reasons have changed; "finished", once, with a GError
 * or %NULL. After it no thread touches the sink.
 */
struct _OpTransferInterface
{
  GTypeInterface parent_iface;

  void (*resume) (OpTransfer *self);
  void (*suspend) (OpTransfer *self);
  void (*cancel) (OpTransfer *self);
  OpJobState (*get_state) (OpTransfer *self);
  void (*get_progress) (OpTransfer *self, OpTransferProgress *out_progress);
  GPtrArray *(*get_wait_reasons) (OpTransfer *self);
};

void op_transfer_resume (OpTransfer *self);
void op_transfer_suspend (OpTransfer *self);
void op_transfer_cancel (OpTransfer *self);
OpJobState op_transfer_get_state (OpTransfer *self);
void op_transfer_get_progress (OpTransfer *self, OpTransferProgress *out_progress);
GPtrArray *op_transfer_get_wait_reasons (OpTransfer *self) G_GNUC_WARN_UNUSED_RESULT;

/* For those who implement it. */
void op_transfer_emit_changed (OpTransfer *self);
void op_transfer_emit_finished (OpTransfer *self, const GError *error);

#define OP_TYPE_SOURCE (op_source_get_type ())
G_DECLARE_INTERFACE (OpSource, op_source, OP, SOURCE, GObject)

/**
 * OpSourceInterface:
 * @create: a transfer into @sink, suspended
 */
struct _OpSourceInterface
{
  GTypeInterface parent_iface;

  OpTransfer *(*create) (OpSource *self, const OpTransferPlan *plan, OpSink *sink);
};

OpTransfer *op_source_create (OpSource *self,
                              const OpTransferPlan *plan,
                              OpSink *sink) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
