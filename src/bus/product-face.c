/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/product-face.h"

#include "bus/reply.h"
#include "update/settings.h"

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

/* A request, parsed once: nothing changes it after it was authorised. */
typedef struct
{
  OpProduct *product; /* (owned) */
  GVariant *options;  /* (owned) (nullable): of SetOptions */
  gboolean purge;
  GDBusMethodInvocation *invocation; /* (owned) (nullable): once it runs */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_object (&request->invocation);
  g_clear_pointer (&request->options, g_variant_unref);
  g_object_unref (request->product);
  g_free (request);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr(GError) error = NULL;

  if (op_product_settings_finish (OP_PRODUCT (source), result, &error))
    g_dbus_method_invocation_return_value (g_steal_pointer (&request->invocation), NULL);
  else
    op_reply_error (g_steal_pointer (&request->invocation), error);
  request_free (request);
}

/* Takes @data. */
static void
run (GDBusMethodInvocation *invocation, guint32 uid, gpointer data)
{
  Request *request = data;

  request->invocation = invocation;
  if (request->options != NULL)
    op_product_set_options_async (request->product, request->options, uid, done_cb, request);
  else
    op_product_remove_async (request->product, request->purge, uid, done_cb, request);
}

/* What a rule may look at: the product, and the options as they would be. */
static GStrv
make_details (OpProductFace *self, GVariant *options, gboolean purge)
{
  const OpProductConfig *config = op_product_get_config (self->product);
  g_autoptr(GStrvBuilder) details = g_strv_builder_new ();
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_strv_builder_add_many (details, "product", config->id, "title", config->title, NULL);
  if (purge)
    g_strv_builder_add_many (details, "purge", "true", NULL);
  if (options == NULL)
    return g_strv_builder_end (details);

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                                  ? g_variant_dup_string (value, NULL)
                                  : g_variant_print (value, FALSE);

      g_strv_builder_add_many (details, key, text, NULL);
    }

  return g_strv_builder_end (details);
}

static void
ask (OpProductFace *self, GDBusMethodInvocation *invocation, GVariant *options, gboolean purge)
{
  g_auto(GStrv) details = make_details (self, options, purge);
  Request *request = g_new0 (Request, 1);
  OpGateRequest question = {
    .details = (const char *const *) details, .run = run, .data = request, .free = request_free
  };

  request->product = g_object_ref (self->product);
  request->options = options != NULL ? g_variant_ref (options) : NULL;
  request->purge = purge;
  op_gate_ask (self->gate, invocation, &question);
}

static gboolean
handle_set_options (OpDBusProduct1 *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  g_autoptr(GError) error = NULL;

  if (!op_product_check_options (options, &error))
    op_reply_error (invocation, error);
  else
    ask (OP_PRODUCT_FACE (object), invocation, options, FALSE);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_remove (OpDBusProduct1 *object, GDBusMethodInvocation *invocation, gboolean purge)
{
  ask (OP_PRODUCT_FACE (object), invocation, NULL, purge);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
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
