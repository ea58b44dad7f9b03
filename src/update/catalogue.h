/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The products: one for each product file, as long as there is one.
 */

#pragma once

#include "config/places.h"
#include "update/product.h"

G_BEGIN_DECLS

#define OP_TYPE_CATALOGUE (op_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (OpCatalogue, op_catalogue, OP, CATALOGUE, GObject)

/* Signals: "added" (OpProduct), "removed" (OpProduct), "reloaded". Empty until the first
 * op_catalogue_reload(). */
OpCatalogue *op_catalogue_new (const OpPlaces *places,
                               OpSource *source,
                               OpClock *clock,
                               OpAuditLog *audit,
                               OpConfinement *confinement) G_GNUC_WARN_UNUSED_RESULT;

/* Read the product files again. A product whose file is gone stays until nothing runs.
 * @problems: (element-type utf8): what is wrong with them is appended. */
void op_catalogue_reload (OpCatalogue *self, GPtrArray *problems);

/* (element-type OpProduct) (transfer container) */
GPtrArray *op_catalogue_list (OpCatalogue *self) G_GNUC_WARN_UNUSED_RESULT;
OpProduct *op_catalogue_find (OpCatalogue *self, const char *id); /* (nullable) */

/* The one that is meant when none is named: @wanted, or the only one; (nullable). */
OpProduct *op_catalogue_get_default (OpCatalogue *self, const char *wanted);

gboolean op_catalogue_is_busy (OpCatalogue *self);

G_END_DECLS
