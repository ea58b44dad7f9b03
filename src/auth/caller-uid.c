/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "auth/caller-uid.h"

#include "base/error.h"

void
op_caller_uid_async (GDBusConnection *connection,
                     const char *sender,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_dbus_connection_call (connection,
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          "GetConnectionUnixUser",
                          g_variant_new ("(s)", sender),
                          G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,   /* default time-out */
                          NULL, /* cancellable */
                          callback,
                          user_data);
}

gboolean
op_caller_uid_finish (GDBusConnection *connection,
                      GAsyncResult *result,
                      guint32 *out_uid,
                      GError **error)
{
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (connection, result, NULL);

  if (reply == NULL)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_ACCESS_DENIED, "The bus does not say who is calling");
      return FALSE;
    }
  g_variant_get (reply, "(u)", out_uid);

  return TRUE;
}
