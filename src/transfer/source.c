/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/source.h"

enum
{
  CHANGED,
  FINISHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (OpTransfer, op_transfer, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (OpSource, op_source, G_TYPE_OBJECT)

static void
op_transfer_default_init (OpTransferInterface *iface)
{
  signals[CHANGED] = g_signal_new (
      "changed", OP_TYPE_TRANSFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished",
                                    OP_TYPE_TRANSFER,
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    1,
                                    G_TYPE_ERROR);
}

static void
op_source_default_init (OpSourceInterface *iface)
{
}

void
op_transfer_resume (OpTransfer *self)
{
  OP_TRANSFER_GET_IFACE (self)->resume (self);
}

void
op_transfer_suspend (OpTransfer *self)
{
  OP_TRANSFER_GET_IFACE (self)->suspend (self);
}

void
op_transfer_cancel (OpTransfer *self)
{
  OP_TRANSFER_GET_IFACE (self)->cancel (self);
}

OpJobState
op_transfer_get_state (OpTransfer *self)
{
  return OP_TRANSFER_GET_IFACE (self)->get_state (self);
}

void
op_transfer_get_progress (OpTransfer *self, OpTransferProgress *out_progress)
{
  OP_TRANSFER_GET_IFACE (self)->get_progress (self, out_progress);
}

GPtrArray *
op_transfer_get_wait_reasons (OpTransfer *self)
{
  return OP_TRANSFER_GET_IFACE (self)->get_wait_reasons (self);
}

void
op_transfer_emit_changed (OpTransfer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
op_transfer_emit_finished (OpTransfer *self, const GError *error)
{
  g_signal_emit (self, signals[FINISHED], 0, error);
}

OpTransfer *
op_source_create (OpSource *self, const OpTransferPlan *plan, OpSink *sink)
{
  return OP_SOURCE_GET_IFACE (self)->create (self, plan, sink);
}
