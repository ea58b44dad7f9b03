/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the other tests here stand on: what they believe of web server, bus and made-up
 * application is so.
 */

#include <string.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

static void
fetch (Service *s, const char *path, const char *range)
{
  g_autofree char *url = g_strconcat (nginx_url (s->nginx), path, NULL);
  const char *const argv[] = { "curl", "-s", "-o", "/dev/null", "-r", range, url, NULL };
  g_autofree char *output = run_program (argv);
}

static void
test_access_log (void)
{
  g_autoptr(Service) s = service_new ();
  g_autoptr(GPtrArray) requests = NULL;
  NginxRequest *request;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  fetch (s, "filelist.json", "0-3");
  nginx_clear_log (s->nginx);
  fetch (s, "1.0/data/00/0003.bin", "10-");
  fetch (s, "rate/10k/1.0/data/00/0003.bin", "0-9");
  fetch (s, "status/500/1.0/bin/app", "0-9");

  requests = nginx_requests (s->nginx);
  g_assert_cmpuint (requests->len, ==, 3);
  request = requests->pdata[0];
  g_assert_cmpstr (request->path, ==, "/1.0/data/00/0003.bin");
  g_assert_cmpuint (request->status, ==, 206);
  g_assert_cmpuint (request->n_bytes, ==, 2990);
  g_assert_cmpstr (request->range, ==, "bytes=10-");
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/1.0/data/00/0003.bin"), ==, 2);
  g_assert_cmpuint (nginx_n_bytes (s->nginx, "/1.0/data/00/0003.bin"), ==, 3000);
  request = requests->pdata[2];
  g_assert_cmpuint (request->status, ==, 500);
}

static void
test_same_port_after_restart (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *url = NULL;

  if (s == NULL)
    return;

  url = g_strdup (nginx_url (s->nginx));
  nginx_stop (s->nginx);
  nginx_start (s->nginx);
  g_assert_cmpstr (nginx_url (s->nginx), ==, url);
  fetch (s, "nothing", "0-9");
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/nothing"), ==, 1);
}

static void
test_versions_differ_as_they_should (void)
{
  static const ApplicationShape shape = { .n_files = 120, .file_bytes = 100, .n_changed = 7 };
  g_autoptr(Service) s = service_new ();
  g_autofree char *diff = NULL;
  unsigned n_different = 0;

  if (s == NULL)
    return;

  service_publish (s, "1.0", &shape);
  service_publish (s, "2.0", &shape);
  for (unsigned i = 0; i < shape.n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("data/%02u/%04u.bin", i / 100, i);
      g_autofree char *one = g_build_filename (s->www, "1.0", NULL);
      g_autofree char *two = g_build_filename (s->www, "2.0", NULL);
      g_autofree char *first = hash_file (one, path);
      g_autofree char *second = hash_file (two, path);

      n_different += !g_str_equal (first, second);
    }
  g_assert_cmpuint (n_different, ==, 7);

  diff = read_file (s->www, "filelist.json");
  g_assert_nonnull (strstr (diff, "\"version\": \"2.0\""));
  g_assert_nonnull (strstr (diff, "\"link\": \"../bin/app\""));
  g_assert_nonnull (strstr (diff, "\"mode\": \"0755\""));
}

static void
test_sequence_is_that_of_the_wire (void)
{
  g_autoptr(Service) s = service_new ();
  GDBusConnection *other;
  g_autofree char *sequence = NULL;
  g_autofree char *refused = NULL;

  if (s == NULL)
    return;

  other = private_bus_connect (s->bus);
  recorder_clear (s->recorder);
  g_assert_true (g_dbus_connection_emit_signal (other,
                                                g_dbus_connection_get_unique_name (s->connection),
                                                product_path (NULL),
                                                "org.offpeak.UpdateNotify1",
                                                "StatusChanged",
                                                g_variant_new ("(uuu)", 2, 5, 13),
                                                NULL));
  g_assert_true (g_dbus_connection_flush_sync (other, NULL, NULL));
  private_bus_leave (other);
  refused = try_call (s, NULL, "Cancel", NULL);
  g_assert_cmpstr (refused, ==, "org.freedesktop.DBus.Error.NameHasNoOwner");

  sequence = recorder_transitions (s->recorder, product_path (NULL));
  g_assert_cmpstr (sequence, ==, "2>5/13");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fixture/access-log-has-every-request", test_access_log);
  g_test_add_func ("/fixture/web-server-keeps-its-port", test_same_port_after_restart);
  g_test_add_func ("/fixture/versions-differ-as-they-should", test_versions_differ_as_they_should);
  g_test_add_func ("/fixture/sequence-is-that-of-the-wire", test_sequence_is_that_of_the_wire);

  return g_test_run ();
}
