/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * GetDeploymentData, GetBlockingApps and GetOldUsers: what can be known of a product without
 * touching it. All read the disk or /proc, in a thread.
 */

#pragma once

#include "update/product.h"

G_BEGIN_DECLS

/* The numbers are part of the D-Bus contract. */
typedef enum
{
  OP_DATA_ALL,
  OP_DATA_INSTALLED,
  OP_DATA_STAGED,
  OP_DATA_PREVIOUS,
  OP_DATA_CHANNEL,
  OP_DATA_BASE_URL,
  OP_DATA_ARCHITECTURE,
  OP_DATA_LANGUAGES,
  OP_DATA_INSTALL_ROOT,
  OP_DATA_TRUST,
  OP_DATA_HISTORY,
  OP_DATA_FILE,
} OpDataType;
#define OP_N_DATA_TYPES (OP_DATA_FILE + 1)

/* @error_name: how an #OpError is called on the bus. */
void op_product_get_data_async (OpProduct *product,
                                int type,
                                const char *name,
                                const char *(*error_name) (int code),
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *op_product_get_data_finish (OpProduct *product,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (element-type OpProcess): who blocks an Apply; who still runs an old tree. */
void op_product_find_blocking_async (OpProduct *product,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void op_product_find_old_users_async (OpProduct *product,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
GPtrArray *op_product_find_finish (OpProduct *product,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
