/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <offpeak/client.h>

#include "client/lib/client-private.h"
#include "client/lib/product-private.h"
#include "introspection/names.h"

/**
 * OffpeakClient:
 *
 * The service as a program sees it: which products there are, and whether it runs.
 *
 * The service leaves the bus when it has nothing to do and is started by the next call. That it
 * is not there is therefore a state, not an error: the products stay, with the values that were
 * last seen. A client belongs to the main context in which it was made.
 */
struct _OffpeakClient
{
  GObject parent_instance;

  char *bus;              /* (owned) */
  OpService *service;     /* (owned) */
  OpWatch *watch;         /* (owned) */
  OpCatalogue *catalogue; /* (owned) */
  GHashTable *manager;    /* (owned): char * property of Manager1 → GVariant */
  gboolean running;
};

enum
{
  PROP_BUS = 1,
  PROP_SERVICE_RUNNING,
  PROP_SERVICE_VERSION,
  PROP_INTERACTIVE,
  PROP_DEFAULT_PRODUCT,
  N_PROPERTIES,
};

enum
{
  PRODUCT_ADDED,
  PRODUCT_REMOVED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OffpeakClient, offpeak_client, G_TYPE_OBJECT)

static void
offpeak_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  OffpeakClient *self = OFFPEAK_CLIENT (object);

  switch (id)
    {
    case PROP_BUS:
      g_value_set_string (value, self->bus);
      break;
    case PROP_SERVICE_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_SERVICE_VERSION:
      g_value_set_string (value, offpeak_client_get_service_version (self));
      break;
    case PROP_INTERACTIVE:
      g_value_set_boolean (value, self->service->interactive);
      break;
    case PROP_DEFAULT_PRODUCT:
      g_value_set_object (value, offpeak_client_get_default_product (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
offpeak_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_INTERACTIVE)
    offpeak_client_set_interactive (OFFPEAK_CLIENT (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
offpeak_client_dispose (GObject *object)
{
  OffpeakClient *self = OFFPEAK_CLIENT (object);

  g_clear_pointer (&self->watch, op_watch_free);

  G_OBJECT_CLASS (offpeak_client_parent_class)->dispose (object);
}

static void
offpeak_client_finalize (GObject *object)
{
  OffpeakClient *self = OFFPEAK_CLIENT (object);

  g_clear_pointer (&self->catalogue, op_catalogue_free);
  g_clear_pointer (&self->service, op_service_unref);
  g_hash_table_unref (self->manager);
  g_free (self->bus);

  G_OBJECT_CLASS (offpeak_client_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_BUS] = g_param_spec_string ("bus", "bus", "Which bus", "system", flags);
  properties[PROP_SERVICE_RUNNING] = g_param_spec_boolean (
      "service-running", "service-running", "Whether the service is on the bus", FALSE, flags);
  properties[PROP_SERVICE_VERSION] = g_param_spec_string (
      "service-version", "service-version", "Version of the service", "", flags);
  properties[PROP_INTERACTIVE] =
      g_param_spec_boolean ("interactive",
                            "interactive",
                            "Whether a password may be asked for",
                            FALSE,
                            flags | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_DEFAULT_PRODUCT] = g_param_spec_object ("default-product",
                                                          "default-product",
                                                          "The product meant when none is named",
                                                          OFFPEAK_TYPE_PRODUCT,
                                                          flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static guint
install_signal (const char *name)
{
  return g_signal_new (name,
                       OFFPEAK_TYPE_CLIENT,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       OFFPEAK_TYPE_PRODUCT);
}

static void
offpeak_client_class_init (OffpeakClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = offpeak_client_get_property;
  object_class->set_property = offpeak_client_set_property;
  object_class->dispose = offpeak_client_dispose;
  object_class->finalize = offpeak_client_finalize;
  install_properties (object_class);

  /**
   * OffpeakClient::product-added:
   * @self: the client
   * @product: a product that was not there before
   */
  signals[PRODUCT_ADDED] = install_signal ("product-added");

  /**
   * OffpeakClient::product-removed:
   * @self: the client
   * @product: a product that is no longer there; not emitted because the service leaves
   */
  signals[PRODUCT_REMOVED] = install_signal ("product-removed");
}

static void
offpeak_client_init (OffpeakClient *self)
{
  self->manager =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
}

static void
on_catalogue (OffpeakProduct *product, gboolean added, gpointer user_data)
{
  OffpeakClient *self = user_data;

  g_signal_emit (self, signals[added ? PRODUCT_ADDED : PRODUCT_REMOVED], 0, product);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT_PRODUCT]);
}

/**
 * op_client_attach:
 * @self: a new client
 * @bus: which bus it is
 * @connection: that bus
 */
void
op_client_attach (OffpeakClient *self, const char *bus, GDBusConnection *connection)
{
  self->bus = g_strdup (bus);
  self->service = op_service_new (connection);
  self->catalogue = op_catalogue_new (self->service, on_catalogue, self);
  self->watch = op_watch_new (connection, op_client_watch_funcs (), G_OBJECT (self));
}

OpService *
op_client_get_service (OffpeakClient *self)
{
  return self->service;
}

OpCatalogue *
op_client_get_catalogue (OffpeakClient *self)
{
  return self->catalogue;
}

void
op_client_set_running (OffpeakClient *self, gboolean running)
{
  if (self->running == running)
    return;

  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVICE_RUNNING]);
}

/**
 * op_client_update_manager:
 * @self: a client
 * @changed: of type a{sv}, properties of Manager1
 */
void
op_client_update_manager (OffpeakClient *self, GVariant *changed)
{
  GVariantIter iter;
  char *name;
  GVariant *value;

  g_variant_iter_init (&iter, changed);
  while (g_variant_iter_next (&iter, "{sv}", &name, &value))
    g_hash_table_replace (self->manager, name, value);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVICE_VERSION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT_PRODUCT]);
}

static const char *
manager_string (OffpeakClient *self, const char *name)
{
  GVariant *value = g_hash_table_lookup (self->manager, name);

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return "";

  return g_variant_get_string (value, NULL);
}

/**
 * offpeak_client_get_bus:
 * @self: a client
 *
 * Returns: (transfer none): "system", "session" or an address
 */
const char *
offpeak_client_get_bus (OffpeakClient *self)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);

  return self->bus;
}

/**
 * offpeak_client_get_service_running:
 * @self: a client
 *
 * Returns: whether the service is on the bus and what is known is up to date
 */
gboolean
offpeak_client_get_service_running (OffpeakClient *self)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), FALSE);

  return self->running;
}

/**
 * offpeak_client_get_service_version:
 * @self: a client
 *
 * Returns: (transfer none): version of the service; "" if it was never seen
 */
const char *
offpeak_client_get_service_version (OffpeakClient *self)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);

  return manager_string (self, "Version");
}

/**
 * offpeak_client_get_interactive:
 * @self: a client
 *
 * Returns: whether a password may be asked for
 */
gboolean
offpeak_client_get_interactive (OffpeakClient *self)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), FALSE);

  return self->service->interactive;
}

/**
 * offpeak_client_set_interactive:
 * @self: a client
 * @interactive: whether the service may have a password asked for, for a call that needs
 *    one; %FALSE at first, which means that such a call fails
 */
void
offpeak_client_set_interactive (OffpeakClient *self, gboolean interactive)
{
  g_return_if_fail (OFFPEAK_IS_CLIENT (self));

  if (self->service->interactive == interactive)
    return;

  self->service->interactive = interactive;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INTERACTIVE]);
}

/**
 * offpeak_client_dup_products:
 * @self: a client
 *
 * Returns: (transfer full) (element-type OffpeakProduct): all products, sorted by id
 */
GPtrArray *
offpeak_client_dup_products (OffpeakClient *self)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);

  return op_catalogue_list (self->catalogue);
}

/**
 * offpeak_client_lookup_product:
 * @self: a client
 * @id: id of a product
 *
 * Returns: (transfer none) (nullable): the product
 */
OffpeakProduct *
offpeak_client_lookup_product (OffpeakClient *self, const char *id)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  path = op_product_path (id);

  return op_catalogue_lookup (self->catalogue, path);
}

/**
 * offpeak_client_get_default_product:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the only product, or the one that the administrator
 *    made the default
 */
OffpeakProduct *
offpeak_client_get_default_product (OffpeakClient *self)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);

  return offpeak_client_lookup_product (self, manager_string (self, "DefaultProduct"));
}
