/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Several clients, clients that leave, and clients of another user.
 */

#include <string.h>
#include <unistd.h>

#include "introspection/names.h"
#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"

#define UPDATE_NOTIFY "org.offpeak.UpdateNotify1"
#define PRODUCT "org.offpeak.Product1"

/* A call without waiting for its answer. */
typedef struct
{
  GVariant *reply; /* (owned) (nullable) */
  GError *error;   /* (owned) (nullable) */
  gboolean done;
} Pending;

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  Pending *pending = data;

  pending->reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &pending->error);
  pending->done = TRUE;
}

static void
begin_call_of (GDBusConnection *client,
               const char *interface,
               const char *method,
               GVariant *parameters,
               Pending *pending)
{
  g_dbus_connection_call (client,
                          OP_BUS_NAME,
                          product_path (NULL),
                          interface,
                          method,
                          parameters,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          PATIENCE_SEC * 1000,
                          NULL,
                          on_reply,
                          pending);
}

static void
begin_call (GDBusConnection *client, const char *method, GVariant *parameters, Pending *pending)
{
  begin_call_of (client, UPDATE_NOTIFY, method, parameters, pending);
}

static gboolean
is_done (gpointer pending)
{
  return ((Pending *) pending)->done;
}

static void
clear (Pending *pending)
{
  g_clear_pointer (&pending->reply, g_variant_unref);
  g_clear_error (&pending->error);
}

static void
test_two_downloads (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  GDBusConnection *other;
  Pending mine = { 0 }, theirs = { 0 };
  GError *refused;
  g_autofree char *name = NULL;

  if (s == NULL)
    return;

  other = private_bus_connect (s->bus);
  begin_call (s->connection, "Download", g_variant_new ("(s)", ""), &mine);
  begin_call (other, "Download", g_variant_new ("(s)", ""), &theirs);
  wait_until (is_done, &mine, "my reply");
  wait_until (is_done, &theirs, "their reply");

  /* One of them was first; either may have been. */
  g_assert_true ((mine.error == NULL) != (theirs.error == NULL));
  refused = mine.error != NULL ? mine.error : theirs.error;
  name = g_dbus_error_get_remote_error (refused);
  g_assert_cmpstr (name, ==, "org.offpeak.Error.IllegalMethodCall");
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  {
    g_autofree char *seen = recorder_transitions (s->recorder, product_path (NULL));

    g_assert_cmpstr (seen, ==, "0>1 1>2 2>6");
  }
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  clear (&mine);
  clear (&theirs);
  private_bus_leave (other);
}

static void
test_two_products (void)
{
  g_autoptr(Service) s = service_new ();

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_add_product (s, "viewer", NULL);
  service_start (s);
  must_call (s, "editor", "Download", "");
  must_call (s, "viewer", "Download", "");
  g_assert_cmpuint (wait_for_rest (s, "editor"), ==, STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_cmpuint (wait_for_rest (s, "viewer"), ==, STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, "editor", "Apply", "", STATUS_APPLY_SUCCEEDED);
  run_call (s, "viewer", "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, "editor"), s->www, "1.0");
  application_assert_installed (service_install_root (s, "viewer"), s->www, "1.0");
}

static void
test_client_leaves_download (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  GDBusConnection *client;
  g_autofree char *parameters = NULL;
  Pending pending = { 0 };

  if (s == NULL)
    return;

  client = private_bus_connect (s->bus);
  parameters = g_strdup_printf ("updatebaseurl=%srate/20k/1.0/", nginx_url (s->nginx));
  begin_call (client, "Download", g_variant_new ("(s)", parameters), &pending);
  wait_until (is_done, &pending, "the reply");
  g_assert_no_error (pending.error);
  clear (&pending);
  private_bus_leave (client);
  wait_for_status (s, NULL, STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

/* A check ends with its caller: nothing is held by it any more. */
static void
test_client_leaves_check (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  GDBusConnection *client;
  g_autofree char *list = NULL;
  Pending pending = { 0 };

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  list = g_strconcat (nginx_url (s->nginx), "rate/50/filelist.json", NULL);
  service_stop (s);
  service_add_product (s, "editor", "FileListUrl", list, NULL);
  service_start (s);

  client = private_bus_connect (s->bus);
  begin_call (client, "CheckForUpdate", g_variant_new ("(s)", ""), &pending);
  g_dbus_connection_flush_sync (client, NULL, NULL);
  private_bus_leave (client);
  wait_until (is_done, &pending, "the end of our own call");
  clear (&pending);

  service_stop (s);
  service_add_product (s, "editor", NULL);
  service_start (s);
  service_update (s, "2.0");
}

static void
test_verify_is_shared (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  GDBusConnection *other;
  Pending mine = { 0 }, theirs = { 0 };

  if (s == NULL)
    return;

  service_update (s, "1.0");
  other = private_bus_connect (s->bus);
  begin_call (s->connection, "Verify", NULL, &mine);
  begin_call (other, "Verify", NULL, &theirs);
  wait_until (is_done, &mine, "my reply");
  wait_until (is_done, &theirs, "their reply");
  g_assert_no_error (mine.error);
  g_assert_no_error (theirs.error);
  clear (&mine);
  clear (&theirs);
  private_bus_leave (other);
}

/* On a private bus only the daemon's own user is served. */
static void
test_another_user (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *log = NULL;
  g_autofree char *output = NULL;

  if (s == NULL)
    return;

  if (geteuid () != 0)
    {
      g_test_skip ("becoming another user takes root");
      return;
    }

  log = g_build_filename (s->dir, "other-user.log", NULL);
  {
    const char *const argv[] = { "setpriv",
                                 "--reuid=65534",
                                 "--clear-groups",
                                 "gdbus",
                                 "call",
                                 "--address",
                                 private_bus_address (s->bus),
                                 "--dest",
                                 OP_BUS_NAME,
                                 "--object-path",
                                 product_path (NULL),
                                 "--method",
                                 UPDATE_NOTIFY ".Download",
                                 "",
                                 NULL };
    g_autoptr(Process) stranger = process_start (argv, NULL, log);

    g_assert_cmpint (process_wait (stranger), !=, 0);
  }
  output = read_file (s->dir, "other-user.log");
  g_test_message ("%s", output);
  g_assert_nonnull (strstr (output, "AccessDenied"));
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_UNKNOWN);
}

/* Right after an Apply, whose old trees are just being removed. The first one wins, and afterwards
 * nobody is in anybody's way. */
static void
test_two_removals (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;
  Pending first = { 0 }, second = { 0 }, download = { 0 };

  if (s == NULL)
    return;

  service_update (s, "1.0");
  begin_call_of (s->connection, PRODUCT, "Remove", g_variant_new ("(b)", FALSE), &first);
  begin_call_of (s->connection, PRODUCT, "Remove", g_variant_new ("(b)", FALSE), &second);
  begin_call (s->connection, "Download", g_variant_new ("(s)", ""), &download);
  wait_until (is_done, &first, "the first reply");
  wait_until (is_done, &second, "the second reply");
  wait_until (is_done, &download, "the third reply");
  g_assert_no_error (first.error);
  g_assert_false (file_exists (service_install_root (s, NULL), "current"));
  clear (&first);
  clear (&second);
  clear (&download);

  reply = call (s,
                product_path (NULL),
                PRODUCT,
                "SetOptions",
                g_variant_new_parsed ("({'Enabled': <true>},)"),
                &error);
  g_assert_no_error (error);
  service_update (s, "1.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/clients/two-downloads-at-once-are-one", test_two_downloads);
  g_test_add_func ("/clients/two-products-at-once", test_two_products);
  g_test_add_func ("/clients/download-outlives-its-caller", test_client_leaves_download);
  g_test_add_func ("/clients/check-ends-with-its-caller", test_client_leaves_check);
  g_test_add_func ("/clients/two-remove-at-once", test_two_removals);
  g_test_add_func ("/clients/verify-is-shared", test_verify_is_shared);
  g_test_add_func ("/clients/another-user-is-refused", test_another_user);

  return g_test_run ();
}
