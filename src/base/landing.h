/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A file as it arrives: every byte counted, hashed and written, in order, by us. What
 * brought it (a worker, another service, a disk) is never believed.
 *
 * One thread at a time uses a landing; it may be handed from one to another.
 */

#pragma once

#include "base/digest.h"

G_BEGIN_DECLS

/**
 * OpExpectation:
 * @size: exact size, or %OP_SIZE_UNKNOWN
 * @max_bytes: no more than this, whatever is sent
 * @has_sha256: whether @sha256 means anything
 *
 * What a file must be.
 */
typedef struct
{
  guint64 size;
  guint64 max_bytes;
  gboolean has_sha256;
  OpSha256 sha256;
} OpExpectation;

typedef struct _OpLanding OpLanding;

OpLanding *op_landing_new (int owned_fd, const OpExpectation *expected) G_GNUC_WARN_UNUSED_RESULT;
void op_landing_free (OpLanding *self);

int op_landing_get_fd (OpLanding *self);
guint64 op_landing_get_offset (OpLanding *self);

gboolean op_landing_take_over (OpLanding *self,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_landing_start_over (OpLanding *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_landing_write (OpLanding *self, const void *data, size_t n_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
op_landing_finish (OpLanding *self, OpSha256 *out_sha256, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpLanding, op_landing_free)

G_END_DECLS
