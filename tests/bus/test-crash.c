/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Daemon and worker are killed in the middle: nothing is lost but a moment.
 */

#include <stdlib.h>
#include <string.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define MIB (1024 * 1024)
#define BIG (8 * MIB)

/* Seconds of download in one file, and some small ones. */
static const ApplicationShape big_application = {
  .n_files = 6,
  .file_bytes = 1000,
  .n_changed = 6,
  .big_bytes = BIG,
};

/* Version 1.0 installed; 2.0, with its big file, half downloaded. */
static Service *
service_new_in_download (const char *rate)
{
  Service *s = service_new_with_product ();
  g_autofree char *parameters = NULL;

  if (s == NULL)
    return NULL;

  service_update (s, "1.0");
  service_publish (s, "2.0", &big_application);
  nginx_clear_log (s->nginx);
  parameters = g_strdup_printf (
      "updatebaseurl=%srate/%s/2.0/ displaylevel=true", nginx_url (s->nginx), rate);
  must_call (s, NULL, "Download", parameters);
  wait_for_number (s, NULL, "BytesTransferred", BIG / 2);

  return s;
}

/* The last request for the big file asked for a range; where did that begin? */
static guint64
get_last_range_begin (Service *s)
{
  g_autoptr(GPtrArray) requests = nginx_requests (s->nginx);

  for (unsigned i = requests->len; i > 0; i--)
    {
      NginxRequest *request = requests->pdata[i - 1];

      if (!g_str_equal (request->path, "/2.0/data/big.bin"))
        continue;

      g_test_message ("%s, if %s: %u", request->range, request->if_range, request->status);
      g_assert_true (g_str_has_prefix (request->range, "bytes="));
      g_assert_cmpstr (request->if_range, !=, "-");
      g_assert_cmpuint (request->status, ==, 206);
      return g_ascii_strtoull (request->range + strlen ("bytes="), NULL, 10);
    }

  g_error ("The big file was never asked for");

  return 0;
}

static void
assert_resumed (Service *s, guint64 received_bytes)
{
  guint64 begin = get_last_range_begin (s);

  g_test_message (
      "%" G_GUINT64_FORMAT " received, resumed at %" G_GUINT64_FORMAT, received_bytes, begin);
  g_assert_cmpuint (begin + MIB, >=, received_bytes);
  g_assert_cmpuint (begin, <, BIG);
}

static void
apply_and_check (Service *s)
{
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

static void
test_daemon_in_download (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");
  guint64 received_bytes;

  if (s == NULL)
    return;

  received_bytes = get_number (s, NULL, "BytesTransferred");
  service_kill (s);
  g_assert_true (file_exists (service_install_root (s, NULL), "current"));
  recorder_clear (s->recorder);
  service_start (s);

  /* It goes on by itself, and knows what it was asked. */
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  assert_resumed (s, received_bytes);
  {
    g_autoptr(GVariant) shown = get_property (s, NULL, "DisplayLevel");

    g_assert_true (g_variant_get_boolean (shown));
  }
  apply_and_check (s);
}

static void
test_daemon_again_and_again (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");

  if (s == NULL)
    return;

  for (unsigned i = 0; i < 3; i++)
    {
      service_kill (s);
      service_start (s);
      wait_for_product (s, NULL);
    }
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  apply_and_check (s);
}

static void
test_daemon_told_to_end_in_download (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");
  guint64 received_bytes;

  if (s == NULL)
    return;

  received_bytes = get_number (s, NULL, "BytesTransferred");
  service_stop (s);
  service_start (s);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  assert_resumed (s, received_bytes);
  apply_and_check (s);
}

static void
test_worker_in_download (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");
  guint64 received_bytes;

  if (s == NULL)
    return;

  service_expect_warning (s, "orker");
  received_bytes = get_number (s, NULL, "BytesTransferred");
  service_kill_worker (s);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  assert_resumed (s, received_bytes);
  {
    g_autofree char *seen = recorder_transitions (s->recorder, product_path (NULL));

    g_assert_true (g_str_has_suffix (seen, "9>1 1>2 2>6"));
  }
  apply_and_check (s);
}

static void
test_server_in_download (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");
  guint64 received_bytes;

  if (s == NULL)
    return;

  received_bytes = get_number (s, NULL, "BytesTransferred");
  nginx_stop (s->nginx);
  wait_for_reason (s, NULL, "retry");
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_DOWNLOAD_WIP);
  nginx_start (s->nginx);
  must_call (s, NULL, "Resume", NULL);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  assert_resumed (s, received_bytes);
  apply_and_check (s);
}

static void
test_file_changes_in_between (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");
  g_autofree char *tree = NULL;
  g_autofree char *list = NULL;

  if (s == NULL)
    return;

  service_kill (s);

  /* The same version, but the big file is another one now: what was there must not be mixed in. */
  tree = g_build_filename (s->www, "2.0", NULL);
  write_file (tree, "data/big.bin", "not so big any more");
  list = application_make_list (tree, "2.0", "/2.0/");
  application_publish_text (s->www, list);
  service_start (s);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  apply_and_check (s);
}

/* Cancel takes away what this download has brought, before it is announced. */
static void
test_cancel_in_download (void)
{
  g_autoptr(Service) s = service_new_in_download ("1m");
  g_autofree char *after = NULL;

  if (s == NULL)
    return;

  must_call (s, NULL, "Cancel", NULL);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_CANCELLED);
  after = describe_tree (service_install_root (s, NULL));
  g_assert_null (strstr (after, "2.0"));
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

static void
test_pause_in_download (void)
{
  g_autoptr(Service) s = service_new_in_download ("3m");
  guint64 paused_bytes;

  if (s == NULL)
    return;

  must_call (s, NULL, "Pause", NULL);
  wait_for_reason (s, NULL, "paused");
  must_call (s, NULL, "Pause", NULL);
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_DOWNLOAD_WIP);
  paused_bytes = get_number (s, NULL, "BytesTransferred");
  g_assert_cmpuint (paused_bytes, <, get_number (s, NULL, "BytesTotal"));
  must_call (s, NULL, "Resume", NULL);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  apply_and_check (s);
}

/* Killed while the health check of the new version runs: after the switch, before the record of
 * it. At the next start it is one thing or the other, and works. */
static void
test_daemon_in_apply (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *installed = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", "HealthCheck", "bin/sleeper 2", NULL);
  service_start (s);
  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  must_call (s, NULL, "Apply", "");
  wait_for_status (s, NULL, STATUS_APPLY_WIP);
  service_kill (s);
  service_start (s);

  wait_for_rest (s, NULL);
  installed = get_string (s, NULL, "InstalledVersion");
  g_assert_true (g_str_equal (installed, "1.0") || g_str_equal (installed, "2.0"));
  application_assert_installed (service_install_root (s, NULL), s->www, installed);

  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/crash/daemon-in-download-goes-on-by-itself", test_daemon_in_download);
  g_test_add_func ("/crash/daemon-again-and-again", test_daemon_again_and_again);
  g_test_add_func ("/crash/daemon-told-to-end-goes-on", test_daemon_told_to_end_in_download);
  g_test_add_func ("/crash/worker-in-download-is-replaced", test_worker_in_download);
  g_test_add_func ("/crash/server-in-download-is-waited-for", test_server_in_download);
  g_test_add_func ("/crash/changed-file-is-not-mixed-with-the-old", test_file_changes_in_between);
  g_test_add_func ("/crash/cancel-leaves-nothing", test_cancel_in_download);
  g_test_add_func ("/crash/pause-holds-until-resume", test_pause_in_download);
  g_test_add_func ("/crash/daemon-in-apply-ends-in-a-whole-version", test_daemon_in_apply);

  return g_test_run ();
}
