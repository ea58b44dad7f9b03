/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/private-bus.h"

#include <string.h>

#include "support/files.h"
#include "support/patience.h"
#include "support/process.h"

struct _PrivateBus
{
  Process *daemon; /* (owned) */
  char *dir;       /* (owned) */
  char *address;   /* (owned) */
};

/* Of the type "session", but without the machine's activation files; anybody who can reach the
 * socket may connect, so that a test can try what the service says to another user. */
static const char configuration[] =
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
    " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
    "<busconfig>\n"
    "  <type>session</type>\n"
    "  <listen>unix:path=%s/bus</listen>\n"
    "  <auth>EXTERNAL</auth>\n"
    "  <policy context=\"default\">\n"
    "    <allow send_destination=\"*\" eavesdrop=\"true\"/>\n"
    "    <allow eavesdrop=\"true\"/>\n"
    "    <allow own=\"*\"/>\n"
    "    <allow user=\"*\"/>\n"
    "  </policy>\n"
    "</busconfig>\n";

static gboolean
is_listening (gpointer data)
{
  PrivateBus *self = data;
  g_autofree char *text = NULL;

  if (!process_runs (self->daemon))
    g_error ("dbus-daemon did not start; see %s/bus.log", self->dir);

  text = read_file (self->dir, "bus.log");

  return strstr (text, "unix:path=") != NULL;
}

PrivateBus *
private_bus_new (const char *dir)
{
  PrivateBus *self = g_new0 (PrivateBus, 1);
  g_autofree char *text = g_strdup_printf (configuration, dir);
  g_autofree char *option = g_strdup_printf ("--config-file=%s/bus.conf", dir);
  g_autofree char *log_path = g_build_filename (dir, "bus.log", NULL);
  const char *const argv[] = { "dbus-daemon",     "--nofork", "--nopidfile",
                               "--print-address", option,     NULL };

  self->dir = g_strdup (dir);
  self->address = g_strdup_printf ("unix:path=%s/bus", dir);
  write_file (dir, "bus.conf", text);
  self->daemon = process_start (argv, NULL, log_path);
  wait_until (is_listening, self, "the private bus");

  return self;
}

void
private_bus_free (PrivateBus *self)
{
  process_free (self->daemon);
  g_free (self->address);
  g_free (self->dir);
  g_free (self);
}

const char *
private_bus_address (PrivateBus *self)
{
  return self->address;
}

GDBusConnection *
private_bus_connect (PrivateBus *self)
{
  g_autoptr(GError) error = NULL;
  GDBusConnection *connection;

  connection =
      g_dbus_connection_new_for_address_sync (self->address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL /* observer */,
                                              NULL /* cancellable */,
                                              &error);
  g_assert_no_error (error);

  return connection;
}

void
private_bus_leave (GDBusConnection *connection)
{
  g_autoptr(GError) error = NULL;

  g_dbus_connection_close_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (connection);
}
