/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/client-private.h"

#define PRIVATE_BUS_FLAGS                                                                          \
  (G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION)

/* G_BUS_TYPE_NONE: @bus is an address. */
static GBusType
bus_type (const char *bus)
{
  if (g_str_equal (bus, "system"))
    return G_BUS_TYPE_SYSTEM;
  if (g_str_equal (bus, "session"))
    return G_BUS_TYPE_SESSION;

  return G_BUS_TYPE_NONE;
}

/* The client is there once the bus is; that the service is not, it will say itself. */
static void
refresh_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!offpeak_client_refresh_finish (OFFPEAK_CLIENT (source), result, &error))
    g_debug ("The service is not there: %s", error->message);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
}

static void
connect_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  const char *bus = g_task_get_task_data (task);
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(OffpeakClient) self = NULL;
  g_autoptr(GError) error = NULL;

  if (bus_type (bus) == G_BUS_TYPE_NONE)
    connection = g_dbus_connection_new_for_address_finish (result, &error);
  else
    connection = g_bus_get_finish (result, &error);

  if (connection == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self = g_object_new (OFFPEAK_TYPE_CLIENT, NULL);
  op_client_attach (self, bus, connection);
  offpeak_client_refresh_async (
      self, g_task_get_cancellable (task), refresh_cb, g_object_ref (task));
}

/**
 * offpeak_client_new_async:
 * @bus: (nullable): "system" (also for %NULL), "session", or the address of a bus
 * @cancellable: (nullable): a cancellable
 * @callback: called when the client is ready to use
 * @user_data: passed to @callback
 *
 * Starts the service, where the bus knows how to. What happens later is noticed in the
 * thread-default main context of this call.
 */
void
offpeak_client_new_async (const char *bus,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  if (bus == NULL)
    bus = "system";

  g_task_set_source_tag (task, offpeak_client_new_async);
  g_task_set_task_data (task, g_strdup (bus), g_free);

  if (bus_type (bus) == G_BUS_TYPE_NONE)
    g_dbus_connection_new_for_address (
        bus, PRIVATE_BUS_FLAGS, NULL /* observer */, cancellable, connect_cb, task);
  else
    g_bus_get (bus_type (bus), cancellable, connect_cb, task);
}

/**
 * offpeak_client_new_finish: (constructor)
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): a client; %NULL if there is no such bus
 */
OffpeakClient *
offpeak_client_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, offpeak_client_new_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * offpeak_client_new:
 * @bus: (nullable): as for offpeak_client_new_async()
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * The same, blocking.
 *
 * Returns: (transfer full): a client; %NULL if there is no such bus
 */
OffpeakClient *
offpeak_client_new (const char *bus, GCancellable *cancellable, GError **error)
{
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(OffpeakClient) self = NULL;
  g_autoptr(GError) absent = NULL;

  if (bus == NULL)
    bus = "system";

  if (bus_type (bus) == G_BUS_TYPE_NONE)
    connection = g_dbus_connection_new_for_address_sync (
        bus, PRIVATE_BUS_FLAGS, NULL /* observer */, cancellable, error);
  else
    connection = g_bus_get_sync (bus_type (bus), cancellable, error);
  if (connection == NULL)
    return NULL;

  self = g_object_new (OFFPEAK_TYPE_CLIENT, NULL);
  op_client_attach (self, bus, connection);

  if (!offpeak_client_refresh (self, cancellable, &absent))
    g_debug ("The service is not there: %s", absent->message);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  return g_steal_pointer (&self);
}
