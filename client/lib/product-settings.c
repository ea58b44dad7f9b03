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

/* Takes @owned_reply. */
static char *
take_string (GVariant *owned_reply)
{
  g_autoptr(GVariant) reply = owned_reply;
  char *string;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(s)", &string);

  return string;
}

static OpCall
get_deployment_data_call (OffpeakProduct *self, int data_type, const char *name)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "GetDeploymentData",
    .arguments = g_variant_new ("(is)", data_type, name),
    .reply = "(s)",
  };
}

/**
 * offpeak_product_get_deployment_data_async:
 * @self: a product
 * @data_type: what to ask for, a number of `GetDeploymentData` on the bus
 * @name: a version, a file, or ""
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Ask for one of the facts about what is installed.
 */
void
offpeak_product_get_deployment_data_async (OffpeakProduct *self,
                                           int data_type,
                                           const char *name,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));
  g_return_if_fail (name != NULL);

  call = get_deployment_data_call (self, data_type, name);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_get_deployment_data_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): the fact, as text or JSON
 */
char *
offpeak_product_get_deployment_data_finish (OffpeakProduct *self,
                                            GAsyncResult *result,
                                            GError **error)
{
  return take_string (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_get_deployment_data:
 * @self: a product
 * @data_type: what to ask for, a number of `GetDeploymentData` on the bus
 * @name: a version, a file, or ""
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_get_deployment_data_async(), blocking.
 *
 * Returns: (transfer full): the fact, as text or JSON
 */
char *
offpeak_product_get_deployment_data (OffpeakProduct *self,
                                     int data_type,
                                     const char *name,
                                     GCancellable *cancellable,
                                     GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  call = get_deployment_data_call (self, data_type, name);
  return take_string (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
set_options_call (OffpeakProduct *self, GVariant *options)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_PRODUCT_INTERFACE,
    .method = "SetOptions",
    .arguments = g_variant_new ("(@a{sv})", options),
  };
}

/**
 * offpeak_product_set_options_async:
 * @self: a product
 * @options: (transfer floating): of type `a{sv}`: Enabled, Channel, AutoDownload, AutoApply,
 * PinnedVersion
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Change options of the product.
 */
void
offpeak_product_set_options_async (OffpeakProduct *self,
                                   GVariant *options,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));
  g_return_if_fail (options != NULL);

  call = set_options_call (self, options);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_set_options_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_set_options_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_set_options:
 * @self: a product
 * @options: (transfer floating): of type `a{sv}`: Enabled, Channel, AutoDownload, AutoApply,
 * PinnedVersion
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_set_options_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_set_options (OffpeakProduct *self,
                             GVariant *options,
                             GCancellable *cancellable,
                             GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);
  g_return_val_if_fail (options != NULL, FALSE);

  call = set_options_call (self, options);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
remove_call (OffpeakProduct *self, gboolean purge)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_PRODUCT_INTERFACE,
    .method = "Remove",
    .arguments = g_variant_new ("(b)", purge),
  };
}

/**
 * offpeak_product_remove_async:
 * @self: a product
 * @purge: also forget history and settings
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Remove the installed versions and the state of the product, and disable it.
 */
void
offpeak_product_remove_async (OffpeakProduct *self,
                              gboolean purge,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = remove_call (self, purge);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_remove_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_remove_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_remove:
 * @self: a product
 * @purge: also forget history and settings
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_remove_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_remove (OffpeakProduct *self,
                        gboolean purge,
                        GCancellable *cancellable,
                        GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);

  call = remove_call (self, purge);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}
