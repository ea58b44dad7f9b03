/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * An audit log that cannot be written, or was not finished.
 */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "support/audit-log.h"
#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define RECORD "org.offpeak.Error.Record"
#define MIB (1024 * 1024)

/* A file where the directory should be. */
static void
break_log (Service *s)
{
  g_autofree char *path = g_build_filename (s->root, AUDIT_LOG_DIR, NULL);

  remove_tree (path);
  write_file (s->root, AUDIT_LOG_DIR, "in the way");
}

static void
mend_log (Service *s)
{
  g_autofree char *path = g_build_filename (s->root, AUDIT_LOG_DIR, NULL);

  g_assert_cmpint (unlink (path), ==, 0);
}

static void
test_cannot_be_written (void)
{
  g_autoptr(Service) s = service_new ();

  if (s == NULL)
    return;

  service_expect_warning (s, "audit log cannot be written");
  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  break_log (s);
  service_start (s);

  must_refuse (s, NULL, "Download", "", RECORD, "audit log");
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 8, RECORD, "audit log");
  must_refuse (s, NULL, "Apply", "", RECORD, "audit log");
  assert_failed (s, NULL, STATUS_APPLY_FAILED, 8, RECORD, "audit log");

  mend_log (s);
  service_update (s, "1.0");
  service_stop (s);
  assert_verified (s, 0, "sound");
}

/* What ends a download does not depend on anything but the download. */
static void
test_cancel_needs_no_log (void)
{
  static const ApplicationShape large = { .big_bytes = 8 * MIB };
  g_autoptr(Service) s = service_new ();
  g_autofree char *parameters = NULL;

  if (s == NULL)
    return;

  service_expect_warning (s, "audit log cannot be written");
  service_publish (s, "1.0", &large);
  service_add_product (s, "editor", NULL);
  service_start (s);
  parameters = g_strdup_printf ("updatebaseurl=%srate/1m/1.0/", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  wait_for_number (s, NULL, "BytesTransferred", 1);

  break_log (s);
  must_call (s, NULL, "Pause", NULL);
  must_call (s, NULL, "Resume", NULL);
  must_call (s, NULL, "Cancel", NULL);
  wait_for_status (s, NULL, STATUS_DOWNLOAD_CANCELLED);
  mend_log (s);
  service_stop (s);

  /* Its end comes after all, and what was removed is missed. */
  assert_verified (s, 1, "dropped");
}

/* Room for what is left of the last block, and no more. */
static void
fill_disk (const char *path)
{
  static const char zeros[4096];
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, zeros, sizeof zeros) > 0)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
}

static void
test_disk_full (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *log = NULL;
  g_autofree char *ballast = NULL;
  g_autofree char *output = NULL;
  unsigned status = 0;

  if (s == NULL)
    return;
  if (geteuid () != 0)
    {
      g_test_skip ("mounting a disk takes root");
      return;
    }

  log = g_build_filename (s->root, AUDIT_LOG_DIR, NULL);
  ballast = g_build_filename (log, "ballast", NULL);
  write_file (s->root, AUDIT_LOG_DIR "/below", "");
  output =
      run_program ((const char *const[]){ "mount", "-ttmpfs", "-osize=64k", "small", log, NULL });
  service_expect_warning (s, "audit log cannot be written");
  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_start (s);
  service_update (s, "1.0");

  fill_disk (ballast);
  for (unsigned i = 0; i < 30 && status != STATUS_DOWNLOAD_FAILED; i++)
    {
      g_autofree char *name = try_call (s, NULL, "Download", "");

      status = wait_for_rest (s, NULL);
      g_assert_true (*name == '\0' || g_str_equal (name, RECORD));
    }
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 8, RECORD, "No space");

  g_assert_cmpint (unlink (ballast), ==, 0);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  service_stop (s);
  assert_verified (s, 0, "sound");
}

/* As a power cut leaves it: half a line, and a head that is gone. */
static void
test_killed (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *head = NULL;
  g_autofree char *text = NULL;
  g_autofree char *torn = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_kill (s);
  assert_verified (s, 0, "sound");
  text = read_file (s->root, AUDIT_LOG_FILE);
  torn = g_strconcat (text, "{\"number\":7,\"time\":17", NULL);
  write_file (s->root, AUDIT_LOG_FILE, torn);
  assert_verified (s, 0, "no end");
  head = g_build_filename (s->root, AUDIT_HEAD_FILE, NULL);
  g_assert_cmpint (unlink (head), ==, 0);
  assert_verified (s, 1, "audit.head");

  service_start (s);
  service_stop (s);
  assert_verified (s, 0, "sound");
  g_clear_pointer (&text, g_free);
  text = read_file (s->root, AUDIT_LOG_FILE);
  g_assert_nonnull (strstr (text, "torn-line"));
  g_assert_nonnull (strstr (text, "head-lost"));
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit-broken/cannot-be-written", test_cannot_be_written);
  g_test_add_func ("/audit-broken/cancel-needs-no-log", test_cancel_needs_no_log);
  g_test_add_func ("/audit-broken/disk-full", test_disk_full);
  g_test_add_func ("/audit-broken/killed", test_killed);

  return g_test_run ();
}
