/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Whose connection is it? The bus knows: it asked the kernel when the connection was made.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @sender: a unique bus name. Calls made one after the other are answered in that order. */
void op_caller_uid_async (GDBusConnection *connection,
                          const char *sender,
                          GAsyncReadyCallback callback,
                          gpointer user_data);

/* %OP_ERROR_ACCESS_DENIED when the bus does not say, as when the caller has left. */
gboolean op_caller_uid_finish (GDBusConnection *connection,
                               GAsyncResult *result,
                               guint32 *out_uid,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
