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
cancel_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Cancel",
    .arguments = NULL,
  };
}

/**
 * offpeak_product_cancel_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * End the download that runs.
 */
void
offpeak_product_cancel_async (OffpeakProduct *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = cancel_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_cancel_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_cancel_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_cancel:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_cancel_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_cancel (OffpeakProduct *self, GCancellable *cancellable, GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);

  call = cancel_call (self);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
pause_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Pause",
    .arguments = NULL,
  };
}

/**
 * offpeak_product_pause_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Stop transferring until offpeak_product_resume().
 */
void
offpeak_product_pause_async (OffpeakProduct *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = pause_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_pause_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_pause_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_pause:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_pause_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_pause (OffpeakProduct *self, GCancellable *cancellable, GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);

  call = pause_call (self);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}

static OpCall
resume_call (OffpeakProduct *self)
{
  return (OpCall){
    .path = offpeak_product_get_object_path (self),
    .interface = OP_UPDATE_INTERFACE,
    .method = "Resume",
    .arguments = NULL,
  };
}

/**
 * offpeak_product_resume_async:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Go on after offpeak_product_pause(); what waits for its next try is tried now.
 */
void
offpeak_product_resume_async (OffpeakProduct *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  OpCall call;

  g_return_if_fail (OFFPEAK_IS_PRODUCT (self));

  call = resume_call (self);
  op_service_call_async (
      op_product_get_service (self), &call, self, cancellable, callback, user_data);
}

/**
 * offpeak_product_resume_finish:
 * @self: a product
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_resume_finish (OffpeakProduct *self, GAsyncResult *result, GError **error)
{
  return take_nothing (op_service_call_finish (self, result, error));
}

/**
 * offpeak_product_resume:
 * @self: a product
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_product_resume_async(), blocking.
 *
 * Returns: %TRUE if it was accepted
 */
gboolean
offpeak_product_resume (OffpeakProduct *self, GCancellable *cancellable, GError **error)
{
  OpCall call;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), FALSE);

  call = resume_call (self);
  return take_nothing (op_service_call (op_product_get_service (self), &call, cancellable, error));
}
