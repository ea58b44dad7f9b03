/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/service.h"

#include "client/lib/error-private.h"
#include "introspection/names.h"

/* A password prompt stays open for two minutes; the answer comes after it. */
#define CALL_TIMEOUT_MSEC (180 * 1000)
/* What GDBus takes for "never". */
#define NO_TIMEOUT_MSEC G_MAXINT

static void
service_clear (gpointer data)
{
  OpService *self = data;

  g_clear_object (&self->connection);
}

OpService *
op_service_new (GDBusConnection *connection)
{
  OpService *self = g_atomic_rc_box_new0 (OpService);

  self->connection = g_object_ref (connection);

  return self;
}

void
op_service_unref (OpService *self)
{
  g_atomic_rc_box_release_full (self, service_clear);
}

static GDBusCallFlags
call_flags (OpService *self)
{
  return self->interactive ? G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION
                           : G_DBUS_CALL_FLAGS_NONE;
}

static const GVariantType *
reply_type (const OpCall *call)
{
  return G_VARIANT_TYPE (call->reply != NULL ? call->reply : "()");
}

static int
timeout_msec (const OpCall *call)
{
  return call->endless ? NO_TIMEOUT_MSEC : CALL_TIMEOUT_MSEC;
}

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    g_task_return_error (task, op_offpeak_error_from_remote (g_steal_pointer (&error)));
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
}

/**
 * op_service_call_async:
 * @self: the service
 * @call: what to call
 * @source_object: whose method it is to the user of the library
 * @cancellable: (nullable): a cancellable
 * @callback: called with the answer
 * @user_data: passed to @callback
 */
void
op_service_call_async (OpService *self,
                       const OpCall *call,
                       gpointer source_object,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (source_object, cancellable, callback, user_data);

  g_task_set_source_tag (task, op_service_call_async);
  g_task_set_name (task, call->method);

  g_dbus_connection_call (self->connection,
                          OP_BUS_NAME,
                          call->path,
                          call->interface,
                          call->method,
                          call->arguments,
                          reply_type (call),
                          call_flags (self),
                          timeout_msec (call),
                          cancellable,
                          call_cb,
                          task);
}

GVariant *
op_service_call_finish (gpointer source_object, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source_object), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, op_service_call_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * op_service_call:
 * @self: the service
 * @call: what to call
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * The same, blocking.
 *
 * Returns: (transfer full): the answer
 */
GVariant *
op_service_call (OpService *self, const OpCall *call, GCancellable *cancellable, GError **error)
{
  g_autoptr(GError) remote = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_sync (self->connection,
                                       OP_BUS_NAME,
                                       call->path,
                                       call->interface,
                                       call->method,
                                       call->arguments,
                                       reply_type (call),
                                       call_flags (self),
                                       timeout_msec (call),
                                       cancellable,
                                       &remote);
  if (reply == NULL)
    g_propagate_error (error, op_offpeak_error_from_remote (g_steal_pointer (&remote)));

  return reply;
}
