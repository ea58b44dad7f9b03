/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A sink whose files are in memory, and that remembers what it was told.
 */

#pragma once

#include "transfer/source.h"

G_BEGIN_DECLS

#define OP_TYPE_FAKE_SINK (op_fake_sink_get_type ())
G_DECLARE_FINAL_TYPE (OpFakeSink, op_fake_sink, OP, FAKE_SINK, GObject)

OpFakeSink *op_fake_sink_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* One more file, to be had at @url (several, separated by blanks). Returns its description, to be
 * changed before the transfer begins: of unknown size and without a hash. */
OpTransferFile *op_fake_sink_add (OpFakeSink *self, const char *url);

/* The same, and it must be just that. */
OpTransferFile *
op_fake_sink_add_expecting (OpFakeSink *self, const char *url, const void *data, size_t n_bytes);

/* So much of file @index is there already. */
void op_fake_sink_put (OpFakeSink *self, unsigned index, const void *data, size_t n_bytes);

/* From now on the calls for file @index fail so; @error is taken. NULL: they do not any more. */
void op_fake_sink_refuse_describe (OpFakeSink *self, unsigned index, GError *error);
void op_fake_sink_refuse_open (OpFakeSink *self, unsigned index, GError *error);
void op_fake_sink_refuse_close (OpFakeSink *self, unsigned index, GError *error);

void op_fake_sink_get_plan (OpFakeSink *self, OpTransferPlan *out_plan);

/* What there is of a file now. */
GBytes *op_fake_sink_get_bytes (OpFakeSink *self, unsigned index) G_GNUC_WARN_UNUSED_RESULT;

/* How often it was opened; closed, that is, complete. */
unsigned op_fake_sink_n_opened (OpFakeSink *self, unsigned index);
unsigned op_fake_sink_n_closed (OpFakeSink *self, unsigned index);

/* (transfer full) (nullable): what was noted last. */
char *op_fake_sink_get_validator (OpFakeSink *self, unsigned index) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
