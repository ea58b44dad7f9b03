/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the running service puts on record, and in which order.
 */

#include <string.h>
#include <unistd.h>

#include "introspection/names.h"
#include "support/audit-log.h"
#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define UPDATE_NOTIFY "org.offpeak.UpdateNotify1"
#define MIB (1024 * 1024)

static void
test_download_and_apply (void)
{
  static const char *const keys[] = { "event", "method", "product",    "result", "version",
                                      "from",  "trust",  "unverified", "error",  NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *records = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *bytes = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  must_call (s, NULL, "Rollback", "");
  wait_for_rest (s, NULL);
  service_stop (s);

  records = list_records (s, keys);
  g_assert_cmpstr (records,
                   ==,
                   "started - - - - - - - -\n"
                   "configuration - editor - - - filelist - -\n"
                   "accepted Download editor - - - - - -\n"
                   "download - editor succeeded 1.0 - filelist 0 -\n"
                   "accepted Apply editor - 1.0 - - - -\n"
                   "apply - editor succeeded 1.0 - - - -\n"
                   "accepted Download editor - - - - - -\n"
                   "download - editor succeeded 2.0 1.0 filelist 0 -\n"
                   "accepted Apply editor - 2.0 - - - -\n"
                   "apply - editor succeeded 2.0 1.0 - - -\n"
                   "accepted Rollback editor - 1.0 - - - -\n"
                   "rollback - editor succeeded 1.0 2.0 - - -\n"
                   "stopped - - - - - - - -\n");
  assert_verified (s, 0, "sound");

  raw = read_file (s->root, AUDIT_LOG_FILE);
  bytes = g_strdup_printf ("\"uid\":%u,", geteuid ());
  g_assert_nonnull (strstr (raw, bytes));
}

static void
test_refused (void)
{
  static const char *const keys[] = { "event", "method", "product", "count", "error", NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *records = NULL;

  if (s == NULL)
    return;

  for (unsigned i = 0; i < 5; i++)
    must_refuse (s, NULL, "Rollback", "", "org.offpeak.Error.NotFound", "roll back");
  service_stop (s);

  records = list_records (s, keys);
  g_assert_cmpstr (records,
                   ==,
                   "started - - - -\n"
                   "configuration - editor - -\n"
                   "refused Rollback editor 1 org.offpeak.Error.NotFound\n"
                   "refused Rollback editor 4 org.offpeak.Error.NotFound\n"
                   "stopped - - - -\n");
}

/* On a private bus only the daemon's own user is served; whoever else tries is on record. */
static void
test_another_user (void)
{
  static const char *const keys[] = { "event", "uid", "method", "product", "error", NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *records = NULL;

  if (s == NULL)
    return;
  if (geteuid () != 0)
    {
      g_test_skip ("becoming another user takes root");
      return;
    }

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
    g_autofree char *log = g_build_filename (s->dir, "stranger.log", NULL);
    g_autoptr(Process) stranger = process_start (argv, NULL, log);

    g_assert_cmpint (process_wait (stranger), !=, 0);
  }
  service_stop (s);

  records = list_records (s, keys);
  g_assert_cmpstr (records,
                   ==,
                   "started - - - -\n"
                   "configuration - - editor -\n"
                   "refused 65534 Download editor org.freedesktop.DBus.Error.AccessDenied\n"
                   "stopped - - - -\n");
}

static void
test_failed_and_cancelled (void)
{
  static const char *const keys[] = { "event", "result", "error", "errorNumber", NULL };
  static const ApplicationShape large = { .big_bytes = 8 * MIB };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *parameters = NULL;
  g_autofree char *records = NULL;

  if (s == NULL)
    return;

  run_call (s, NULL, "Download", "updatetoversion=7.0", STATUS_DOWNLOAD_FAILED);
  service_publish (s, "2.0", &large);
  parameters = g_strdup_printf ("updatebaseurl=%srate/1m/2.0/?token=secret", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  wait_for_number (s, NULL, "BytesTransferred", 1);
  must_call (s, NULL, "Cancel", NULL);
  wait_for_status (s, NULL, STATUS_DOWNLOAD_CANCELLED);
  service_stop (s);

  records = list_records (s, keys);
  g_assert_cmpstr (records,
                   ==,
                   "started - - -\n"
                   "configuration - - -\n"
                   "accepted - - -\n"
                   "download failed org.offpeak.Error.NotFound 9\n"
                   "accepted - - -\n"
                   "download cancelled - -\n"
                   "stopped - - -\n");
  g_clear_pointer (&records, g_free);
  records = read_file (s->root, AUDIT_LOG_FILE);
  g_assert_nonnull (strstr (records, "/rate/1m/2.0/\""));
  g_assert_null (strstr (records, "secret"));
}

/* A method of Product1. */
static void
must_change (Service *s, const char *method, GVariant *parameters)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
                 call (s, product_path (NULL), "org.offpeak.Product1", method, parameters, &error);

  g_assert_no_error (error);
}

static void
test_configuration (void)
{
  static const char *const keys[] = { "event", "product", "change", "channel", "set", NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *records = NULL;
  g_autofree char *file = NULL;

  if (s == NULL)
    return;

  service_stop (s);
  service_start (s);
  service_stop (s);
  service_add_product (s, "editor", "Channel", "beta", NULL);
  service_start (s);
  service_stop (s);
  file = g_build_filename (s->root, "etc/offpeak/products.d/editor.conf", NULL);
  g_assert_cmpint (unlink (file), ==, 0);
  service_start (s);
  service_stop (s);

  records = list_records (s, keys);
  g_assert_cmpstr (records,
                   ==,
                   "started - - - -\n"
                   "configuration editor added stable -\n"
                   "stopped - - - -\n"
                   "started - - - -\n"
                   "stopped - - - -\n"
                   "started - - - -\n"
                   "configuration editor changed beta -\n"
                   "stopped - - - -\n"
                   "started - - - -\n"
                   "configuration editor removed - -\n"
                   "stopped - - - -\n");
}

static void
test_options_and_removal (void)
{
  static const char *const keys[] = { "event", "method", "result", "set", "damaged", NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *records = NULL;
  g_autofree char *damaged = NULL;
  GVariantDict options;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  damaged = call_verify (s, NULL);
  g_assert_cmpstr (damaged, ==, "");
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "PinnedVersion", "s", "");
  must_change (s, "SetOptions", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)));
  must_change (s, "Remove", g_variant_new ("(b)", FALSE));
  service_stop (s);

  records = list_records (s, keys);
  g_assert_true (g_str_has_suffix (records,
                                   "verified - - - 0\n"
                                   "options - - {\"PinnedVersion\": \"\"} -\n"
                                   "accepted Remove - - -\n"
                                   "remove - succeeded - -\n"
                                   "stopped - - - -\n"));
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit/download-and-apply", test_download_and_apply);
  g_test_add_func ("/audit/refused", test_refused);
  g_test_add_func ("/audit/another-user-is-refused", test_another_user);
  g_test_add_func ("/audit/failed-and-cancelled", test_failed_and_cancelled);
  g_test_add_func ("/audit/configuration", test_configuration);
  g_test_add_func ("/audit/options-and-removal", test_options_and_removal);

  return g_test_run ();
}
