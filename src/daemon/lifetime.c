/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/lifetime.h"

#include <signal.h>

#include <glib-unix.h>

#include "base/error.h"
#include "introspection/names.h"

/* How long calls that are under way are still answered. */
#define LEAVE_MSEC 200

typedef struct
{
  GMainLoop *loop; /* (owned) */
  OpAssembly *assembly;
  unsigned idle_timeout_sec;
  /* Written by the bus thread; read and written atomically. */
  gint64 last_call_usec; /* monotonic: of a call, or of its reply */
  int n_open;            /* calls that have no reply yet */

  guint idle_id;
  guint name_id;
  guint filter_id;
  gboolean leaving;
  GError *error; /* (owned) (nullable) */
} Lifetime;

/* In the bus thread. */
static GDBusMessage *
on_message (GDBusConnection *connection,
            GDBusMessage *message,
            gboolean incoming,
            gpointer user_data)
{
  Lifetime *self = user_data;
  GDBusMessageType type = g_dbus_message_get_message_type (message);
  gboolean is_call = incoming && type == G_DBUS_MESSAGE_TYPE_METHOD_CALL;
  gboolean is_reply =
      !incoming && (type == G_DBUS_MESSAGE_TYPE_METHOD_RETURN || type == G_DBUS_MESSAGE_TYPE_ERROR);
  gboolean has_reply =
      (g_dbus_message_get_flags (message) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED) == 0;

  if (is_call || is_reply)
    __atomic_store_n (&self->last_call_usec, g_get_monotonic_time (), __ATOMIC_RELAXED);
  if (is_call && has_reply)
    __atomic_add_fetch (&self->n_open, 1, __ATOMIC_RELAXED);
  else if (is_reply)
    __atomic_sub_fetch (&self->n_open, 1, __ATOMIC_RELAXED);

  return message;
}

static gint64
get_idle_usec (Lifetime *self)
{
  return g_get_monotonic_time () - __atomic_load_n (&self->last_call_usec, __ATOMIC_RELAXED);
}

/* A Verify, or a look at a slow server, may take longer than we wait for the next call. */
static gboolean
has_open_calls (Lifetime *self)
{
  return __atomic_load_n (&self->n_open, __ATOMIC_RELAXED) > 0;
}

static gboolean look_whether_idle (gpointer user_data);

static void
look_again_in (Lifetime *self, gint64 usec)
{
  self->idle_id = g_timeout_add_seconds (usec / G_USEC_PER_SEC + 1, look_whether_idle, self);
}

/* One look for each time-out, not one for each call: a service that does nothing sleeps. */
static gboolean
look_whether_idle (gpointer user_data)
{
  Lifetime *self = user_data;
  gint64 timeout_usec = self->idle_timeout_sec * (gint64) G_USEC_PER_SEC;
  gint64 idle_usec = get_idle_usec (self);

  self->idle_id = 0;
  if (op_assembly_is_busy (self->assembly) || has_open_calls (self))
    look_again_in (self, timeout_usec);
  else if (idle_usec < timeout_usec)
    look_again_in (self, timeout_usec - idle_usec);
  else
    {
      g_debug ("Nobody has called for %u s", self->idle_timeout_sec);
      self->leaving = TRUE;
      g_main_loop_quit (self->loop);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
on_terminate (gpointer user_data)
{
  Lifetime *self = user_data;

  g_main_loop_quit (self->loop);

  return G_SOURCE_CONTINUE;
}

static void
on_name_lost (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Lifetime *self = user_data;

  if (!self->leaving && self->error == NULL)
    self->error = g_error_new (OP_ERROR,
                               OP_ERROR_IN_USE,
                               "The name %s is somebody else's, or the bus is gone; is another "
                               "offpeakd running?",
                               name);
  g_main_loop_quit (self->loop);
}

static void
set_true (gpointer flag)
{
  *(gboolean *) flag = TRUE;
}

/* Calls that came while we were about to go are still answered: the name is given back first, so
 * that later ones start a new service, then what is under way is handled. Not for ever: a download
 * that goes on would keep us here. */
static void
leave (Lifetime *self, GDBusConnection *connection)
{
  gboolean expired = FALSE;
  guint expiry_id = g_timeout_add_once (LEAVE_MSEC, set_true, &expired);

  self->leaving = TRUE;
  g_bus_unown_name (self->name_id);
  g_dbus_connection_flush_sync (connection, NULL, NULL);

  while (!expired && (has_open_calls (self) || g_main_context_pending (NULL)))
    g_main_context_iteration (NULL, TRUE);

  if (!expired)
    g_source_remove (expiry_id);
  g_dbus_connection_flush_sync (connection, NULL, NULL);
}

gboolean
op_lifetime_run (GDBusConnection *connection,
                 OpAssembly *assembly,
                 unsigned idle_timeout_sec,
                 GError **error)
{
  Lifetime self = { .assembly = assembly, .idle_timeout_sec = idle_timeout_sec };
  guint term_id = g_unix_signal_add (SIGTERM, on_terminate, &self);
  guint int_id = g_unix_signal_add (SIGINT, on_terminate, &self);

  self.loop = g_main_loop_new (NULL, FALSE);
  self.last_call_usec = g_get_monotonic_time ();
  self.filter_id = g_dbus_connection_add_filter (connection, on_message, &self, NULL);
  self.name_id = g_bus_own_name_on_connection (connection,
                                               OP_BUS_NAME,
                                               G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                                               NULL, /* acquired */
                                               on_name_lost,
                                               &self,
                                               NULL);
  if (idle_timeout_sec > 0)
    look_again_in (&self, idle_timeout_sec * (gint64) G_USEC_PER_SEC);

  g_main_loop_run (self.loop);

  leave (&self, connection);
  g_dbus_connection_remove_filter (connection, self.filter_id);
  g_clear_handle_id (&self.idle_id, g_source_remove);
  g_source_remove (term_id);
  g_source_remove (int_id);
  g_main_loop_unref (self.loop);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return FALSE;
    }

  return TRUE;
}
