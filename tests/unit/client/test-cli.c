/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit/client/cast.h"
#include "unit/client/command.h"

/* What succeeds, and a word of what it says. */
/* clang-format off */
static const struct { const char *words, *out, *call; } good[] = {
  { "list",                              "editor",                                      NULL },
  { "status",                            "Installed",                                   NULL },
  { "status editor",                     "An \\x1b[1mApplication",                      NULL },
  { "check",                             "1.23 MB to download, 45.7 MB unpacked",       "CheckForUpdate " },
  { "check editor updatetoversion=2.0",  "Version 2.0 of editor is available",          "CheckForUpdate updatetoversion=2.0" },
  { "download",                          "‘offpeak apply editor’ switches to it.",      "Download " },
  { "download editor a=b c=d",           "Version 2.0 of editor is staged",             "Download a=b c=d" },
  { "apply forceappshutdown=true",       "editor is at version 2.0 now; ‘offpeak rollback editor’ switches back to 1.0.", "Apply forceappshutdown=true" },
  { "rollback editor --to 0.9",          "editor",                                      "Rollback updatetoversion=0.9" },
  { "rollback --to=0.9 editor a=b",      "editor",                                      "Rollback updatetoversion=0.9 a=b" },
  { "wait",                              "Nothing of editor is running",                NULL },
  { "explain",                           "Nothing of editor is waiting",                NULL },
  { "blocking",                          "4321     editor",                             "GetBlockingApps" },
  { "verify",                            "sound",                                       "Verify" },
  { "versions",                          "available  2.0",                              NULL },
  { "history",                           "2023-11-14 22:13:20  apply     0.9 → 1.0  succeeded", "GetDeploymentData " },
  { "set editor enabled=no channel=beta", "are set",                                    "SetOptions {'Channel': <'beta'>, 'Enabled': <false>}" },
  { "pin editor 1.0",                    "are set",                                     "SetOptions {'PinnedVersion': <'1.0'>}" },
  { "remove editor --purge",             "removed",                                     "Remove purge" },
  { "data editor 8 name",                "/opt/app",                                    "GetDeploymentData name" },
  { "reload",                            "app.conf:3",                                  NULL },
  { "--version",                         "offpeak ",                                    NULL },
  { "help",                              "rollback",                                    NULL },
  { "help set",                          "AutoDownload",                                NULL },
  { "set --help",                        "AutoDownload",                                NULL },
};

/* What fails, with which status, and a word of why. */
static const struct { const char *words; int exit_status; const char *err; } bad[] = {
  { "",                        2, "Name a command" },
  { "dwonload",                2, "did you mean ‘download’?" },
  { "frobnicate",              2, "‘offpeak help’ lists them" },
  { "help frobnicate",         2, "frobnicate" },
  { "status --frob",           2, "--frob" },
  { "status \xff",             2, "not UTF-8" },
  { "status a b",              2, "usage: offpeak status [P]" },
  { "pin editor",              2, "usage: offpeak pin P V" },
  { "list --all",              2, "does not take --all" },
  { "check --all editor",      2, "neither" },
  { "download editor word",    2, "word" },
  { "data editor first",       2, "first" },
  { "data editor 99",          2, "fake refuses ‘\\x1b[2J’" },
  { "set editor Colour=red",   2, "Colour" },
  { "set editor Enabled=maybe", 2, "maybe" },
  { "status nobody",           1, "There is no product ‘nobody’; there is: ‘editor’" },
  { "cancel",                  4, "unexpected time" },
  { "pause editor",            4, "unexpected time" },
};
/* clang-format on */

static void
test_good (Cast *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_auto(Run) run = run_command (f->address, good[i].words);

      g_assert_cmpstr (run.err, ==, "");
      g_assert_cmpint (run.exit_status, ==, 0);
      assert_says (run.out, good[i].out);
      if (good[i].call != NULL)
        g_assert_cmpstr (fake_product_last_call (f->product), ==, good[i].call);
    }
}

static void
test_bad (Cast *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto(Run) run = run_command (f->address, bad[i].words);

      f->product->refuse_name = NULL;
      g_assert_cmpint (run.exit_status, ==, bad[i].exit_status);
      g_assert_cmpstr (run.out, ==, "");
      assert_says (run.err, bad[i].err);
    }
}

static void
test_names_a_product (Cast *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  fake_service_add (f->service, "viewer");
  op_dbus_manager1_set_default_product (fake_service_manager (f->service), "");
  run = run_command (f->address, "status");
  g_assert_cmpint (run.exit_status, ==, 2);
  assert_says (run.err, "‘editor’, ‘viewer’");
}

static void
test_check_all (Cast *f, gconstpointer unused)
{
  g_auto(Run) available = run_command (f->address, "check --all");
  g_auto(Run) nothing = { 0 };

  g_assert_cmpint (available.exit_status, ==, 10);
  assert_says (available.out, "editor  an update is available");

  op_dbus_update_notify1_set_available_version (f->product->update, "");
  nothing = run_command (f->address, "check --all");
  g_assert_cmpint (nothing.exit_status, ==, 0);
}

static void
test_not_authorised (Cast *f, gconstpointer unused)
{
  g_auto(Run) asking = { 0 };
  g_auto(Run) silent = { 0 };

  f->product->refuse_name = "org.freedesktop.DBus.Error.AccessDenied";
  asking = run_command (f->address, "download");
  g_assert_cmpint (asking.exit_status, ==, 3);
  g_assert_true (f->product->interactive);

  f->product->refuse_name = "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired";
  silent = run_command (f->address, "download --no-ask-password");
  g_assert_cmpint (silent.exit_status, ==, 3);
  g_assert_false (f->product->interactive);
}

static void
test_damaged (Cast *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  f->product->fail_name = "damaged";
  run = run_command (f->address, "verify");
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.out, "damaged: bin/app\n");
}

static void
test_failure (Cast *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };
  g_auto(Run) status = { 0 };

  f->product->fail_name = "org.offpeak.Error.Network";
  f->product->fail_error = 9;
  run = run_command (f->address, "download");
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.err, "The download of editor failed: It is \\x1b[31mbroken");

  status = run_command (f->address, "status");
  assert_says (status.out, "download failed");
  assert_says (status.out, "HRESULT 0x80200010");
}

static void
test_words_with_spaces (Cast *f, gconstpointer unused)
{
  const char *const words[] = { "download", "updatebaseurl=file:///a b/\"c\"", NULL };
  g_auto(Run) run = run_words (f->address, words);

  g_assert_cmpstr (
      fake_product_last_call (f->product), ==, "Download updatebaseurl=\"file:///a b/\\\"c\\\"\"");
}

static void
test_nobody_there (Cast *f, gconstpointer unused)
{
  g_auto(Run) absent = { 0 };
  g_auto(Run) no_bus = run_command ("unix:path=/nonexistent/bus", "list");

  cast_kill_service (f);
  absent = run_command (f->address, "list");
  g_assert_cmpint (absent.exit_status, ==, 1);
  assert_says (absent.err, "start offpeakd");
  g_assert_cmpint (no_bus.exit_status, ==, 1);
  assert_says (no_bus.err, "Cannot connect to the bus ‘unix:path=/nonexistent/bus’");
}

static void
test_control (Cast *f, gconstpointer unused)
{
  g_auto(Run) paused = { 0 };
  g_auto(Run) explained = { 0 };
  g_auto(Run) status = { 0 };
  g_auto(Run) cancelled = { 0 };

  fake_product_set_status (f->product, FAKE_DOWNLOAD_WIP);
  fake_product_set_progress (f->product, 5000000, 20000000);
  paused = run_command (f->address, "pause");
  assert_says (paused.out, "‘offpeak resume editor’");
  explained = run_command (f->address, "explain");
  assert_says (explained.out, "editor waits: it was paused; ‘offpeak resume’ goes on");
  status = run_command (f->address, "status");
  assert_says (status.out, "25%  5.00 MB of 20.0 MB  1.00 MB/s  1:01 left  300 of 1200 files");
  cancelled = run_command (f->address, "cancel");
  g_assert_cmpint (cancelled.exit_status, ==, 0);
  g_assert_true (cast_is_in (f, FAKE_DOWNLOAD_CANCELLED));
}

static void
test_explains_configuration (Cast *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  op_dbus_product1_set_configuration_error (f->product->product, "editor.conf:7: bad ‘Trust’");
  op_dbus_product1_set_enabled (f->product->product, FALSE);
  run = run_command (f->address, "explain");
  assert_says (run.out, "editor.conf:7: bad ‘Trust’");
  assert_says (run.out, "disabled");
}

#define ADD(path, func) g_test_add (path, Cast, NULL, cast_set_up, func, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cli/every-command-works", test_good);
  ADD ("/cli/every-misuse-is-named", test_bad);
  ADD ("/cli/without-a-default-a-product-must-be-named", test_names_a_product);
  ADD ("/cli/check-all-says-so-in-its-status", test_check_all);
  ADD ("/cli/not-authorised-is-three", test_not_authorised);
  ADD ("/cli/damaged-files-are-a-failure", test_damaged);
  ADD ("/cli/a-failure-is-told-in-words", test_failure);
  ADD ("/cli/words-with-spaces-are-quoted", test_words_with_spaces);
  ADD ("/cli/nobody-there-is-said", test_nobody_there);
  ADD ("/cli/pause-explain-status-cancel", test_control);
  ADD ("/cli/explain-names-the-configuration-error", test_explains_configuration);

  return g_test_run ();
}
