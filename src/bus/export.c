/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/export.h"

#include "bus/product-face.h"
#include "bus/update-face.h"
#include "introspection/names.h"

struct _OpExport
{
  GObject parent_instance;

  GDBusConnection *connection;       /* (owned) */
  OpCatalogue *catalogue;            /* (owned) */
  OpGate *gate;                      /* (owned) */
  OpManagerFace *manager;            /* (owned) */
  GDBusObjectManagerServer *objects; /* (owned) */
  OpProduct *default_product;        /* (owned) (nullable) */
  OpUpdateFace *default_face;        /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (OpExport, op_export, G_TYPE_OBJECT)

static void
on_added (OpCatalogue *catalogue, OpProduct *product, OpExport *self)
{
  g_autofree char *path = op_product_path (op_product_get_config (product)->id);
  g_autoptr(OpDBusObjectSkeleton) object = op_dbus_object_skeleton_new (path);
  g_autoptr(OpUpdateFace) update = op_update_face_new (product, self->gate);
  g_autoptr(OpProductFace) face = op_product_face_new (product, self->gate);

  op_dbus_object_skeleton_set_update_notify1 (object, OP_DBUS_UPDATE_NOTIFY1 (update));
  op_dbus_object_skeleton_set_product1 (object, OP_DBUS_PRODUCT1 (face));
  g_dbus_object_manager_server_export (self->objects, G_DBUS_OBJECT_SKELETON (object));
}

static void
on_removed (OpCatalogue *catalogue, OpProduct *product, OpExport *self)
{
  g_autofree char *path = op_product_path (op_product_get_config (product)->id);

  if (product == self->default_product)
    op_export_set_default (self, NULL);
  g_dbus_object_manager_server_unexport (self->objects, path);
}

void
op_export_set_default (OpExport *self, OpProduct *product)
{
  g_autoptr(GError) error = NULL;

  if (product == self->default_product)
    return;

  if (self->default_face != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->default_face));
  g_clear_object (&self->default_face);
  g_set_object (&self->default_product, product);
  op_manager_face_set_default (self->manager,
                               product != NULL ? op_product_get_config (product)->id : "");
  if (product == NULL)
    return;

  self->default_face = op_update_face_new (product, self->gate);
  if (!g_dbus_interface_skeleton_export (
          G_DBUS_INTERFACE_SKELETON (self->default_face), self->connection, OP_ROOT_PATH, &error))
    g_warning ("The default product is not on the root object: %s", error->message);
}

OpManagerFace *
op_export_get_manager (OpExport *self)
{
  return self->manager;
}

static void
op_export_dispose (GObject *object)
{
  OpExport *self = OP_EXPORT (object);

  if (self->catalogue != NULL)
    g_signal_handlers_disconnect_by_data (self->catalogue, self);
  if (self->default_face != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->default_face));
  if (self->manager != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->manager));
  if (self->objects != NULL)
    g_dbus_object_manager_server_set_connection (self->objects, NULL);
  g_clear_object (&self->default_face);
  g_clear_object (&self->default_product);
  g_clear_object (&self->manager);
  g_clear_object (&self->objects);
  g_clear_object (&self->gate);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (op_export_parent_class)->dispose (object);
}

static void
op_export_class_init (OpExportClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_export_dispose;
}

static void
op_export_init (OpExport *self)
{
}

OpExport *
op_export_new (GDBusConnection *connection, OpCatalogue *catalogue, OpGate *gate, GError **error)
{
  g_autoptr(OpExport) self = g_object_new (OP_TYPE_EXPORT, NULL);

  self->connection = g_object_ref (connection);
  self->catalogue = g_object_ref (catalogue);
  self->gate = g_object_ref (gate);
  self->manager = op_manager_face_new (catalogue, gate);
  self->objects = g_dbus_object_manager_server_new (OP_ROOT_PATH);
  g_dbus_object_manager_server_set_connection (self->objects, connection);
  if (!g_dbus_interface_skeleton_export (
          G_DBUS_INTERFACE_SKELETON (self->manager), connection, OP_ROOT_PATH, error))
    return NULL;

  g_signal_connect (catalogue, "added", G_CALLBACK (on_added), self);
  g_signal_connect (catalogue, "removed", G_CALLBACK (on_removed), self);

  return g_steal_pointer (&self);
}
