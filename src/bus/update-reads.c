/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/update-reads.h"

#include "bus/reply.h"
#include "bus/update-calls.h"
#include "install/processes.h"
#include "update/deployment-data.h"

static void
reply_processes (GObject *source, GAsyncResult *result, GDBusMethodInvocation *invocation)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) processes = op_product_find_finish (OP_PRODUCT (source), result, &error);
  GVariantBuilder builder;

  if (processes == NULL)
    {
      op_reply_error (invocation, error);
      return;
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(us)"));
  for (unsigned i = 0; i < processes->len; i++)
    {
      const OpProcess *process = g_ptr_array_index (processes, i);

      g_variant_builder_add (&builder, "(us)", process->pid, process->name);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(us))", &builder));
}

static void
processes_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  reply_processes (source, result, user_data);
}

static gboolean
handle_get_blocking_apps (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  op_product_find_blocking_async (
      op_update_face_get_product ((OpUpdateFace *) object), processes_cb, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_old_users (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  op_product_find_old_users_async (
      op_update_face_get_product ((OpUpdateFace *) object), processes_cb, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
data_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusMethodInvocation *invocation = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *data = op_product_get_data_finish (OP_PRODUCT (source), result, &error);

  if (data == NULL)
    op_reply_error (invocation, error);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(s)", data));
}

static gboolean
handle_get_deployment_data (OpDBusUpdateNotify1 *object,
                            GDBusMethodInvocation *invocation,
                            int type,
                            const char *name)
{
  op_product_get_data_async (op_update_face_get_product ((OpUpdateFace *) object),
                             type,
                             name,
                             op_reply_error_name,
                             data_cb,
                             invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
op_update_reads_init (OpDBusUpdateNotify1Iface *iface)
{
  iface->handle_get_blocking_apps = handle_get_blocking_apps;
  iface->handle_get_old_users = handle_get_old_users;
  iface->handle_get_deployment_data = handle_get_deployment_data;
}
