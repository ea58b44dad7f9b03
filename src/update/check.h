/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * CheckForUpdate: would a Download bring something, and how much? Changes nothing but what is
 * known.
 */

#pragma once

#include "update/product.h"

G_BEGIN_DECLS

/**
 * OpCheckResult:
 * @version: (owned): "" when nothing is newer
 */
typedef struct
{
  gboolean available;
  char *version;
  guint64 download_bytes;
  guint64 unpacked_bytes;
} OpCheckResult;

void op_check_result_free (OpCheckResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpCheckResult, op_check_result_free)

/* How old an answer may be for this caller: somebody who asks all the time must not make the
 * server feel it, root may. */
gint64 op_check_max_age_usec (guint32 uid);

/* @max_age_usec: an answer to the same question may be so old; 0 for none. */
void op_product_check_async (OpProduct *product,
                             const OpDownloadParameters *parameters,
                             gint64 max_age_usec,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
OpCheckResult *op_product_check_finish (OpProduct *product,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
