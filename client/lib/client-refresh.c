/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/client-private.h"

#include "client/lib/product-private.h"
#include "introspection/names.h"

#define MANAGER_INTERFACE "org.offpeak.Manager1"

static OpCall
get_managed_objects (void)
{
  return (OpCall){
    .path = OP_ROOT_PATH,
    .interface = "org.freedesktop.DBus.ObjectManager",
    .method = "GetManagedObjects",
    .reply = "(a{oa{sa{sv}}})",
  };
}

static OpCall
get_manager (void)
{
  return (OpCall){
    .path = OP_ROOT_PATH,
    .interface = "org.freedesktop.DBus.Properties",
    .method = "GetAll",
    .arguments = g_variant_new ("(s)", MANAGER_INTERFACE),
    .reply = "(a{sv})",
  };
}

/* The products come before the default product's name, and all of it before the word that
 * the service runs, so that nobody looks at half of it. */
static void
take_manager (OffpeakClient *self, GVariant *reply)
{
  g_autoptr(GVariant) values = g_variant_get_child_value (reply, 0);

  op_client_update_manager (self, values);
  op_client_set_running (self, TRUE);
}

static void
manager_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = op_service_call_finish (source, result, &error);

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  take_manager (OFFPEAK_CLIENT (source), reply);
  g_task_return_boolean (task, TRUE);
}

static void
objects_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OffpeakClient *self = OFFPEAK_CLIENT (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = op_service_call_finish (source, result, &error);
  OpCall call;

  if (reply == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  op_catalogue_replace (op_client_get_catalogue (self), reply);

  call = get_manager ();
  op_service_call_async (op_client_get_service (self),
                         &call,
                         self,
                         g_task_get_cancellable (task),
                         manager_cb,
                         g_object_ref (task));
}

/**
 * offpeak_client_refresh_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything is up to date
 * @user_data: passed to @callback
 *
 * Start the service, where the bus knows how to, and take over all that it says. Not needed
 * as a rule: what changes is noticed.
 */
void
offpeak_client_refresh_async (OffpeakClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  OpCall call = get_managed_objects ();

  g_return_if_fail (OFFPEAK_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, offpeak_client_refresh_async);
  op_service_call_async (op_client_get_service (self), &call, self, cancellable, objects_cb, task);
}

/**
 * offpeak_client_refresh_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location; a #GDBusError such as %G_DBUS_ERROR_SERVICE_UNKNOWN if the service
 *    is neither there nor to be started
 *
 * Returns: %TRUE if everything is up to date
 */
gboolean
offpeak_client_refresh_finish (OffpeakClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * offpeak_client_refresh:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_client_refresh_async(), blocking.
 *
 * Returns: %TRUE if everything is up to date
 */
gboolean
offpeak_client_refresh (OffpeakClient *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(GVariant) objects = NULL;
  g_autoptr(GVariant) manager = NULL;
  OpCall call = get_managed_objects ();

  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), FALSE);

  objects = op_service_call (op_client_get_service (self), &call, cancellable, error);
  if (objects == NULL)
    return FALSE;
  op_catalogue_replace (op_client_get_catalogue (self), objects);

  call = get_manager ();
  manager = op_service_call (op_client_get_service (self), &call, cancellable, error);
  if (manager == NULL)
    return FALSE;
  take_manager (self, manager);

  return TRUE;
}

static void
came_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!offpeak_client_refresh_finish (OFFPEAK_CLIENT (source), result, &error))
    g_debug ("The service came, but does not answer: %s", error->message);
}

static void
on_owner_changed (gpointer client, gboolean running)
{
  OffpeakClient *self = client;

  if (running)
    offpeak_client_refresh_async (self, NULL /* cancellable */, came_back_cb, NULL);
  else
    op_client_set_running (self, FALSE);
}

static void
on_properties_changed (gpointer client, const char *path, const char *interface, GVariant *changed)
{
  OffpeakProduct *product = op_catalogue_lookup (op_client_get_catalogue (client), path);

  if (g_str_equal (interface, MANAGER_INTERFACE))
    op_client_update_manager (client, changed);
  else if (product != NULL)
    op_product_update (product, interface, changed);
}

static void
on_status_changed (gpointer client, const char *path, GVariant *parameters)
{
  OffpeakProduct *product = op_catalogue_lookup (op_client_get_catalogue (client), path);
  guint old_status, new_status, error;

  if (product == NULL)
    return;

  g_variant_get (parameters, "(uuu)", &old_status, &new_status, &error);
  op_product_status_changed (product, old_status, new_status, error);
}

static void
on_interfaces_added (gpointer client, GVariant *parameters)
{
  op_catalogue_added (op_client_get_catalogue (client), parameters);
}

static void
on_interfaces_removed (gpointer client, GVariant *parameters)
{
  op_catalogue_removed (op_client_get_catalogue (client), parameters);
}

const OpWatchFuncs *
op_client_watch_funcs (void)
{
  static const OpWatchFuncs funcs = {
    .owner_changed = on_owner_changed,
    .properties_changed = on_properties_changed,
    .status_changed = on_status_changed,
    .interfaces_added = on_interfaces_added,
    .interfaces_removed = on_interfaces_removed,
  };

  return &funcs;
}
