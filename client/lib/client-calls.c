/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/client-private.h"

#include "introspection/names.h"

#define MANAGER_INTERFACE "org.offpeak.Manager1"

static const OpCall reload_call = {
  .path = OP_ROOT_PATH,
  .interface = MANAGER_INTERFACE,
  .method = "Reload",
  .reply = "(as)",
};

static const OpCall check_all_call = {
  .path = OP_ROOT_PATH,
  .interface = MANAGER_INTERFACE,
  .method = "CheckAll",
  .reply = "(a(sb))",
  .endless = TRUE,
};

/* Takes @owned_reply. */
static GStrv
take_problems (GVariant *owned_reply)
{
  g_autoptr(GVariant) reply = owned_reply;
  GStrv problems;

  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(^as)", &problems);

  return problems;
}

/* Takes @owned_reply. */
static GHashTable *
take_updates (GVariant *owned_reply)
{
  g_autoptr(GVariant) reply = owned_reply;
  g_autoptr(GVariantIter) iter = NULL;
  GHashTable *updates;
  char *id;
  gboolean available;

  if (reply == NULL)
    return NULL;

  updates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_variant_get (reply, "(a(sb))", &iter);
  while (g_variant_iter_next (iter, "(sb)", &id, &available))
    g_hash_table_replace (updates, id, GINT_TO_POINTER (available));

  return updates;
}

/**
 * offpeak_client_reload_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 *
 * Have the service read its configuration again.
 */
void
offpeak_client_reload_async (OffpeakClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (OFFPEAK_IS_CLIENT (self));

  op_service_call_async (
      op_client_get_service (self), &reload_call, self, cancellable, callback, user_data);
}

/**
 * offpeak_client_reload_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): one sentence for each thing wrong in the configuration
 */
GStrv
offpeak_client_reload_finish (OffpeakClient *self, GAsyncResult *result, GError **error)
{
  return take_problems (op_service_call_finish (self, result, error));
}

/**
 * offpeak_client_reload:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_client_reload_async(), blocking.
 *
 * Returns: (transfer full): one sentence for each thing wrong in the configuration
 */
GStrv
offpeak_client_reload (OffpeakClient *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);

  return take_problems (
      op_service_call (op_client_get_service (self), &reload_call, cancellable, error));
}

/**
 * offpeak_client_check_all_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when all products have been looked after
 * @user_data: passed to @callback
 *
 * Look for updates of every enabled product.
 */
void
offpeak_client_check_all_async (OffpeakClient *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (OFFPEAK_IS_CLIENT (self));

  op_service_call_async (
      op_client_get_service (self), &check_all_call, self, cancellable, callback, user_data);
}

/**
 * offpeak_client_check_all_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type utf8 gboolean): of each product's id, whether an update
 *    is available
 */
GHashTable *
offpeak_client_check_all_finish (OffpeakClient *self, GAsyncResult *result, GError **error)
{
  return take_updates (op_service_call_finish (self, result, error));
}

/**
 * offpeak_client_check_all:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * As offpeak_client_check_all_async(), blocking.
 *
 * Returns: (transfer full) (element-type utf8 gboolean): of each product's id, whether an update
 *    is available
 */
GHashTable *
offpeak_client_check_all (OffpeakClient *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (OFFPEAK_IS_CLIENT (self), NULL);

  return take_updates (
      op_service_call (op_client_get_service (self), &check_all_call, cancellable, error));
}
