/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/recorder.h"

#include "introspection/names.h"

#define UPDATE_NOTIFY "org.offpeak.UpdateNotify1"
#define PROPERTIES "org.freedesktop.DBus.Properties"

typedef struct
{
  GDBusMessage *message; /* (owned) */
  gint64 when_usec;
} Entry;

struct _Recorder
{
  GDBusConnection *connection; /* (owned) */
  unsigned filter_id;
  unsigned subscription_id;
  unsigned bus_subscription_id;

  GMutex mutex;
  GArray *entries;    /* (owned) (element-type Entry); guarded by mutex */
  unsigned n_signals; /* ever; guarded by mutex */
};

static void
clear_entry (gpointer entry)
{
  g_object_unref (((Entry *) entry)->message);
}

/* In the thread of GDBus, which must not be held up. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer data)
{
  Recorder *self = data;

  if (incoming)
    {
      Entry entry = { g_object_ref (message), g_get_monotonic_time () };

      g_mutex_lock (&self->mutex);
      g_array_append_val (self->entries, entry);
      if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_SIGNAL)
        self->n_signals++;
      g_mutex_unlock (&self->mutex);
      g_main_context_wakeup (NULL);
    }

  return message;
}

static void
ignore_signal (GDBusConnection *connection,
               const char *sender,
               const char *path,
               const char *interface,
               const char *signal,
               GVariant *parameters,
               gpointer unused)
{
}

static unsigned
subscribe (Recorder *self, const char *sender)
{
  return g_dbus_connection_signal_subscribe (self->connection,
                                             sender,
                                             NULL /* interface */,
                                             NULL /* signal */,
                                             NULL /* path */,
                                             NULL /* first argument */,
                                             G_DBUS_SIGNAL_FLAGS_NONE,
                                             ignore_signal,
                                             NULL,
                                             NULL);
}

Recorder *
recorder_new (GDBusConnection *connection)
{
  Recorder *self = g_new0 (Recorder, 1);
  g_autoptr(GVariant) id = NULL;
  g_autoptr(GError) error = NULL;

  self->connection = g_object_ref (connection);
  g_mutex_init (&self->mutex);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  self->filter_id = g_dbus_connection_add_filter (connection, on_message, self, NULL);
  self->subscription_id = subscribe (self, OP_BUS_NAME);
  self->bus_subscription_id = subscribe (self, "org.freedesktop.DBus");

  /* The bus works in order: when it answers this, it knows of the subscriptions. */
  id = g_dbus_connection_call_sync (connection,
                                    "org.freedesktop.DBus",
                                    "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus",
                                    "GetId",
                                    NULL,
                                    NULL,
                                    G_DBUS_CALL_FLAGS_NONE,
                                    -1,
                                    NULL,
                                    &error);
  g_assert_no_error (error);

  return self;
}

void
recorder_free (Recorder *self)
{
  g_dbus_connection_signal_unsubscribe (self->connection, self->subscription_id);
  g_dbus_connection_signal_unsubscribe (self->connection, self->bus_subscription_id);
  g_dbus_connection_remove_filter (self->connection, self->filter_id);
  g_array_unref (self->entries);
  g_mutex_clear (&self->mutex);
  g_object_unref (self->connection);
  g_free (self);
}

void
recorder_clear (Recorder *self)
{
  g_mutex_lock (&self->mutex);
  g_array_set_size (self->entries, 0);
  g_mutex_unlock (&self->mutex);
}

unsigned
recorder_count (Recorder *self)
{
  unsigned n_signals;

  g_mutex_lock (&self->mutex);
  n_signals = self->n_signals;
  g_mutex_unlock (&self->mutex);

  return n_signals;
}

static gboolean
is_signal (GDBusMessage *message, const char *path, const char *interface, const char *member)
{
  return g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_SIGNAL &&
         (path == NULL || g_strcmp0 (g_dbus_message_get_path (message), path) == 0) &&
         g_strcmp0 (g_dbus_message_get_interface (message), interface) == 0 &&
         g_strcmp0 (g_dbus_message_get_member (message), member) == 0;
}

static void
append_word (GString *text, const char *word)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

static char *
describe_transition (GDBusMessage *message)
{
  unsigned from, to, error;

  g_variant_get (g_dbus_message_get_body (message), "(uuu)", &from, &to, &error);
  if (error == 0)
    return g_strdup_printf ("%u>%u", from, to);

  return g_strdup_printf ("%u>%u/%u", from, to, error);
}

/* The changed properties in a notice about UpdateNotify1 at @path, or NULL. */
static GVariant *
changed_properties (GDBusMessage *message, const char *path)
{
  const char *interface;
  g_autoptr(GVariant) changed = NULL;

  if (!is_signal (message, path, PROPERTIES, "PropertiesChanged"))
    return NULL;

  g_variant_get (g_dbus_message_get_body (message), "(&s@a{sv}@as)", &interface, &changed, NULL);
  if (!g_str_equal (interface, UPDATE_NOTIFY))
    return NULL;

  return g_steal_pointer (&changed);
}

char *
recorder_transitions (Recorder *self, const char *path)
{
  GString *text = g_string_new (NULL);

  g_mutex_lock (&self->mutex);
  for (size_t i = 0; i < self->entries->len; i++)
    {
      GDBusMessage *message = g_array_index (self->entries, Entry, i).message;

      if (is_signal (message, path, UPDATE_NOTIFY, "StatusChanged"))
        {
          g_autofree char *word = describe_transition (message);

          append_word (text, word);
        }
    }
  g_mutex_unlock (&self->mutex);

  return g_string_free (text, FALSE);
}

static void
append_properties (GString *text, GVariant *changed, const char *const *properties)
{
  for (size_t i = 0; properties != NULL && properties[i] != NULL; i++)
    {
      g_autoptr(GVariant) value = g_variant_lookup_value (changed, properties[i], NULL);
      g_autofree char *printed = NULL;
      g_autofree char *word = NULL;

      if (value == NULL)
        continue;

      printed = g_variant_print (value, FALSE /* annotate types */);
      word = g_strdup_printf ("%s=%s", properties[i], printed);
      append_word (text, word);
    }
}

static void
append_message (GString *text,
                GDBusMessage *message,
                const char *path,
                const char *const *properties)
{
  g_autoptr(GVariant) changed = changed_properties (message, path);

  if (changed != NULL)
    append_properties (text, changed, properties);
  else if (is_signal (message, path, UPDATE_NOTIFY, "StatusChanged"))
    {
      g_autofree char *word = describe_transition (message);

      append_word (text, word);
    }
  else if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_RETURN)
    append_word (text, "reply");
  else if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_ERROR)
    append_word (text, g_dbus_message_get_error_name (message));
}

char *
recorder_sequence (Recorder *self, const char *path, const char *const *properties)
{
  GString *text = g_string_new (NULL);

  g_mutex_lock (&self->mutex);
  for (size_t i = 0; i < self->entries->len; i++)
    append_message (text, g_array_index (self->entries, Entry, i).message, path, properties);
  g_mutex_unlock (&self->mutex);

  return g_string_free (text, FALSE);
}

GPtrArray *
recorder_values (Recorder *self, const char *path, const char *name)
{
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  g_mutex_lock (&self->mutex);
  for (size_t i = 0; i < self->entries->len; i++)
    {
      g_autoptr(GVariant) changed =
                     changed_properties (g_array_index (self->entries, Entry, i).message, path);
      GVariant *value = changed != NULL ? g_variant_lookup_value (changed, name, NULL) : NULL;

      if (value != NULL)
        g_ptr_array_add (values, value);
    }
  g_mutex_unlock (&self->mutex);

  return values;
}

GArray *
recorder_times (Recorder *self, const char *path, const char *name)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_mutex_lock (&self->mutex);
  for (size_t i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);
      g_autoptr(GVariant) changed = changed_properties (entry->message, path);
      g_autoptr(GVariant) value =
                     changed != NULL ? g_variant_lookup_value (changed, name, NULL) : NULL;

      if (value != NULL)
        g_array_append_val (times, entry->when_usec);
    }
  g_mutex_unlock (&self->mutex);

  return times;
}

unsigned
recorder_n_signals (Recorder *self, const char *interface, const char *signal)
{
  unsigned n_signals = 0;

  g_mutex_lock (&self->mutex);
  for (size_t i = 0; i < self->entries->len; i++)
    n_signals +=
        is_signal (g_array_index (self->entries, Entry, i).message, NULL, interface, signal);
  g_mutex_unlock (&self->mutex);

  return n_signals;
}
