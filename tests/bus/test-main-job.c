/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The main job, as a user sees it: download, apply, update, roll back, verify.
 */

#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"

static void
assert_string (Service *s, const char *property, const char *expected)
{
  g_autofree char *value = get_string (s, NULL, property);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_data (Service *s, int type, const char *name, const char *expected)
{
  g_autofree char *value = get_data (s, NULL, type, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_first_version (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  const char *root;

  if (s == NULL)
    return;

  root = service_install_root (s, NULL);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  assert_string (s, "StagedVersion", "1.0");
  assert_string (s, "InstalledVersion", "");
  g_assert_false (file_exists (root, "current"));

  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  assert_string (s, "StagedVersion", "");
  assert_string (s, "InstalledVersion", "1.0");
  application_assert_installed (root, s->www, "1.0");
}

static void
test_links (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  const char *root;
  g_autofree char *current_path = NULL;
  g_autofree char *current = NULL;
  g_autofree char *previous_path = NULL;
  g_autofree char *previous = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  root = service_install_root (s, NULL);
  current_path = g_build_filename (root, "current", NULL);
  current = g_file_read_link (current_path, NULL);
  g_assert_cmpstr (current, ==, "versions/2.0");
  previous_path = g_build_filename (root, "previous", NULL);
  previous = g_file_read_link (previous_path, NULL);
  g_assert_cmpstr (previous, ==, "versions/1.0");
}

/* nginx's own log is the witness: four data files and the program differ. */
static void
test_unchanged_files_cost_nothing (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autoptr(GPtrArray) requests = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  nginx_clear_log (s->nginx);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_cmpuint (get_number (s, NULL, "FilesTotal"), ==, 5);
  g_assert_cmpuint (get_number (s, NULL, "FilesTransferred"), ==, 5);
  g_assert_cmpuint (
      get_number (s, NULL, "BytesTotal"), ==, 4 * 3000 + strlen ("#!/bin/sh\necho 2.0\n"));
  g_assert_cmpuint (
      get_number (s, NULL, "BytesTransferred"), ==, get_number (s, NULL, "BytesTotal"));

  requests = nginx_requests (s->nginx);
  g_assert_cmpuint (requests->len, ==, 6);
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/filelist.json"), ==, 1);
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/2.0/bin/app"), ==, 1);
  for (unsigned i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/2.0/data/00/%04u.bin", i);

      g_assert_cmpuint (nginx_n_requests (s->nginx, path), ==, 1);
    }

  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

static void
test_nothing_newer (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  nginx_clear_log (s->nginx);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  assert_string (s, "StagedVersion", "");
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/1.0/bin/app"), ==, 0);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  assert_string (s, "InstalledVersion", "1.0");
}

static void
test_apply_with_nothing_staged (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  assert_string (s, "InstalledVersion", "");
}

static void
test_rollback (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  assert_string (s, "PreviousVersion", "1.0");

  nginx_clear_log (s->nginx);
  recorder_clear (s->recorder);
  run_call (s, NULL, "Rollback", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
  assert_string (s, "InstalledVersion", "1.0");
  {
    g_autofree char *seen = recorder_transitions (s->recorder, product_path (NULL));
    g_autoptr(GPtrArray) requests = nginx_requests (s->nginx);

    g_assert_cmpstr (seen, ==, "9>7 7>8 8>9");
    g_assert_cmpuint (requests->len, ==, 0);
  }

  /* Asked for by name it may come back, and costs nothing: it is still there. */
  run_call (s, NULL, "Download", "updatetoversion=2.0", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/2.0/bin/app"), ==, 0);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

static void
test_rollback_without_a_way_back (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  must_refuse (s, NULL, "Rollback", "", "org.offpeak.Error.NotFound", "ersion");
  must_refuse (s, NULL, "Rollback", "updatetoversion=0.9", "org.offpeak.Error.NotFound", "0.9");
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

static gboolean
first_version_is_gone (gpointer root)
{
  return !file_exists (root, "versions/1.0");
}

static void
test_keep_versions (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  const char *root;

  if (s == NULL)
    return;

  root = service_install_root (s, NULL);
  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  g_assert_true (file_exists (root, "versions/1.0"));
  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");

  /* Two are kept unless the product file says otherwise; the rest goes when there is time. */
  wait_until (first_version_is_gone, (gpointer) root, "the oldest version to go");
  g_assert_true (file_exists (root, "versions/2.0"));
  g_assert_true (file_exists (root, "versions/3.0"));
}

static void
test_verify_and_repair (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *sound = NULL;
  g_autofree char *damaged = NULL;
  g_autofree char *sound_again = NULL;
  g_autofree char *current = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  sound = call_verify (s, NULL);
  g_assert_cmpstr (sound, ==, "");

  current = g_build_filename (service_install_root (s, NULL), "current", NULL);
  write_file (current, "data/00/0007.bin", "not what it was");
  damaged = call_verify (s, NULL);
  g_assert_cmpstr (damaged, ==, "data/00/0007.bin");

  nginx_clear_log (s->nginx);
  service_update (s, "1.0");
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/1.0/data/00/0007.bin"), ==, 1);
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/1.0/data/00/0006.bin"), ==, 0);
  sound_again = call_verify (s, NULL);
  g_assert_cmpstr (sound_again, ==, "");
  assert_string (s, "InstalledVersion", "1.0");
}

static void
test_deployment_data (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *everything = NULL;
  g_autofree char *file = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *served = NULL;
  json_t *object;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  service_publish (s, "3.0", NULL);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);

  assert_data (s, 1, "", "2.0");
  assert_data (s, 2, "", "3.0");
  assert_data (s, 3, "", "1.0");
  assert_data (s, 4, "", "stable");
  assert_data (s, 5, "", nginx_url (s->nginx));
  assert_data (s, 6, "", "x64");
  assert_data (s, 8, "", service_install_root (s, NULL));
  assert_data (s, 9, "", "filelist");

  everything = get_data (s, NULL, 0, "");
  object = json_loads (everything, 0, NULL);
  g_assert_true (json_is_object (object));
  json_decref (object);

  file = get_data (s, NULL, 11, "data/00/0003.bin");
  served = g_build_filename (s->www, "2.0", NULL);
  hash = hash_file (served, "data/00/0003.bin");
  object = json_loads (file, 0, NULL);
  g_assert_cmpstr (json_string_value (json_object_get (object, "hash")), ==, hash);
  g_assert_cmpint (json_integer_value (json_object_get (object, "size")), ==, 3000);
  json_decref (object);
}

static void
test_history (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *all = NULL;
  g_autofree char *of_one = NULL;
  json_t *entries;
  size_t n_entries;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  run_call (s, NULL, "Rollback", "", STATUS_APPLY_SUCCEEDED);

  all = get_data (s, NULL, 10, "");
  g_test_message ("%s", all);
  entries = json_loads (all, 0, NULL);
  g_assert_true (json_is_array (entries));
  n_entries = json_array_size (entries);
  g_assert_cmpuint (n_entries, >=, 3);
  json_decref (entries);

  of_one = get_data (s, NULL, 10, "2.0");
  entries = json_loads (of_one, 0, NULL);
  g_assert_true (json_is_array (entries));
  g_assert_cmpuint (json_array_size (entries), >, 0);
  g_assert_cmpuint (json_array_size (entries), <, n_entries);
  json_decref (entries);
}

static void
test_check_for_update (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean available;
  const char *version;
  guint64 download_bytes, unpacked_bytes;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  recorder_clear (s->recorder);
  reply = call (s,
                product_path (NULL),
                "org.offpeak.UpdateNotify1",
                "CheckForUpdate",
                g_variant_new ("(s)", ""),
                &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(b&stt)", &available, &version, &download_bytes, &unpacked_bytes);
  g_assert_true (available);
  g_assert_cmpstr (version, ==, "2.0");
  g_assert_cmpuint (download_bytes, ==, 4 * 3000 + strlen ("#!/bin/sh\necho 2.0\n"));
  g_assert_cmpuint (unpacked_bytes, >, 12 * 3000);
  {
    g_autofree char *seen = recorder_transitions (s->recorder, product_path (NULL));

    g_assert_cmpstr (seen, ==, "");
  }
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_APPLY_SUCCEEDED);
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/main-job/first-version-is-staged-and-then-runs", test_first_version);
  g_test_add_func ("/main-job/links-name-current-and-previous", test_links);
  g_test_add_func ("/main-job/unchanged-files-cost-nothing", test_unchanged_files_cost_nothing);
  g_test_add_func ("/main-job/nothing-newer-is-success", test_nothing_newer);
  g_test_add_func ("/main-job/apply-with-nothing-staged-succeeds", test_apply_with_nothing_staged);
  g_test_add_func ("/main-job/rollback-goes-back-and-may-be-undone", test_rollback);
  g_test_add_func ("/main-job/rollback-needs-a-way-back", test_rollback_without_a_way_back);
  g_test_add_func ("/main-job/two-versions-are-kept", test_keep_versions);
  g_test_add_func ("/main-job/verify-finds-damage-and-download-repairs", test_verify_and_repair);
  g_test_add_func ("/main-job/deployment-data", test_deployment_data);
  g_test_add_func ("/main-job/history-of-all-and-of-one-version", test_history);
  g_test_add_func ("/main-job/check-for-update-changes-nothing", test_check_for_update);

  return g_test_run ();
}
