/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/error-private.h"
#include "client/lib/product-private.h"
#include "client/lib/values-private.h"

/**
 * offpeak_product_get_status:
 * @self: a product
 *
 * Returns: what is going on, or how the last call ended
 */
OffpeakStatus
offpeak_product_get_status (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_STATUS);
}

/**
 * offpeak_product_get_hresult:
 * @self: a product
 *
 * Returns: the HRESULT of the last failure; 0 when there is none
 */
guint32
offpeak_product_get_hresult (OffpeakProduct *self)
{
  guint error = op_product_get_uint (self, OP_VALUE_ERROR);

  if (error == OFFPEAK_UPDATE_ERROR_OK)
    return 0;
  if (error > OFFPEAK_UPDATE_ERROR_UNKNOWN)
    return offpeak_update_error_get_hresult (error);

  return op_offpeak_hresult_from_name (op_product_get_string (self, OP_VALUE_ERROR_NAME));
}

/**
 * offpeak_product_dup_failure:
 * @self: a product
 *
 * Returns: (transfer full) (nullable): how the last call failed, in the #OffpeakError domain;
 *    %NULL if it did not
 */
GError *
offpeak_product_dup_failure (OffpeakProduct *self)
{
  guint error = op_product_get_uint (self, OP_VALUE_ERROR);
  const char *message = op_product_get_string (self, OP_VALUE_ERROR_MESSAGE);

  if (error == OFFPEAK_UPDATE_ERROR_OK)
    return NULL;
  if (*message == '\0')
    message = offpeak_update_error_get_text (error);

  return op_offpeak_error_from_name (op_product_get_string (self, OP_VALUE_ERROR_NAME), message);
}

/**
 * offpeak_product_dup_wait_reasons:
 * @self: a product
 *
 * Returns: (transfer full) (element-type OffpeakWaitReason): why nothing moves; empty when
 *    nothing waits
 */
GPtrArray *
offpeak_product_dup_wait_reasons (OffpeakProduct *self)
{
  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), NULL);

  return op_wait_reasons_from_variant (op_product_peek (self, OP_VALUE_WAIT_REASONS));
}

/**
 * offpeak_product_get_last_operation:
 * @self: a product
 * @out_call: (out) (optional) (transfer none): which call was last accepted; "" for none
 * @out_uid: (out) (optional): the user id that made it
 *
 * Returns: when it was accepted, in microseconds since the epoch; 0 when there was none
 */
guint64
offpeak_product_get_last_operation (OffpeakProduct *self, const char **out_call, guint *out_uid)
{
  const char *call;
  guint64 started_usec;
  guint32 uid;

  g_return_val_if_fail (OFFPEAK_IS_PRODUCT (self), 0);

  g_variant_get (
      op_product_peek (self, OP_VALUE_LAST_OPERATION), "(t&su)", &started_usec, &call, &uid);
  if (out_call != NULL)
    *out_call = call;
  if (out_uid != NULL)
    *out_uid = uid;

  return started_usec;
}

/**
 * offpeak_product_get_error:
 * @self: a product
 *
 * Returns: 0, or why the last call failed: an #OffpeakUpdateError or a larger number
 */
guint
offpeak_product_get_error (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_ERROR);
}

/**
 * offpeak_product_get_error_name:
 * @self: a product
 *
 * Returns: (transfer none): D-Bus name of the failure; "" when there is none
 */
const char *
offpeak_product_get_error_name (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_ERROR_NAME);
}

/**
 * offpeak_product_get_error_message:
 * @self: a product
 *
 * Returns: (transfer none): the failure in one sentence; "" when there is none
 */
const char *
offpeak_product_get_error_message (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_ERROR_MESSAGE);
}

/**
 * offpeak_product_get_content_id:
 * @self: a product
 *
 * Returns: (transfer none): what the last download was given as content id; "" for nothing
 */
const char *
offpeak_product_get_content_id (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_CONTENT_ID);
}

/**
 * offpeak_product_get_display_level:
 * @self: a product
 *
 * Returns: whether the last call wants its progress shown
 */
gboolean
offpeak_product_get_display_level (OffpeakProduct *self)
{
  return op_product_get_boolean (self, OP_VALUE_DISPLAY_LEVEL);
}

/**
 * offpeak_product_get_bytes_total:
 * @self: a product
 *
 * Returns: how much the download transfers; %OFFPEAK_SIZE_UNKNOWN until it is known
 */
guint64
offpeak_product_get_bytes_total (OffpeakProduct *self)
{
  return op_product_get_uint64 (self, OP_VALUE_BYTES_TOTAL);
}

/**
 * offpeak_product_get_bytes_transferred:
 * @self: a product
 *
 * Returns: how much of that has come
 */
guint64
offpeak_product_get_bytes_transferred (OffpeakProduct *self)
{
  return op_product_get_uint64 (self, OP_VALUE_BYTES_TRANSFERRED);
}

/**
 * offpeak_product_get_files_total:
 * @self: a product
 *
 * Returns: how many files the download transfers
 */
guint
offpeak_product_get_files_total (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_FILES_TOTAL);
}

/**
 * offpeak_product_get_files_transferred:
 * @self: a product
 *
 * Returns: how many of them have come
 */
guint
offpeak_product_get_files_transferred (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_FILES_TRANSFERRED);
}

/**
 * offpeak_product_get_bytes_per_second:
 * @self: a product
 *
 * Returns: present rate of the download
 */
guint64
offpeak_product_get_bytes_per_second (OffpeakProduct *self)
{
  return op_product_get_uint64 (self, OP_VALUE_BYTES_PER_SECOND);
}

/**
 * offpeak_product_get_seconds_left:
 * @self: a product
 *
 * Returns: until the transfer ends at that rate; %OFFPEAK_SECONDS_UNKNOWN if not known
 */
guint
offpeak_product_get_seconds_left (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_SECONDS_LEFT);
}

/**
 * offpeak_product_dup_permitted_calls:
 * @self: a product
 *
 * Returns: (transfer full): methods that the present status permits
 */
GStrv
offpeak_product_dup_permitted_calls (OffpeakProduct *self)
{
  return op_product_dup_strv (self, OP_VALUE_PERMITTED_CALLS);
}

/**
 * offpeak_product_get_restart_required:
 * @self: a product
 *
 * Returns: whether programs still run from an older version
 */
gboolean
offpeak_product_get_restart_required (OffpeakProduct *self)
{
  return op_product_get_boolean (self, OP_VALUE_RESTART_REQUIRED);
}
