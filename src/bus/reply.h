/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Replies: an error under the name that the contract gives it, and a note when a caller has left.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Takes @invocation. What is not in our domain is org.offpeak.Error.Failed. */
void op_reply_error (GDBusMethodInvocation *invocation, const GError *error);

/* How an error is called on the bus. */
const char *op_reply_error_name (int code);
const char *op_reply_name_of (const GError *error); /* @error: (nullable): "" then */

/* (transfer full): UTF-8, which a message that quotes a file name need not be. Likewise. */
char *op_reply_message_of (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* Cancelled when the caller of @invocation leaves the bus. Release with
 * op_caller_unwatch(). */
typedef struct _OpCaller OpCaller;
OpCaller *op_caller_watch (GDBusMethodInvocation *invocation) G_GNUC_WARN_UNUSED_RESULT;
GCancellable *op_caller_get_cancellable (OpCaller *self);
void op_caller_unwatch (OpCaller *self);

G_END_DECLS
