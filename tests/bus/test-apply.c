/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Apply among people: applications that run, that are ended, that go on from the old tree, and a
 * new version that does not work.
 */

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"

#define APPLICATIONS_RUNNING "org.offpeak.Error.ApplicationsRunning"

/* A program that runs from the installed tree. */
static Process *
start_application (Service *s)
{
  g_autofree char *program =
      g_build_filename (service_install_root (s, NULL), "current", "bin", "sleeper", NULL);
  const char *const argv[] = { program, "1000", NULL };

  return process_start (argv, NULL, "/dev/null");
}

static Service *
service_new_with_1_installed_and_2_staged (void)
{
  Service *s = service_new_with_product ();

  if (s == NULL)
    return NULL;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);

  return s;
}

/* "PID:name …" as GetBlockingApps or GetOldUsers says. */
static char *
get_processes (Service *s, const char *method)
{
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariantIter) processes = NULL;
  g_autoptr(GError) error = NULL;
  GString *text = g_string_new (NULL);
  const char *name;
  unsigned pid;

  reply = call (s, product_path (NULL), "org.offpeak.UpdateNotify1", method, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(a(us))", &processes);
  while (g_variant_iter_next (processes, "(u&s)", &pid, &name))
    g_string_append_printf (text, "%u:%s ", pid, name);

  return g_string_free (text, FALSE);
}

static void
test_blocking (void)
{
  g_autoptr(Service) s = service_new_with_1_installed_and_2_staged ();
  g_autoptr(Process) application = NULL;
  g_autofree char *blocking = NULL;
  g_autofree char *expected = NULL;

  if (s == NULL)
    return;

  application = start_application (s);
  expected = g_strdup_printf ("%d:sleeper ", process_pid (application));
  blocking = get_processes (s, "GetBlockingApps");
  g_assert_cmpstr (blocking, ==, expected);

  run_call (s, NULL, "Apply", "", STATUS_APPLY_FAILED);
  assert_failed (s, NULL, STATUS_APPLY_FAILED, 10, APPLICATIONS_RUNNING, "sleeper");
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
  g_assert_true (process_runs (application));

  process_end (application, SIGTERM);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

static void
test_force (void)
{
  g_autoptr(Service) s = service_new_with_1_installed_and_2_staged ();
  g_autoptr(Process) application = NULL;
  int status;

  if (s == NULL)
    return;

  application = start_application (s);
  run_call (s, NULL, "Apply", "forceappshutdown=true", STATUS_APPLY_SUCCEEDED);
  status = process_wait (application);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGTERM);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

/* One that will not hear SIGTERM is given its grace, then SIGKILL. */
static void
test_force_the_stubborn (void)
{
  g_autoptr(Service) s = service_new ();
  g_autoptr(Process) application = NULL;
  g_autofree char *program = NULL;
  g_autofree char *script = NULL;
  const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
  int status;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", "ShutdownGraceSec", "1", NULL);
  service_start (s);
  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);

  /* An ignored signal stays ignored through exec. */
  program = g_build_filename (service_install_root (s, NULL), "current", "bin", "sleeper", NULL);
  script = g_strdup_printf ("trap '' TERM; exec %s 1000", program);
  argv[2] = script;
  application = process_start (argv, NULL, "/dev/null");
  {
    g_autofree char *link = g_strdup_printf ("/proc/%d/exe", process_pid (application));

    for (;;)
      {
        g_autofree char *target = g_file_read_link (link, NULL);

        if (target != NULL && g_str_has_suffix (target, "/sleeper"))
          break;
        g_usleep (1000);
      }
  }

  run_call (s, NULL, "Apply", "forceappshutdown=true", STATUS_APPLY_SUCCEEDED);
  status = process_wait (application);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
}

static gboolean
restart_is_required (gpointer service)
{
  g_autoptr(GVariant) required = get_property (service, NULL, "RestartRequired");

  return g_variant_get_boolean (required);
}

/* BlockingPaths elsewhere: what runs from the old tree goes on, and is named. */
static void
test_old_users (void)
{
  g_autoptr(Service) s = service_new ();
  g_autoptr(Process) application = NULL;
  g_autofree char *old_users = NULL;
  g_autofree char *none = NULL;
  g_autofree char *expected = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", "BlockingPaths", "/nowhere", NULL);
  service_start (s);
  service_update (s, "1.0");
  application = start_application (s);
  none = get_processes (s, "GetOldUsers");
  g_assert_cmpstr (none, ==, "");

  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  expected = g_strdup_printf ("%d:sleeper ", process_pid (application));
  old_users = get_processes (s, "GetOldUsers");
  g_assert_cmpstr (old_users, ==, expected);
  wait_until (restart_is_required, s, "RestartRequired");
  g_assert_true (process_runs (application));
}

/* A version whose program says it is not well. */
static void
publish_sick_version (Service *s, const char *version)
{
  g_autofree char *tree = g_build_filename (s->www, version, NULL);
  g_autofree char *prefix = g_strdup_printf ("/%s/", version);
  static const char program[] = "#!/bin/sh\necho the disk is made of cheese >&2\nexit 3\n";
  g_autofree char *list = NULL;

  service_publish (s, version, NULL);
  write_bytes (tree, "bin/app", program, strlen (program), 0755);
  list = application_make_list (tree, version, prefix);
  application_publish_text (s->www, list);
}

static void
test_health_check (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *staged = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", "HealthCheck", "bin/app", NULL);
  service_start (s);
  service_update (s, "1.0");

  publish_sick_version (s, "2.0");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  recorder_clear (s->recorder);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_FAILED);
  assert_failed (s, NULL, STATUS_APPLY_FAILED, 10, "org.offpeak.Error.HealthCheckFailed", "cheese");
  {
    g_autofree char *seen = recorder_transitions (s->recorder, product_path (NULL));

    g_assert_cmpstr (seen, ==, "6>7 7>8 8>10/10");
  }
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");

  /* A newer release is taken. */
  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");
}

/* The first version of all has nothing to go back to. */
static void
test_health_check_of_first_version (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *installed = NULL;

  if (s == NULL)
    return;

  publish_sick_version (s, "1.0");
  service_add_product (s, "editor", "HealthCheck", "bin/app", NULL);
  service_start (s);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_FAILED);
  assert_failed (s, NULL, STATUS_APPLY_FAILED, 10, "org.offpeak.Error.HealthCheckFailed", "cheese");
  installed = get_string (s, NULL, "InstalledVersion");
  g_assert_cmpstr (installed, ==, "");
  g_assert_false (file_exists (service_install_root (s, NULL), "current"));

  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/apply/running-application-is-in-the-way", test_blocking);
  g_test_add_func ("/apply/forced-it-ends-the-application", test_force);
  g_test_add_func ("/apply/forced-it-kills-the-stubborn-after-a-grace", test_force_the_stubborn);
  g_test_add_func ("/apply/old-users-go-on-and-are-named", test_old_users);
  g_test_add_func ("/apply/sick-version-is-rolled-back", test_health_check);
  g_test_add_func ("/apply/sick-first-version-is-taken-away", test_health_check_of_first_version);

  return g_test_run ();
}
