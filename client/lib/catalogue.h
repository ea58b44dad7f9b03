/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The products that a client knows, by object path, kept equal to what the service says. It
 * tells its owner what came and what went; it calls nobody.
 */

#pragma once

#include "client/lib/service.h"

#include <offpeak/product.h>

G_BEGIN_DECLS

typedef struct _OpCatalogue OpCatalogue;

typedef void (*OpCatalogueFunc) (OffpeakProduct *product, gboolean added, gpointer user_data);

OpCatalogue *op_catalogue_new (OpService *service,
                               OpCatalogueFunc func,
                               gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void op_catalogue_free (OpCatalogue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpCatalogue, op_catalogue_free)

/* Answers and signals of org.freedesktop.DBus.ObjectManager, as they come. */
void op_catalogue_replace (OpCatalogue *self, GVariant *managed_objects);
void op_catalogue_added (OpCatalogue *self, GVariant *interfaces_added);
void op_catalogue_removed (OpCatalogue *self, GVariant *interfaces_removed);

OffpeakProduct *op_catalogue_lookup (OpCatalogue *self, const char *path);
GPtrArray *op_catalogue_list (OpCatalogue *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
