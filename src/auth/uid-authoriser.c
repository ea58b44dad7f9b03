/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "auth/uid-authoriser.h"

#include "base/error.h"

struct _OpUidAuthoriser
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  guint32 uid;
};

static void op_uid_authoriser_iface_init (OpAuthoriserInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpUidAuthoriser,
                               op_uid_authoriser,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_AUTHORISER,
                                                      op_uid_authoriser_iface_init))

static void
get_uid_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpUidAuthoriser *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
                 g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  guint32 uid;

  if (reply == NULL)
    {
      g_task_return_new_error (
          task, OP_ERROR, OP_ERROR_ACCESS_DENIED, "The bus does not say who is calling");
      return;
    }

  g_variant_get (reply, "(u)", &uid);
  if (uid != self->uid)
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "Only the user with the id %u may do this here, not the one with the "
                             "id %u",
                             self->uid,
                             uid);
  else
    g_task_return_boolean (task, TRUE);
}

static void
op_uid_authoriser_check_async (OpAuthoriser *authoriser,
                               const OpAuthQuery *query,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  OpUidAuthoriser *self = OP_UID_AUTHORISER (authoriser);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_dbus_connection_call (self->connection,
                          "org.freedesktop.DBus",
                          "/org/freedesktop/DBus",
                          "org.freedesktop.DBus",
                          "GetConnectionUnixUser",
                          g_variant_new ("(s)", query->sender),
                          G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1, /* default time-out */
                          cancellable,
                          get_uid_cb,
                          task);
}

static gboolean
op_uid_authoriser_check_finish (OpAuthoriser *authoriser,
                                GAsyncResult *result,
                                guint32 *out_uid,
                                GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *out_uid = OP_UID_AUTHORISER (authoriser)->uid;

  return TRUE;
}

static void
op_uid_authoriser_iface_init (OpAuthoriserInterface *iface)
{
  iface->check_async = op_uid_authoriser_check_async;
  iface->check_finish = op_uid_authoriser_check_finish;
}

static void
op_uid_authoriser_finalize (GObject *object)
{
  OpUidAuthoriser *self = OP_UID_AUTHORISER (object);

  g_clear_object (&self->connection);

  G_OBJECT_CLASS (op_uid_authoriser_parent_class)->finalize (object);
}

static void
op_uid_authoriser_class_init (OpUidAuthoriserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_uid_authoriser_finalize;
}

static void
op_uid_authoriser_init (OpUidAuthoriser *self)
{
}

OpAuthoriser *
op_uid_authoriser_new (GDBusConnection *connection, guint32 uid)
{
  OpUidAuthoriser *self = g_object_new (OP_TYPE_UID_AUTHORISER, NULL);

  self->connection = g_object_ref (connection);
  self->uid = uid;

  return OP_AUTHORISER (self);
}
