/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "auth/uid-authoriser.h"

#include "base/error.h"

struct _OpUidAuthoriser
{
  GObject parent_instance;

  guint32 uid;
};

static void op_uid_authoriser_iface_init (OpAuthoriserInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpUidAuthoriser,
                               op_uid_authoriser,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_AUTHORISER,
                                                      op_uid_authoriser_iface_init))

static void
op_uid_authoriser_check_async (OpAuthoriser *authoriser,
                               const OpAuthQuery *query,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  OpUidAuthoriser *self = OP_UID_AUTHORISER (authoriser);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (query->uid != self->uid)
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "Only the user with the id %u may do this here, not the one with the "
                             "id %u",
                             self->uid,
                             query->uid);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
op_uid_authoriser_check_finish (OpAuthoriser *authoriser, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
op_uid_authoriser_iface_init (OpAuthoriserInterface *iface)
{
  iface->check_async = op_uid_authoriser_check_async;
  iface->check_finish = op_uid_authoriser_check_finish;
}

static void
op_uid_authoriser_class_init (OpUidAuthoriserClass *klass)
{
}

static void
op_uid_authoriser_init (OpUidAuthoriser *self)
{
}

OpAuthoriser *
op_uid_authoriser_new (guint32 uid)
{
  OpUidAuthoriser *self = g_object_new (OP_TYPE_UID_AUTHORISER, NULL);

  self->uid = uid;

  return OP_AUTHORISER (self);
}
