/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A source that has what the test gave it, and brings it at once, or when it is told to.
 */

#pragma once

#include "transfer/source.h"

G_BEGIN_DECLS

#define OP_TYPE_FAKE_SOURCE (op_fake_source_get_type ())
G_DECLARE_FINAL_TYPE (OpFakeSource, op_fake_source, OP, FAKE_SOURCE, GObject)

OpFakeSource *op_fake_source_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* At @url there is @data from now on; or it fails so (@error is taken). What nobody gave is
 * %OP_ERROR_HTTP, 404. */
void op_fake_source_put (OpFakeSource *self, const char *url, const void *data, size_t n_bytes);
void op_fake_source_put_text (OpFakeSource *self, const char *url, const char *text);
void op_fake_source_put_error (OpFakeSource *self, const char *url, GError *error);

/* Transfers that are resumed from now on wait until this is said again with %FALSE. */
void op_fake_source_hold (OpFakeSource *self, gboolean hold);

/* What was asked for, in this order: "URL URL". Forgets it. */
char *op_fake_source_take_asked (OpFakeSource *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
