/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "system/system.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "introspection/names.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"
#include "support/private-bus.h"
#include "system/rules.h"

static const char product_file[] = "[Product]\n"
                                   "Title=The %s\n"
                                   "InstallRoot=%s/apps/%s\n"
                                   "UpdateBaseUrl=http://127.0.0.1:%u/\n"
                                   "Trust=filelist\n";

/* The kernel tells the bus who we are when we connect. */
GDBusConnection *
system_connect (guint32 uid)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  GDBusConnection *connection;

  g_assert_no_error (error);
  g_assert_cmpint (seteuid (uid), ==, 0);
  connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL /* observer */,
                                              NULL /* cancellable */,
                                              &error);
  g_assert_no_error (error);
  g_assert_cmpint (seteuid (0), ==, 0);

  return connection;
}

/* The kernel accepts for us, and nobody ever answers. */
static guint16
listen_silently (System *self)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GError) error = NULL;

  self->server =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (self->server, any_port, FALSE /* allow reuse */, &error);
  g_assert_no_error (error);
  g_socket_listen (self->server, &error);
  g_assert_no_error (error);
  address = g_socket_get_local_address (self->server, &error);
  g_assert_no_error (error);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static void
add_product (System *self, const char *product, unsigned port)
{
  g_autofree char *path = g_strdup_printf ("etc/offpeak/products.d/%s.conf", product);
  g_autofree char *text = g_strdup_printf (product_file, product, self->dir, product, port);

  write_file (self->root, path, text);
}

static char *
read_log (System *self)
{
  return file_exists (self->dir, "daemon.log") ? read_file (self->dir, "daemon.log")
                                               : g_strdup ("");
}

static gboolean
has_name_or_ended (gpointer data)
{
  System *self = data;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (self->admin,
                                                            "org.freedesktop.DBus",
                                                            "/org/freedesktop/DBus",
                                                            "org.freedesktop.DBus",
                                                            "GetNameOwner",
                                                            g_variant_new ("(s)", OP_BUS_NAME),
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            -1,
                                                            NULL,
                                                            NULL);

  return reply != NULL || !process_runs (self->daemon);
}

static void
start_daemon (System *self)
{
  g_autofree char *root = g_strdup_printf ("--root=%s", self->root);
  g_autofree char *fetcher = g_strdup_printf ("--fetcher=%s", g_getenv ("OFFPEAK_FETCH"));
  g_autofree char *log_path = g_build_filename (self->dir, "daemon.log", NULL);
  const char *const argv[] = { g_getenv ("OFFPEAKD"), root, fetcher, "--idle-timeout=0", NULL };

  self->daemon = process_start (argv, NULL, log_path);
  wait_until (has_name_or_ended, self, "the daemon's name on the bus");
  if (!process_runs (self->daemon))
    {
      g_autofree char *log = read_log (self);

      g_error ("The daemon ended at its start:\n%s", log);
    }
}

System *
system_new (void)
{
  System *self;
  unsigned port;

  if (g_getenv ("OFFPEAK_SYSTEM_BUS") == NULL)
    {
      g_test_skip ("a system bus of one's own takes root, and polkit");
      return NULL;
    }

  self = g_new0 (System, 1);
  self->dir = guard_make_dir ("system");
  self->root = g_build_filename (self->dir, "root", NULL);
  g_assert_cmpint (mkdir (self->root, 0755), ==, 0);
  port = listen_silently (self);
  add_product (self, "editor", port);
  add_product (self, "viewer", port);
  self->admin = system_connect (0);
  self->user = system_connect (UID_NOBODY);
  start_daemon (self);

  return self;
}

void
system_free (System *self)
{
  g_autofree char *log = NULL;
  int status;

  process_end (self->daemon, SIGTERM);
  status = process_wait (self->daemon);
  log = read_log (self);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0 || strstr (log, "CRITICAL") != NULL ||
      strstr (log, "Sanitizer") != NULL || strstr (log, "runtime error:") != NULL)
    g_error ("The daemon ended with wait status %d:\n%s", status, log);

  remove_rules (self->admin, self->user);
  process_free (self->daemon);
  private_bus_leave (self->user);
  private_bus_leave (self->admin);
  g_object_unref (self->server);
  remove_tree (self->dir);
  g_free (self->root);
  g_free (self->dir);
  g_free (self);
}

char *
system_product_path (const char *product)
{
  return op_product_path (product);
}

void
system_reload (System *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (self->admin,
                                                            OP_BUS_NAME,
                                                            OP_ROOT_PATH,
                                                            "org.offpeak.Manager1",
                                                            "Reload",
                                                            NULL,
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            PATIENCE_SEC * 1000,
                                                            NULL,
                                                            &error);

  g_assert_no_error (error);
  g_assert_nonnull (reply);
}

unsigned
system_status (GDBusConnection *caller, const char *product)
{
  g_autofree char *path = op_product_path (product);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (caller,
                                                            OP_BUS_NAME,
                                                            path,
                                                            UPDATE_NOTIFY,
                                                            "Status",
                                                            NULL,
                                                            G_VARIANT_TYPE ("(uus)"),
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            PATIENCE_SEC * 1000,
                                                            NULL,
                                                            &error);
  unsigned status;

  g_assert_no_error (error);
  g_variant_get (reply, "(uu&s)", &status, NULL, NULL);

  return status;
}

typedef struct
{
  System *system;
  const char *product;
  unsigned status;
} Wanted;

static gboolean
has_status (gpointer data)
{
  Wanted *wanted = data;

  return system_status (wanted->system->admin, wanted->product) == wanted->status;
}

void
system_wait_for_status (System *self, const char *product, unsigned status)
{
  Wanted wanted = { self, product, status };

  wait_until (has_status, &wanted, "a status");
}

void
answer_clear (Answer *self)
{
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->message, g_free);
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
                 g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  answer->done = TRUE;
  if (reply != NULL)
    {
      answer->error = g_strdup ("");
      answer->message = g_strdup ("");
      return;
    }

  answer->error = g_dbus_error_get_remote_error (error);
  if (answer->error == NULL)
    answer->error = g_strdup ("(no answer)");
  g_dbus_error_strip_remote_error (error);
  answer->message = g_strdup (error->message);
  g_test_message ("%s: %s", answer->error, answer->message);
}

void
system_begin (GDBusConnection *caller,
              const char *product,
              const char *method,
              const char *parameters,
              gboolean interactive,
              Answer *answer)
{
  g_autofree char *path = op_product_path (product);

  g_dbus_connection_call (caller,
                          OP_BUS_NAME,
                          path,
                          UPDATE_NOTIFY,
                          method,
                          parameters != NULL ? g_variant_new ("(s)", parameters) : NULL,
                          NULL,
                          interactive ? G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION
                                      : G_DBUS_CALL_FLAGS_NONE,
                          PATIENCE_SEC * 1000,
                          NULL,
                          on_reply,
                          answer);
}

static gboolean
is_done (gpointer answer)
{
  return ((Answer *) answer)->done;
}

void
answer_wait (Answer *self)
{
  wait_until (is_done, self, "the answer to a call");
}

void
system_call (GDBusConnection *caller,
             const char *product,
             const char *method,
             const char *parameters,
             const char *name)
{
  g_auto(Answer) answer = { 0 };

  system_begin (caller, product, method, parameters, FALSE, &answer);
  answer_wait (&answer);
  g_assert_cmpstr (answer.error, ==, name);
}
