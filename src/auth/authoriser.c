/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "auth/authoriser.h"

G_DEFINE_INTERFACE (OpAuthoriser, op_authoriser, G_TYPE_OBJECT)

static void
op_authoriser_default_init (OpAuthoriserInterface *iface)
{
}

void
op_authoriser_check_async (OpAuthoriser *self,
                           const OpAuthQuery *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (OP_IS_AUTHORISER (self));
  g_return_if_fail (g_dbus_is_unique_name (query->sender));
  g_return_if_fail (query->action != NULL);

  OP_AUTHORISER_GET_IFACE (self)->check_async (self, query, cancellable, callback, user_data);
}

gboolean
op_authoriser_check_finish (OpAuthoriser *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (OP_IS_AUTHORISER (self), FALSE);

  return OP_AUTHORISER_GET_IFACE (self)->check_finish (self, result, error);
}
