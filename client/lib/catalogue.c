/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/catalogue.h"

#include "client/lib/product-private.h"

struct _OpCatalogue
{
  OpService *service; /* (unowned): of the client that owns this */
  OpCatalogueFunc func;
  gpointer user_data;
  GHashTable *products; /* (owned): char * path → OffpeakProduct */
};

OpCatalogue *
op_catalogue_new (OpService *service, OpCatalogueFunc func, gpointer user_data)
{
  OpCatalogue *self = g_new0 (OpCatalogue, 1);

  self->service = service;
  self->func = func;
  self->user_data = user_data;
  self->products = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  return self;
}

void
op_catalogue_free (OpCatalogue *self)
{
  g_hash_table_unref (self->products);
  g_free (self);
}

/* @interfaces is of type a{sa{sv}}. What is no product is not for us. */
static void
add_or_update (OpCatalogue *self, const char *path, GVariant *interfaces)
{
  g_autoptr(GVariant) product_values = NULL;
  g_autoptr(GVariant) update_values = NULL;
  g_autoptr(OffpeakProduct) product = NULL;
  gboolean added = FALSE;

  product_values =
      g_variant_lookup_value (interfaces, OP_PRODUCT_INTERFACE, G_VARIANT_TYPE_VARDICT);
  update_values = g_variant_lookup_value (interfaces, OP_UPDATE_INTERFACE, G_VARIANT_TYPE_VARDICT);

  product = g_hash_table_lookup (self->products, path);
  if (product != NULL)
    g_object_ref (product);
  else if (product_values == NULL)
    return;
  else
    {
      product = op_product_new (self->service, path);
      g_hash_table_insert (self->products, g_strdup (path), g_object_ref (product));
      added = TRUE;
    }

  if (product_values != NULL)
    op_product_update (product, OP_PRODUCT_INTERFACE, product_values);
  if (update_values != NULL)
    op_product_update (product, OP_UPDATE_INTERFACE, update_values);
  if (added)
    self->func (product, TRUE, self->user_data);
}

static void
remove_product (OpCatalogue *self, const char *path)
{
  g_autofree char *key = NULL;
  g_autoptr(OffpeakProduct) product = NULL;

  if (g_hash_table_steal_extended (self->products, path, (gpointer *) &key, (gpointer *) &product))
    self->func (product, FALSE, self->user_data);
}

/**
 * op_catalogue_replace:
 * @self: the catalogue
 * @managed_objects: of type (a{oa{sa{sv}}}), all that there is
 */
void
op_catalogue_replace (OpCatalogue *self, GVariant *managed_objects)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GVariant) objects = g_variant_get_child_value (managed_objects, 0);
  g_autofree gpointer *known = NULL;
  GVariantIter iter;
  const char *path;
  GVariant *interfaces;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &path, &interfaces))
    {
      g_hash_table_add (seen, (gpointer) path);
      add_or_update (self, path, interfaces);
    }

  known = g_hash_table_get_keys_as_array (self->products, NULL);
  for (size_t i = 0; known[i] != NULL; i++)
    {
      if (!g_hash_table_contains (seen, known[i]))
        remove_product (self, known[i]);
    }
}

/**
 * op_catalogue_added:
 * @self: the catalogue
 * @interfaces_added: of type (oa{sa{sv}})
 */
void
op_catalogue_added (OpCatalogue *self, GVariant *interfaces_added)
{
  g_autoptr(GVariant) interfaces = NULL;
  const char *path;

  g_variant_get (interfaces_added, "(&o@a{sa{sv}})", &path, &interfaces);
  add_or_update (self, path, interfaces);
}

/**
 * op_catalogue_removed:
 * @self: the catalogue
 * @interfaces_removed: of type (oas)
 */
void
op_catalogue_removed (OpCatalogue *self, GVariant *interfaces_removed)
{
  g_autofree const char **interfaces = NULL;
  const char *path;

  g_variant_get (interfaces_removed, "(&o^a&s)", &path, &interfaces);
  if (g_strv_contains (interfaces, OP_PRODUCT_INTERFACE))
    remove_product (self, path);
}

/**
 * op_catalogue_lookup:
 * @self: the catalogue
 * @path: an object path
 *
 * Returns: (transfer none) (nullable): the product there
 */
OffpeakProduct *
op_catalogue_lookup (OpCatalogue *self, const char *path)
{
  return g_hash_table_lookup (self->products, path);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  OffpeakProduct *const *one = a;
  OffpeakProduct *const *other = b;

  return strcmp (offpeak_product_get_id (*one), offpeak_product_get_id (*other));
}

/**
 * op_catalogue_list:
 * @self: the catalogue
 *
 * Returns: (transfer full) (element-type OffpeakProduct): all, sorted by id
 */
GPtrArray *
op_catalogue_list (OpCatalogue *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer product;

  g_hash_table_iter_init (&iter, self->products);
  while (g_hash_table_iter_next (&iter, NULL, &product))
    g_ptr_array_add (list, g_object_ref (product));
  g_ptr_array_sort (list, compare_ids);

  return list;
}
