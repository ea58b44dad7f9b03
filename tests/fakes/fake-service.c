/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-service.h"

#include "introspection/names.h"

struct _FakeService
{
  GDBusConnection *connection;       /* (owned) */
  GDBusObjectManagerServer *objects; /* (owned) */
  OpDBusManager1 *manager;           /* (owned) */
  GHashTable *products;              /* (owned): char * path → FakeProduct */
};

static gboolean
handle_check_all (OpDBusManager1 *manager, GDBusMethodInvocation *invocation, FakeService *self)
{
  GVariantBuilder updates;
  GHashTableIter iter;
  FakeProduct *product;

  g_variant_builder_init (&updates, G_VARIANT_TYPE ("a(sb)"));
  g_hash_table_iter_init (&iter, self->products);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &product))
    g_variant_builder_add (&updates,
                           "(sb)",
                           op_dbus_product1_get_id (product->product),
                           *op_dbus_update_notify1_get_available_version (product->update) != '\0');
  op_dbus_manager1_complete_check_all (manager, invocation, g_variant_builder_end (&updates));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_reload (OpDBusManager1 *manager, GDBusMethodInvocation *invocation, FakeService *self)
{
  const char *const problems[] = { "app.conf:3: there is no key ‘Colour’", NULL };

  op_dbus_manager1_complete_reload (manager, invocation, problems);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
call_bus (FakeService *self, const char *method, GVariant *arguments)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (self->connection,
                                                            "org.freedesktop.DBus",
                                                            "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus",
                                                            method,
                                                            arguments,
                                                            NULL /* any reply */,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1 /* default time-out */,
                                                            NULL /* cancellable */,
                                                            &error);

  g_assert_no_error (error);
}

FakeService *
fake_service_new (const char *address)
{
  FakeService *self = g_new0 (FakeService, 1);
  g_autoptr(GError) error = NULL;

  self->connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL /* observer */,
                                              NULL /* cancellable */,
                                              &error);
  g_assert_no_error (error);

  self->products = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, fake_product_free);
  self->manager = op_dbus_manager1_skeleton_new ();
  op_dbus_manager1_set_version (self->manager, "9.8");
  op_dbus_manager1_set_default_product (self->manager, "");
  g_signal_connect (self->manager, "handle-check-all", G_CALLBACK (handle_check_all), self);
  g_signal_connect (self->manager, "handle-reload", G_CALLBACK (handle_reload), self);
  g_dbus_interface_skeleton_export (
      G_DBUS_INTERFACE_SKELETON (self->manager), self->connection, OP_ROOT_PATH, &error);
  g_assert_no_error (error);

  self->objects = g_dbus_object_manager_server_new (OP_ROOT_PATH);
  g_dbus_object_manager_server_set_connection (self->objects, self->connection);

  return self;
}

void
fake_service_appear (FakeService *self)
{
  call_bus (self, "RequestName", g_variant_new ("(su)", OP_BUS_NAME, 0));
}

/**
 * fake_service_free:
 * @self: the service
 *
 * It leaves as a process that is killed: the connection breaks.
 */
void
fake_service_free (FakeService *self)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_close_sync (self->connection, NULL /* cancellable */, &error);
  g_assert_no_error (error);

  g_hash_table_unref (self->products);
  g_object_unref (self->objects);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->manager));
  g_object_unref (self->manager);
  g_object_unref (self->connection);
  g_free (self);
}

OpDBusManager1 *
fake_service_manager (FakeService *self)
{
  return self->manager;
}

FakeProduct *
fake_service_add (FakeService *self, const char *id)
{
  g_autofree char *path = op_product_path (id);
  g_autoptr(OpDBusObjectSkeleton) object = op_dbus_object_skeleton_new (path);
  FakeProduct *product = fake_product_new (id);

  op_dbus_object_skeleton_set_update_notify1 (object, product->update);
  op_dbus_object_skeleton_set_product1 (object, product->product);
  g_dbus_object_manager_server_export (self->objects, G_DBUS_OBJECT_SKELETON (object));
  g_hash_table_insert (self->products, g_steal_pointer (&path), product);

  return product;
}

void
fake_service_remove (FakeService *self, const char *id)
{
  g_autofree char *path = op_product_path (id);

  g_assert_true (g_dbus_object_manager_server_unexport (self->objects, path));
  g_assert_true (g_hash_table_remove (self->products, path));
}
