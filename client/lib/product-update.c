/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <offpeak/product-calls.h>

#include "client/lib/product-private.h"

/* Takes @owned_reply. */
static gboolean
take_nothing (GVariant *owned_reply)
{
  g_autoptr(GVariant) reply = owned_reply;

  return reply != NULL;
}

static OpCall
download_call (OffpeakProduct *self, const char *parameters)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Download",
    .arguments = g_variant_new ("(s)", parameters),
  };
}

/**
 * offpeak_product_download_async:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Bring the new version to the disk, beside the installed one. Returns once the request is
 * accepted; its end is a change of #OffpeakProduct:status.
 */
void
offpeak_product_download_async (OffpeakProduct *self,
                                const char *parameters,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));
  g_return_if_fail (parameters != NULL);

  call = download_call (self, parameters);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_download_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_download_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_download:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_download_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_download (OffpeakProduct *self,
                          const char *parameters,
                          GCancellable *cancellable,
                          GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);
  g_return_val_if_fail (parameters != NULL, FALSE);

  call = download_call (self, parameters);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
apply_call (OffpeakProduct *self, const char *parameters)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Apply",
    .arguments = g_variant_new ("(s)", parameters),
  };
}

/**
 * offpeak_product_apply_async:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Switch to the staged version. Returns once the request is accepted; its end is a change of
 * #OffpeakProduct:status.
 */
void
offpeak_product_apply_async (OffpeakProduct *self,
                             const char *parameters,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));
  g_return_if_fail (parameters != NULL);

  call = apply_call (self, parameters);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_apply_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_apply_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_apply:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_apply_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_apply (OffpeakProduct *self,
                       const char *parameters,
                       GCancellable *cancellable,
                       GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);
  g_return_val_if_fail (parameters != NULL, FALSE);

  call = apply_call (self, parameters);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
rollback_call (OffpeakProduct *self, const char *parameters)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Rollback",
    .arguments = g_variant_new ("(s)", parameters),
  };
}

/**
 * offpeak_product_rollback_async:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Switch back to the version before, or to the one that `updatetoversion` names. Returns as
 * offpeak_product_apply() does.
 */
void
offpeak_product_rollback_async (OffpeakProduct *self,
                                const char *parameters,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));
  g_return_if_fail (parameters != NULL);

  call = rollback_call (self, parameters);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_rollback_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_rollback_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_rollback:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_rollback_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_rollback (OffpeakProduct *self,
                          const char *parameters,
                          GCancellable *cancellable,
                          GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);
  g_return_val_if_fail (parameters != NULL, FALSE);

  call = rollback_call (self, parameters);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}
