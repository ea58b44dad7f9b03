/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How long the daemon stays, what it remembers when it comes back, and what a reboot forgets.
 */

#include <sys/wait.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

static void
assert_leaves (Service *s)
{
  int status = process_wait (s->daemon);

  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_clear_pointer (&s->daemon, process_free);
}

static void
test_idle (void)
{
  static const char *const options[] = { "--idle-timeout=1", NULL };
  g_autoptr(Service) s = service_new ();

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_start_with (s, options);
  assert_leaves (s);
}

static void
test_not_in_download (void)
{
  static const char *const options[] = { "--idle-timeout=1", NULL };
  static const ApplicationShape shape = { .big_bytes = 3 * 1024 * 1024 };
  g_autoptr(Service) s = service_new ();
  g_autofree char *parameters = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", &shape);
  service_add_product (s, "editor", NULL);
  service_start_with (s, options);
  parameters = g_strdup_printf ("updatebaseurl=%srate/1m/1.0/", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  assert_leaves (s);

  /* It left when the download had ended, and not before. */
  service_start (s);
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

/* A call is answered, however long it takes, and that is no reason to leave before. */
static void
test_not_in_call (void)
{
  static const char *const options[] = { "--idle-timeout=1", NULL };
  g_autoptr(Service) s = service_new ();
  g_autofree char *list_url = NULL;
  g_autofree char *list = NULL;
  g_autofree char *spaces = g_strnfill (3 * 1024 * 1024, ' ');
  g_autofree char *long_list = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  list = read_file (s->www, "filelist.json");
  long_list = g_strconcat (list, spaces, NULL);
  application_publish_text (s->www, long_list);
  list_url = g_strdup_printf ("%srate/1m/filelist.json", nginx_url (s->nginx));
  service_add_product (s, "editor", "FileListUrl", list_url, NULL);
  service_start_with (s, options);
  reply = call (s,
                product_path (NULL),
                "org.offpeak.UpdateNotify1",
                "CheckForUpdate",
                g_variant_new ("(s)", ""),
                &error);
  g_assert_no_error (error);
  assert_leaves (s);
}

static void
test_status_is_kept (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;
  g_autofree char *message_before = NULL;
  unsigned error;

  if (s == NULL)
    return;

  application_publish_text (s->www, "not a list");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  message_before = get_string (s, NULL, "ErrorMessage");
  service_stop (s);
  service_start (s);
  g_assert_cmpuint (get_status (s, NULL, &error), ==, STATUS_DOWNLOAD_FAILED);
  g_assert_cmpuint (error, ==, 9);
  name = get_string (s, NULL, "ErrorName");
  g_assert_cmpstr (name, ==, "org.offpeak.Error.BadFileList");
  message = get_string (s, NULL, "ErrorMessage");
  g_assert_cmpstr (message, ==, message_before);
}

/* What is under run/ does not survive a reboot; what is under var/ does. */
static void
reboot (Service *s)
{
  g_autofree char *run = g_build_filename (s->root, "run", NULL);

  service_stop (s);
  remove_tree (run);
  service_start (s);
}

static void
test_reboot_forgets_status (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  unsigned error;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  application_publish_text (s->www, "not a list");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  reboot (s);
  g_assert_cmpuint (get_status (s, NULL, &error), ==, STATUS_UNKNOWN);
  g_assert_cmpuint (error, ==, 0);
  {
    g_autofree char *installed = get_string (s, NULL, "InstalledVersion");

    g_assert_cmpstr (installed, ==, "1.0");
  }
  application_publish_again (s->www, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
}

static void
test_reboot_keeps_stage (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  reboot (s);
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_UNKNOWN);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

/* Partial data waits for the next Download, which goes on where it was. */
static void
test_reboot_in_download (void)
{
  static const ApplicationShape shape = { .big_bytes = 6 * 1024 * 1024 };
  g_autoptr(Service) s = service_new ();
  g_autofree char *parameters = NULL;
  guint64 received_bytes;

  if (s == NULL)
    return;

  service_publish (s, "1.0", &shape);
  service_add_product (s, "editor", NULL);
  service_start (s);
  parameters = g_strdup_printf ("updatebaseurl=%srate/2m/1.0/", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  wait_for_number (s, NULL, "BytesTransferred", 3 * 1024 * 1024);
  received_bytes = get_number (s, NULL, "BytesTransferred");
  reboot (s);
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_UNKNOWN);

  nginx_clear_log (s->nginx);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_cmpuint (nginx_n_bytes (s->nginx, "/1.0/data/big.bin"),
                    <=,
                    6 * 1024 * 1024 - received_bytes + 1024 * 1024);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

static void
test_second_daemon (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *bus = NULL;
  g_autofree char *root = NULL;
  g_autofree char *log = NULL;

  if (s == NULL)
    return;

  bus = g_strdup_printf ("--bus=%s", private_bus_address (s->bus));
  root = g_strdup_printf ("--root=%s", s->root);
  log = g_build_filename (s->dir, "second.log", NULL);
  {
    const char *const argv[] = { g_getenv ("OFFPEAKD"), bus, root, NULL };
    g_autoptr(Process) second = process_start (argv, NULL, log);
    int status = process_wait (second);

    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), !=, 0);
  }
  service_update (s, "1.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lifetime/leaves-when-idle", test_idle);
  g_test_add_func ("/lifetime/stays-while-something-runs", test_not_in_download);
  g_test_add_func ("/lifetime/stays-while-a-call-is-open", test_not_in_call);
  g_test_add_func ("/lifetime/status-is-kept-over-a-restart", test_status_is_kept);
  g_test_add_func ("/lifetime/reboot-forgets-the-status", test_reboot_forgets_status);
  g_test_add_func ("/lifetime/reboot-keeps-what-is-staged", test_reboot_keeps_stage);
  g_test_add_func ("/lifetime/reboot-in-download-waits-for-the-next", test_reboot_in_download);
  g_test_add_func ("/lifetime/second-daemon-does-not-start", test_second_daemon);

  return g_test_run ();
}
