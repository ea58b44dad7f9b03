/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/sink.h"

G_DEFINE_INTERFACE (OpSink, op_sink, G_TYPE_OBJECT)

static void
op_sink_default_init (OpSinkInterface *iface)
{
}

void
op_transfer_file_free (OpTransferFile *self)
{
  g_strfreev (self->urls);
  g_free (self->validator);
  g_free (self);
}

OpTransferFile *
op_sink_describe_file (OpSink *self, unsigned index, GError **error)
{
  return OP_SINK_GET_IFACE (self)->describe_file (self, index, error);
}

OpLanding *
op_sink_open_file (OpSink *self, unsigned index, const OpExpectation *expected, GError **error)
{
  return OP_SINK_GET_IFACE (self)->open_file (self, index, expected, error);
}

void
op_sink_note_validator (OpSink *self, unsigned index, const char *validator)
{
  OP_SINK_GET_IFACE (self)->note_validator (self, index, validator);
}

gboolean
op_sink_close_file (OpSink *self,
                    unsigned index,
                    OpLanding *landing,
                    const OpSha256 *sha256,
                    GError **error)
{
  return OP_SINK_GET_IFACE (self)->close_file (self, index, landing, sha256, error);
}
