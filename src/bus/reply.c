/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/reply.h"

#include "base/error.h"
#include "introspection/names.h"

struct _OpCaller
{
  GCancellable *cancellable; /* (owned) */
  guint watch_id;
};

void
op_reply_error (GDBusMethodInvocation *invocation, const GError *error)
{
  g_autofree char *message = op_reply_message_of (error);

  g_dbus_method_invocation_return_dbus_error (invocation, op_reply_name_of (error), message);
}

char *
op_reply_message_of (const GError *error)
{
  return g_utf8_make_valid (error != NULL ? error->message : "", -1);
}

const char *
op_reply_error_name (int code)
{
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  return code >= 0 && (size_t) code < n_names ? names[code].name : names[OP_ERROR_FAILED].name;
}

const char *
op_reply_name_of (const GError *error)
{
  if (error == NULL)
    return "";

  return op_reply_error_name (error->domain == OP_ERROR ? error->code : OP_ERROR_FAILED);
}

static void
on_vanished (GDBusConnection *connection, const char *name, gpointer user_data)
{
  OpCaller *self = user_data;

  g_cancellable_cancel (self->cancellable);
}

OpCaller *
op_caller_watch (GDBusMethodInvocation *invocation)
{
  OpCaller *self = g_new0 (OpCaller, 1);

  self->cancellable = g_cancellable_new ();
  self->watch_id =
      g_bus_watch_name_on_connection (g_dbus_method_invocation_get_connection (invocation),
                                      g_dbus_method_invocation_get_sender (invocation),
                                      G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      NULL, /* appeared */
                                      on_vanished,
                                      self,
                                      NULL);

  return self;
}

GCancellable *
op_caller_get_cancellable (OpCaller *self)
{
  return self->cancellable;
}

void
op_caller_unwatch (OpCaller *self)
{
  g_bus_unwatch_name (self->watch_id);
  g_object_unref (self->cancellable);
  g_free (self);
}
