/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <offpeak/product-calls.h>

#include "client/lib/product-private.h"
#include "client/lib/values-private.h"

/* Takes @owned_reply. */
static GStrv
take_strv (GVariant *owned_reply)
{
  g_autoptr(GVariant) reply = owned_reply;
  GStrv strv;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(^as)", &strv);

  return strv;
}

/* Takes @owned_reply. */
static GPtrArray *
take_applications (GVariant *owned_reply)
{
  g_autoptr(GVariant) reply = owned_reply;
  g_autoptr(GVariant) rows = NULL;

  if (reply == NULL)
    return NULL;

  rows = g_variant_get_child_value (reply, 0);

  return op_applications_from_variant (rows);
}

static OpCall
verify_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Verify",
    .arguments = NULL,
    .reply = "(as)",
    .endless = TRUE,
  };
}

/**
 * offpeak_product_verify_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Hash every installed file. Returns when all are.
 */
void
offpeak_product_verify_async (OffpeakProduct *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = verify_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_verify_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): path of each file that is damaged; empty when all are sound
 */
GStrv
offpeak_product_verify_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_strv (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_verify:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_verify_async(), blocking.
 *
 * Returns: (transfer full): path of each file that is damaged; empty when all are sound
 */
GStrv
offpeak_product_verify (OffpeakProduct *self, GCancellable *cancellable, GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  call = verify_call (self);
  return take_strv (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
get_blocking_apps_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "GetBlockingApps",
    .arguments = NULL,
    .reply = "(a(us))",
  };
}

/**
 * offpeak_product_get_blocking_apps_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Find the programs that an Apply would fail on.
 */
void
offpeak_product_get_blocking_apps_async (OffpeakProduct *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = get_blocking_apps_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_get_blocking_apps_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type OffpeakApplication): the programs
 */
GPtrArray *
offpeak_product_get_blocking_apps_finish (OffpeakProduct *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  return take_applications (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_get_blocking_apps:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_get_blocking_apps_async(), blocking.
 *
 * Returns: (transfer full) (element-type OffpeakApplication): the programs
 */
GPtrArray *
offpeak_product_get_blocking_apps (OffpeakProduct *self, GCancellable *cancellable, GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  call = get_blocking_apps_call (self);
  return take_applications (
      op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
get_old_users_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "GetOldUsers",
    .arguments = NULL,
    .reply = "(a(us))",
  };
}

/**
 * offpeak_product_get_old_users_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Find the programs that still run from an older version.
 */
void
offpeak_product_get_old_users_async (OffpeakProduct *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = get_old_users_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_get_old_users_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type OffpeakApplication): the programs
 */
GPtrArray *
offpeak_product_get_old_users_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_applications (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_get_old_users:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_get_old_users_async(), blocking.
 *
 * Returns: (transfer full) (element-type OffpeakApplication): the programs
 */
GPtrArray *
offpeak_product_get_old_users (OffpeakProduct *self, GCancellable *cancellable, GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  call = get_old_users_call (self);
  return take_applications (
      op_service_call (op_product_get_service (self), &call, cancellable, error));
}
