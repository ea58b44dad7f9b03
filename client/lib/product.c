/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/product-private.h"

/**
 * OffpeakProduct:
 *
 * One product: what is known of it, kept up to date, and what can be done with it.
 *
 * Everything that is known is a property that notifies, in the main context in which the
 * client was made. The values stay as they were last seen while the service is not running.
 * Each call is there twice: one that blocks, and one that ends in `_async`.
 */
struct _OffpeakProduct
{
  GObject parent_instance;

  OpService *service;            /* (owned) */
  char *path;                    /* (owned) */
  GVariant *values[OP_N_VALUES]; /* (owned) */
};

enum
{
  STATUS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];
/* GObject counts properties from 1, values count from 0. */
static GParamSpec *properties[OP_N_VALUES + 1];

G_DEFINE_FINAL_TYPE (OffpeakProduct, offpeak_product, G_TYPE_OBJECT)

static void
offpeak_product_get_property (GObject *object, guint id, GValue *gvalue, GParamSpec *spec)
{
  OffpeakProduct *self = OFFPEAK_PRODUCT (object);

  op_value_to_gvalue (id - 1, self->values[id - 1], gvalue);
}

static void
offpeak_product_finalize (GObject *object)
{
  OffpeakProduct *self = OFFPEAK_PRODUCT (object);

  for (OpValue value = 0; value < OP_N_VALUES; value++)
    g_variant_unref (self->values[value]);
  g_free (self->path);
  op_service_unref (self->service);

  G_OBJECT_CLASS (offpeak_product_parent_class)->finalize (object);
}

static void
offpeak_product_class_init (OffpeakProductClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = offpeak_product_get_property;
  object_class->finalize = offpeak_product_finalize;

  /**
   * OffpeakProduct:wait-reasons: (type GLib.PtrArray(OffpeakWaitReason))
   *
   * Why nothing moves: nothing when something does.
   */
  for (OpValue value = 0; value < OP_N_VALUES; value++)
    properties[value + 1] = op_value_param_spec (value);
  g_object_class_install_properties (object_class, OP_N_VALUES + 1, properties);

  /**
   * OffpeakProduct::status-changed:
   * @self: the product
   * @old_status: what it was
   * @new_status: what it is
   * @error: the new error number
   *
   * Emitted for every transition that the service announces, in order, none lost while it
   * runs; the properties were set before. What changed while the service was away is seen
   * in #OffpeakProduct:status alone.
   */
  signals[STATUS_CHANGED] = g_signal_new ("status-changed",
                                          OFFPEAK_TYPE_PRODUCT,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          3,
                                          OFFPEAK_TYPE_STATUS,
                                          OFFPEAK_TYPE_STATUS,
                                          G_TYPE_UINT);
}

static void
offpeak_product_init (OffpeakProduct *self)
{
  for (OpValue value = 0; value < OP_N_VALUES; value++)
    {
      const OpValueRow *row = op_value_row (value);

      self->values[value] =
          g_variant_parse (G_VARIANT_TYPE (row->signature), row->fallback, NULL, NULL, NULL);
    }
}

OffpeakProduct *
op_product_new (OpService *service, const char *path)
{
  OffpeakProduct *self = g_object_new (OFFPEAK_TYPE_PRODUCT, NULL);

  self->service = g_atomic_rc_box_acquire (service);
  self->path = g_strdup (path);

  return self;
}

static void
set_value (OffpeakProduct *self, OpValue value, GVariant *variant)
{
  if (g_variant_equal (self->values[value], variant))
    return;

  g_variant_unref (self->values[value]);
  self->values[value] = g_variant_ref (variant);
  g_object_notify_by_pspec (G_OBJECT (self), properties[value + 1]);
}

/**
 * op_product_update:
 * @self: a product
 * @interface: whose properties
 * @changed: of type a{sv}
 *
 * Take over what came over the bus. What this library does not know, or what has another
 * type than it expects, is not for it.
 */
void
op_product_update (OffpeakProduct *self, const char *interface, GVariant *changed)
{
  GVariantIter iter;
  const char *name;
  GVariant *variant;

  /* All values first, then the notices: who looks at two of them sees both or none. */
  g_object_freeze_notify (G_OBJECT (self));
  g_variant_iter_init (&iter, changed);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &variant))
    {
      OpValue value;

      if (op_value_find (interface, name, &value) &&
          g_variant_is_of_type (variant, G_VARIANT_TYPE (op_value_row (value)->signature)))
        set_value (self, value, variant);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
op_product_status_changed (OffpeakProduct *self, guint old_status, guint new_status, guint error)
{
  g_signal_emit (self, signals[STATUS_CHANGED], 0, old_status, new_status, error);
}

GVariant *
op_product_peek (OffpeakProduct *self, OpValue value)
{
  return self->values[value];
}

const char *
op_product_get_string (OffpeakProduct *self, OpValue value)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  return g_variant_get_string (op_product_peek (self, value), NULL);
}

gboolean
op_product_get_boolean (OffpeakProduct *self, OpValue value)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);

  return g_variant_get_boolean (op_product_peek (self, value));
}

guint
op_product_get_uint (OffpeakProduct *self, OpValue value)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), 0);

  return g_variant_get_uint32 (op_product_peek (self, value));
}

guint64
op_product_get_uint64 (OffpeakProduct *self, OpValue value)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), 0);

  return g_variant_get_uint64 (op_product_peek (self, value));
}

GStrv
op_product_dup_strv (OffpeakProduct *self, OpValue value)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  return g_variant_dup_strv (op_product_peek (self, value), NULL);
}

OpService *
op_product_get_service (OffpeakProduct *self)
{
  return self->service;
}

/**
 * offpeak_product_get_object_path:
 * @self: a product
 *
 * Returns: (transfer none): where it is on the bus
 */
const char *
offpeak_product_get_object_path (OffpeakProduct *self)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  return self->path;
}
