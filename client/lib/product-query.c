/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <offpeak/product-calls.h>

#include "client/lib/product-private.h"

static OpCall
check_for_update_call (OffpeakProduct *self, const char *parameters)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "CheckForUpdate",
    .arguments = g_variant_new ("(s)", parameters),
    .reply = "(bstt)",
    .endless = TRUE,
  };
}

/* Takes @reply. */
static gboolean
check_for_update_reply (GVariant *reply,
                        gboolean *out_available,
                        char **out_version,
                        guint64 *out_download_bytes,
                        guint64 *out_unpacked_bytes)
{
  if (reply == NULL)
    return FALSE;

  if (out_available != NULL)
    g_variant_get_child (reply, 0, "b", out_available);
  if (out_version != NULL)
    g_variant_get_child (reply, 1, "s", out_version);
  if (out_download_bytes != NULL)
    g_variant_get_child (reply, 2, "t", out_download_bytes);
  if (out_unpacked_bytes != NULL)
    g_variant_get_child (reply, 3, "t", out_unpacked_bytes);
  g_variant_unref (reply);

  return TRUE;
}

/**
 * offpeak_product_check_for_update_async:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Look for a newer version, without changing anything. Returns when the look is over.
 */
void
offpeak_product_check_for_update_async (OffpeakProduct *self,
                                        const char *parameters,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));
  g_return_if_fail (parameters != NULL);

  call = check_for_update_call (self, parameters);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_check_for_update_finish:
 * @self: a product
 * @result: what the callback was given
 * @out_available: (out) (optional): whether a download would bring something
 * @out_version: (out) (optional) (transfer full): the version it would bring; "" when nothing is
 * newer
 * @out_download_bytes: (out) (optional): how much it would transfer
 * @out_unpacked_bytes: (out) (optional): how large the new tree would be
 * @error: return location
 *
 * Returns: %TRUE if it was done
 */
gboolean
offpeak_product_check_for_update_finish (OffpeakProduct *self,
                                         GAsyncResult *result,
                                         gboolean *out_available,
                                         char **out_version,
                                         guint64 *out_download_bytes,
                                         guint64 *out_unpacked_bytes,
                                         GError **error)
{
  return check_for_update_reply (op_service_call_finish (self, result, error),
                                 out_available,
                                 out_version,
                                 out_download_bytes,
                                 out_unpacked_bytes);
}

/**
 * offpeak_product_check_for_update:
 * @self: a product
 * @parameters: `key=value` pairs separated by spaces; "" for none
 * @cancellable: (nullable): a cancellable
 * @out_available: (out) (optional): whether a download would bring something
 * @out_version: (out) (optional) (transfer full): the version it would bring; "" when nothing is
 * newer
 * @out_download_bytes: (out) (optional): how much it would transfer
 * @out_unpacked_bytes: (out) (optional): how large the new tree would be
 * @error: return location
 *
 * As offpeak_product_check_for_update_async(), blocking.
 *
 * Returns: %TRUE if it was done
 */
gboolean
offpeak_product_check_for_update (OffpeakProduct *self,
                                  const char *parameters,
                                  GCancellable *cancellable,
                                  gboolean *out_available,
                                  char **out_version,
                                  guint64 *out_download_bytes,
                                  guint64 *out_unpacked_bytes,
                                  GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);
  g_return_val_if_fail (parameters != NULL, FALSE);

  call = check_for_update_call (self, parameters);
  return check_for_update_reply (
      op_service_call (op_product_get_service (self), &call, cancellable, error),
      out_available,
      out_version,
      out_download_bytes,
      out_unpacked_bytes);
}

static OpCall
query_status_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Status",
    .arguments = NULL,
    .reply = "(uus)",
  };
}

/* Takes @reply. */
static gboolean
query_status_reply (GVariant *reply,
                    OffpeakStatus *out_status,
                    guint *out_error,
                    char **out_content_id)
{
  if (reply == NULL)
    return FALSE;

  if (out_status != NULL)
    g_variant_get_child (reply, 0, "u", out_status);
  if (out_error != NULL)
    g_variant_get_child (reply, 1, "u", out_error);
  if (out_content_id != NULL)
    g_variant_get_child (reply, 2, "s", out_content_id);
  g_variant_unref (reply);

  return TRUE;
}

/**
 * offpeak_product_query_status_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Ask the service, where offpeak_product_get_status() says what is known already.
 */
void
offpeak_product_query_status_async (OffpeakProduct *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = query_status_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_query_status_finish:
 * @self: a product
 * @result: what the callback was given
 * @out_status: (out) (optional): what is going on, or how the last call ended
 * @out_error: (out) (optional): 0, or why it failed
 * @out_content_id: (out) (optional) (transfer full): content id of the last download
 * @error: return location
 *
 * Returns: %TRUE if it was done
 */
gboolean
offpeak_product_query_status_finish (OffpeakProduct *self,
                                     GAsyncResult *result,
                                     OffpeakStatus *out_status,
                                     guint *out_error,
                                     char **out_content_id,
                                     GError **error)
{
  return query_status_reply (
      op_service_call_finish (self, result, error), out_status, out_error, out_content_id);
}

/**
 * offpeak_product_query_status:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @out_status: (out) (optional): what is going on, or how the last call ended
 * @out_error: (out) (optional): 0, or why it failed
 * @out_content_id: (out) (optional) (transfer full): content id of the last download
 * @error: return location
 *
 * As offpeak_product_query_status_async(), blocking.
 *
 * Returns: %TRUE if it was done
 */
gboolean
offpeak_product_query_status (OffpeakProduct *self,
                              GCancellable *cancellable,
                              OffpeakStatus *out_status,
                              guint *out_error,
                              char **out_content_id,
                              GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);

  call = query_status_call (self);
  return query_status_reply (
      op_service_call (op_product_get_service (self), &call, cancellable, error),
      out_status,
      out_error,
      out_content_id);
}
