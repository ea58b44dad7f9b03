/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/watch.h"

#include "introspection/names.h"

#define DBUS_NAME "org.freedesktop.DBus"
#define DBUS_PATH "/org/freedesktop/DBus"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define OBJECT_MANAGER "org.freedesktop.DBus.ObjectManager"

/* What to listen to; NULL matches everything. */
/* clang-format off */
static const struct
{
  const char *sender;
  const char *interface;
  const char *member;
  const char *path;
  const char *argument;
} rules[] = {
  { DBUS_NAME,   DBUS_NAME,                    "NameOwnerChanged",  DBUS_PATH,    OP_BUS_NAME                  },
  { OP_BUS_NAME, PROPERTIES,                   "PropertiesChanged", OP_ROOT_PATH, "org.offpeak.Manager1"       },
  { OP_BUS_NAME, PROPERTIES,                   "PropertiesChanged", NULL,         "org.offpeak.Product1"       },
  { OP_BUS_NAME, PROPERTIES,                   "PropertiesChanged", NULL,         "org.offpeak.UpdateNotify1"  },
  { OP_BUS_NAME, "org.offpeak.UpdateNotify1",  "StatusChanged",     NULL,         NULL                         },
  { OP_BUS_NAME, OBJECT_MANAGER,               "InterfacesAdded",   OP_ROOT_PATH, NULL                         },
  { OP_BUS_NAME, OBJECT_MANAGER,               "InterfacesRemoved", OP_ROOT_PATH, NULL                         },
};
/* clang-format on */

/* What a subscription may outlive the client with. */
typedef struct
{
  const OpWatchFuncs *funcs;
  GWeakRef client;
} Listener;

struct _OpWatch
{
  GDBusConnection *connection; /* (owned) */
  guint ids[G_N_ELEMENTS (rules)];
};

static void
listener_free (gpointer data)
{
  Listener *listener = data;

  g_weak_ref_clear (&listener->client);
  g_free (listener);
}

static void
on_owner_changed (Listener *listener, gpointer client, GVariant *parameters)
{
  const char *new_owner;

  g_variant_get_child (parameters, 2, "&s", &new_owner);
  listener->funcs->owner_changed (client, *new_owner != '\0');
}

static void
on_properties_changed (Listener *listener, gpointer client, const char *path, GVariant *parameters)
{
  g_autoptr(GVariant) changed = NULL;
  const char *interface;

  g_variant_get (parameters, "(&s@a{sv}@as)", &interface, &changed, NULL);
  listener->funcs->properties_changed (client, path, interface, changed);
}

/* Who answers to the name may still send what it likes: the types are checked here, once. */
static void
on_signal (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *member,
           GVariant *parameters,
           gpointer user_data)
{
  Listener *listener = user_data;
  g_autoptr(GObject) client = g_weak_ref_get (&listener->client);
  const char *type = g_variant_get_type_string (parameters);

  if (client == NULL)
    return;

  if (g_str_equal (member, "NameOwnerChanged") && g_str_equal (type, "(sss)"))
    on_owner_changed (listener, client, parameters);
  else if (g_str_equal (member, "PropertiesChanged") && g_str_equal (type, "(sa{sv}as)"))
    on_properties_changed (listener, client, path, parameters);
  else if (g_str_equal (member, "StatusChanged") && g_str_equal (type, "(uuu)"))
    listener->funcs->status_changed (client, path, parameters);
  else if (g_str_equal (member, "InterfacesAdded") && g_str_equal (type, "(oa{sa{sv}})"))
    listener->funcs->interfaces_added (client, parameters);
  else if (g_str_equal (member, "InterfacesRemoved") && g_str_equal (type, "(oas)"))
    listener->funcs->interfaces_removed (client, parameters);
}

/**
 * op_watch_new:
 * @connection: the bus
 * @funcs: (transfer none): what to call; must stay
 * @client: passed to each of @funcs; not kept alive
 *
 * Returns: (transfer full): what to free to hear no more
 */
OpWatch *
op_watch_new (GDBusConnection *connection, const OpWatchFuncs *funcs, GObject *client)
{
  OpWatch *self = g_new0 (OpWatch, 1);

  self->connection = g_object_ref (connection);
  for (size_t i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      Listener *listener = g_new0 (Listener, 1);

      listener->funcs = funcs;
      g_weak_ref_init (&listener->client, client);
      self->ids[i] = g_dbus_connection_signal_subscribe (connection,
                                                         rules[i].sender,
                                                         rules[i].interface,
                                                         rules[i].member,
                                                         rules[i].path,
                                                         rules[i].argument,
                                                         G_DBUS_SIGNAL_FLAGS_NONE,
                                                         on_signal,
                                                         listener,
                                                         listener_free);
    }

  return self;
}

void
op_watch_free (OpWatch *self)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rules); i++)
    g_dbus_connection_signal_unsubscribe (self->connection, self->ids[i]);
  g_object_unref (self->connection);
  g_free (self);
}
