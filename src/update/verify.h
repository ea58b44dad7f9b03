/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Verify: is every installed file what was installed? One run serves all who ask while it lasts,
 * and ends when the last of them has left.
 */

#pragma once

#include "update/product.h"

G_BEGIN_DECLS

/* What is damaged is remembered, so that the next Download fetches it. */
void op_product_verify_async (OpProduct *product,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* Paths; empty when all is sound. (transfer full) */
GStrv op_product_verify_finish (OpProduct *product,
                                GAsyncResult *result,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
