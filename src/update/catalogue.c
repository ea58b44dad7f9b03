/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/catalogue.h"

#include "config/product-options.h"
#include "update/config-audit.h"
#include "update/mark.h"

struct _OpCatalogue
{
  GObject parent_instance;

  const OpPlaces *places;
  OpSource *source;           /* (owned) */
  OpClock *clock;             /* (owned) */
  OpAuditLog *audit;          /* (owned) */
  OpConfinement *confinement; /* (owned) */
  GHashTable *products;       /* (owned) (element-type utf8 OpProduct): by id */
  GHashTable *gone;           /* (owned) (element-type utf8): ids whose file is gone */
};

enum
{
  ADDED,
  REMOVED,
  RELOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OpCatalogue, op_catalogue, G_TYPE_OBJECT)

static void
remove_if_gone (OpCatalogue *self, OpProduct *product)
{
  g_autofree char *id = g_strdup (op_product_get_config (product)->id);
  g_autoptr(OpProduct) guard = g_object_ref (product);

  if (!g_hash_table_contains (self->gone, id) || op_product_is_busy (product))
    return;

  g_signal_handlers_disconnect_by_data (guard, self);
  g_hash_table_remove (self->gone, id);
  g_hash_table_remove (self->products, id);
  g_signal_emit (self, signals[REMOVED], 0, product);
  g_signal_emit (self, signals[RELOADED], 0);
}

static void
on_product_changed (OpProduct *product, gpointer user_data)
{
  remove_if_gone (user_data, product);
}

static void
on_options_changed (OpProduct *product, gpointer user_data)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  op_catalogue_reload (user_data, problems);
}

static void
add (OpCatalogue *self, OpProductConfig *config)
{
  OpProduct *product = op_product_new (
      config, self->places, self->source, self->clock, self->audit, self->confinement);

  g_hash_table_insert (self->products, g_strdup (config->id), product);
  g_signal_connect (product, "changed", G_CALLBACK (on_product_changed), self);
  g_signal_connect (product, "options-changed", G_CALLBACK (on_options_changed), self);
  g_signal_emit (self, signals[ADDED], 0, product);
  op_product_start (product);
}

static void
drop_missing (OpCatalogue *self, GHashTable *configs)
{
  g_autoptr(GPtrArray) products = op_catalogue_list (self);

  for (unsigned i = 0; i < products->len; i++)
    {
      OpProduct *product = g_ptr_array_index (products, i);
      const char *id = op_product_get_config (product)->id;

      if (g_hash_table_contains (configs, id))
        continue;
      g_hash_table_add (self->gone, g_strdup (id));
      remove_if_gone (self, product);
    }
}

/* Whoever starts the service because of a mark would start it again and again. */
static void
clear_old_marks (OpCatalogue *self)
{
  g_auto(GStrv) ids = op_marks_list (self->places->state);

  for (size_t i = 0; ids[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (self->places->state, "products", ids[i], NULL);
      OpProduct *product = op_catalogue_find (self, ids[i]);

      if (product == NULL || !op_product_is_busy (product))
        op_mark_clear (path);
    }
}

void
op_catalogue_reload (OpCatalogue *self, GPtrArray *problems)
{
  g_autoptr(GHashTable) configs = op_product_configs_load (self->places, problems);
  GHashTableIter iter;
  gpointer config;

  op_config_audit_compare (self->audit, self->places, configs);
  drop_missing (self, configs);

  g_hash_table_iter_init (&iter, configs);
  while (g_hash_table_iter_next (&iter, NULL, &config))
    {
      const char *id = ((OpProductConfig *) config)->id;
      OpProduct *product = op_catalogue_find (self, id);
      g_autofree char *state_path = g_build_filename (self->places->state, "products", id, NULL);
      g_autoptr(OpProductOptions) options = op_product_options_load (state_path);

      op_product_options_apply (options, config);

      g_hash_table_remove (self->gone, id);
      if (product == NULL)
        add (self, config);
      else
        op_product_set_config (product, config);
    }

  clear_old_marks (self);
  g_signal_emit (self, signals[RELOADED], 0);
}

GPtrArray *
op_catalogue_list (OpCatalogue *self)
{
  GPtrArray *products = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer product;

  g_hash_table_iter_init (&iter, self->products);
  while (g_hash_table_iter_next (&iter, NULL, &product))
    g_ptr_array_add (products, g_object_ref (product));

  return products;
}

OpProduct *
op_catalogue_find (OpCatalogue *self, const char *id)
{
  return g_hash_table_lookup (self->products, id);
}

OpProduct *
op_catalogue_get_default (OpCatalogue *self, const char *wanted)
{
  GHashTableIter iter;
  gpointer product;

  if (wanted != NULL && *wanted != '\0')
    return op_catalogue_find (self, wanted);
  if (g_hash_table_size (self->products) != 1)
    return NULL;

  g_hash_table_iter_init (&iter, self->products);

  return g_hash_table_iter_next (&iter, NULL, &product) ? product : NULL;
}

gboolean
op_catalogue_is_busy (OpCatalogue *self)
{
  GHashTableIter iter;
  gpointer product;

  g_hash_table_iter_init (&iter, self->products);
  while (g_hash_table_iter_next (&iter, NULL, &product))
    {
      if (op_product_is_busy (product))
        return TRUE;
    }

  return FALSE;
}

static void
op_catalogue_dispose (GObject *object)
{
  OpCatalogue *self = OP_CATALOGUE (object);
  g_autoptr(GPtrArray) products = op_catalogue_list (self);

  for (unsigned i = 0; i < products->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (products, i), self);
  g_hash_table_remove_all (self->products);

  G_OBJECT_CLASS (op_catalogue_parent_class)->dispose (object);
}

static void
op_catalogue_finalize (GObject *object)
{
  OpCatalogue *self = OP_CATALOGUE (object);

  g_hash_table_unref (self->products);
  g_hash_table_unref (self->gone);
  g_clear_object (&self->source);
  g_clear_object (&self->clock);
  g_clear_object (&self->audit);
  g_clear_object (&self->confinement);

  G_OBJECT_CLASS (op_catalogue_parent_class)->finalize (object);
}

static void
op_catalogue_class_init (OpCatalogueClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = op_catalogue_dispose;
  G_OBJECT_CLASS (klass)->finalize = op_catalogue_finalize;

  signals[ADDED] = g_signal_new (
      "added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, OP_TYPE_PRODUCT);
  signals[REMOVED] = g_signal_new (
      "removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, OP_TYPE_PRODUCT);
  signals[RELOADED] =
      g_signal_new ("reloaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
op_catalogue_init (OpCatalogue *self)
{
  self->products = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

OpCatalogue *
op_catalogue_new (const OpPlaces *places,
                  OpSource *source,
                  OpClock *clock,
                  OpAuditLog *audit,
                  OpConfinement *confinement)
{
  OpCatalogue *self = g_object_new (OP_TYPE_CATALOGUE, NULL);

  self->places = places;
  self->source = g_object_ref (source);
  self->clock = g_object_ref (clock);
  self->audit = g_object_ref (audit);
  self->confinement = g_object_ref (confinement);

  return self;
}
