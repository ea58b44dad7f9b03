/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What Product1 changes: options, and whether the product is there at all.
 */

#pragma once

#include "update/product.h"

G_BEGIN_DECLS

/* Are these options at all? Checked before anybody is asked; @options: a{sv}. */
gboolean op_product_check_options (GVariant *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* They are durable, and in force unless something runs, when it is finished. */
void op_product_set_options_async (OpProduct *product,
                                   GVariant *options,
                                   guint32 uid,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);

/* Remove the trees and what is remembered of them, and disable the product; @purge: history and
 * options too. Refused while something runs. */
void op_product_remove_async (OpProduct *product,
                              gboolean purge,
                              guint32 uid,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

gboolean op_product_settings_finish (OpProduct *product,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
