/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The completion for bash, as a shell would call it, with the fake service answering.
 */

#include "unit/client/cast.h"
#include "unit/client/command.h"

/* A line so far, and all that may follow, separated by spaces. */
/* clang-format off */
static const struct { const char *line, *replies; } samples[] = {
  { "offpeak st",                            "status" },
  { "offpeak re",                            "reload remove resume" },
  { "offpeak help ro",                       "rollback" },
  { "offpeak --",                            "--bus= --help --json --no-ask-password --version" },
  { "offpeak check --a",                     "--all" },
  { "offpeak remove editor --p",             "--purge" },
  { "offpeak --bus=s",                       "session system" },
  { "offpeak --bus sy",                      "system" },
  { "offpeak status ",                       "editor" },
  { "offpeak --json status ed",              "editor" },
  { "offpeak status editor ",                "" },
  { "offpeak list ",                         "" },
  { "offpeak frobnicate ",                   "" },
  { "offpeak download up",                   "updatebaseurl= updatetoversion=" },
  { "offpeak apply editor ",                 "displaylevel= forceappshutdown=" },
  { "offpeak apply editor forceappshutdown=", "no yes" },
  { "offpeak set ",                          "editor" },
  { "offpeak set editor Auto",               "AutoApply= AutoDownload=" },
  { "offpeak set editor Enabled=y",          "yes" },
  { "offpeak pin editor ",                   "1.0 2.0" },
  { "offpeak rollback editor --to ",         "1.0 2.0" },
  { "offpeak rollback editor --to=1",        "1.0" },
  { "offpeak download editor updatetoversion=2", "2.0" },
  { "offpeak data editor 1",                 "1 10 11" },
  { "offpeak config ",                       "check" },
  { "offpeak config check /dev/nul",         "/dev/null" },
  { "offpeak config check --root=/de",       "/dev" },
};
/* clang-format on */

static void
assert_completes (const char *address, const char *line, const char *replies)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *programs = g_path_get_dirname (g_getenv ("OFFPEAK_COMMAND"));
  g_autofree char *path = g_strdup_printf ("%s:/usr/bin:/bin", programs);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;
  g_auto(Run) run = { 0 };

  g_subprocess_launcher_setenv (launcher, "OFFPEAK_BUS", address, TRUE);
  g_subprocess_launcher_setenv (launcher, "PATH", path, TRUE);
  process = g_subprocess_launcher_spawn (
      launcher, &error, "bash", g_getenv ("COMPLETE"), g_getenv ("OFFPEAK_COMPLETION"), line, NULL);
  g_assert_no_error (error);
  run = run_finish (process);

  g_strchomp (g_strdelimit (run.out, "\n", ' '));
  if (!g_str_equal (run.out, replies))
    g_error ("‘%s’ is completed by ‘%s’, not ‘%s’", line, run.out, replies);
  g_assert_cmpstr (run.err, ==, "");
}

static void
test_samples (Cast *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (samples); i++)
    assert_completes (f->address, samples[i].line, samples[i].replies);
}

/* What does not need the service goes on without it; nobody sees its absence. */
static void
test_no_service (Cast *f, gconstpointer unused)
{
  cast_kill_service (f);

  assert_completes (f->address, "offpeak status ", "");
  assert_completes (f->address, "offpeak stat", "status");
  assert_completes (f->address, "offpeak set editor Auto", "AutoApply= AutoDownload=");
}

/* The word of the line is run, so it is never taken from the service. */
static void
test_hostile_names (Cast *f, gconstpointer unused)
{
  op_dbus_update_notify1_set_installed_version (f->product->update, "$(touch owned)");
  op_dbus_update_notify1_set_previous_version (f->product->update, "a b");
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (f->product->update));

  assert_completes (f->address, "offpeak pin editor ", "2.0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Cast, NULL, cast_set_up, func, cast_tear_down)
  ADD ("/completion/offers-what-may-follow", test_samples);
  ADD ("/completion/does-without-the-service", test_no_service);
  ADD ("/completion/runs-nothing-that-the-service-says", test_hostile_names);

  return g_test_run ();
}
