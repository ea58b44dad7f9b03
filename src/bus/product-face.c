/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/product-face.h"

#include "base/error.h"
#include "bus/reply.h"

struct _OpProductFace
{
  OpDBusProduct1Skeleton parent_instance;

  OpProduct *product; /* (owned) */
  OpGate *gate;       /* (owned) */
};

static void op_product_face_iface_init (OpDBusProduct1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpProductFace,
                               op_product_face,
                               OP_DBUS_TYPE_PRODUCT1_SKELETON,
                               G_IMPLEMENT_INTERFACE (OP_DBUS_TYPE_PRODUCT1,
                                                      op_product_face_iface_init))

/* Part of the contract, not built yet; nobody is asked for a password for it. */
static gboolean
refuse (GDBusMethodInvocation *invocation, const char *instead)
{
  g_autoptr(GError) error = g_error_new (OP_ERROR,
                                          OP_ERROR_NOT_SUPPORTED,
                                          "%s is not supported yet; %s",
                                          g_dbus_method_invocation_get_method_name (invocation),
                                          instead);

  op_reply_error (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_set_options (OpDBusProduct1 *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  return refuse (invocation, "change the product file");
}

static gboolean
handle_remove (OpDBusProduct1 *object, GDBusMethodInvocation *invocation, gboolean purge)
{
  return refuse (invocation, "say Enabled=no in the product file and remove its install root");
}

static void
op_product_face_iface_init (OpDBusProduct1Iface *iface)
{
  iface->handle_set_options = handle_set_options;
  iface->handle_remove = handle_remove;
}

static void
update_properties (OpProductFace *self)
{
  OpDBusProduct1 *object = OP_DBUS_PRODUCT1 (self);
  const OpProductConfig *config = op_product_get_config (self->product);

  op_dbus_product1_set_id (object, config->id);
  op_dbus_product1_set_title (object, config->title);
  op_dbus_product1_set_channel (object, config->channel);
  op_dbus_product1_set_architecture (object, config->architecture);
  op_dbus_product1_set_languages (object, (const char *const *) config->languages);
  op_dbus_product1_set_install_root (object, config->install_root);
  op_dbus_product1_set_trust (object, op_trust_nick (config->trust));
  op_dbus_product1_set_phase (object, 100);
  op_dbus_product1_set_enabled (object, config->enabled);
  op_dbus_product1_set_auto_download (object, config->auto_download);
  op_dbus_product1_set_auto_apply (object, config->auto_apply);
  op_dbus_product1_set_configuration_error (object, config->problem != NULL ? config->problem : "");
}

static void
op_product_face_dispose (GObject *object)
{
  OpProductFace *self = OP_PRODUCT_FACE (object);

  g_clear_object (&self->product);
  g_clear_object (&self->gate);

  G_OBJECT_CLASS (op_product_face_parent_class)->dispose (object);
}

static void
op_product_face_class_init (OpProductFaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_product_face_dispose;
}

static void
op_product_face_init (OpProductFace *self)
{
}

OpProductFace *
op_product_face_new (OpProduct *product, OpGate *gate)
{
  OpProductFace *self = g_object_new (OP_TYPE_PRODUCT_FACE, NULL);

  self->product = g_object_ref (product);
  self->gate = g_object_ref (gate);
  g_signal_connect_object (
      product, "changed", G_CALLBACK (update_properties), self, G_CONNECT_SWAPPED);
  update_properties (self);

  return self;
}
