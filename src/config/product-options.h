/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What SetOptions has changed of a product: kept in the service's own state and read after the
 * product file, which belongs to the administrator and is never written.
 */

#pragma once

#include "config/product-config.h"

G_BEGIN_DECLS

typedef enum
{
  OP_OPTION_NOT_SET,
  OP_OPTION_NO,
  OP_OPTION_YES,
} OpOption;

/**
 * OpProductOptions:
 * @channel, @pinned_version: (owned) (nullable): NULL when not set
 */
typedef struct
{
  OpOption enabled;
  OpOption auto_download;
  OpOption auto_apply;
  char *channel;
  char *pinned_version;
} OpProductOptions;

/* @state_path: of the product. None, or one that cannot be read, is one where nothing is set. */
OpProductOptions *op_product_options_load (const char *state_path) G_GNUC_WARN_UNUSED_RESULT;
void op_product_options_free (OpProductOptions *self);

/* Durable when it returns: for a thread. */
gboolean op_product_options_save (const char *state_path,
                                  const OpProductOptions *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Set the option @name, as SetOptions calls it, from @value. An unknown name, another type or a bad
 * value is %OP_ERROR_INVALID_ARGS, naming it. */
gboolean op_product_options_set (OpProductOptions *self,
                                 const char *name,
                                 GVariant *value,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* While @config is being made. */
void op_product_options_apply (const OpProductOptions *self, OpProductConfig *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpProductOptions, op_product_options_free)

G_END_DECLS
