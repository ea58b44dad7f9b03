/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A whole transfer as one asynchronous call.
 */

#pragma once

#include "transfer/source.h"

G_BEGIN_DECLS

/* Ends when @transfer does; @cancellable cancels it, and the call ends when no thread touches the
 * sink any more. Does not begin it: that is op_transfer_resume(). */
void op_transfer_run_async (OpTransfer *transfer,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean op_transfer_run_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
