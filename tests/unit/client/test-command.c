/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-service.h"
#include "unit/client/command.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  GTestDBus *bus;       /* (owned) */
  const char *address;  /* (unowned): of the bus */
  FakeService *service; /* (owned) (nullable) */
  FakeProduct *product; /* (unowned): of the service */
} Fixture;

static void
start_service (Fixture *f)
{
  f->service = fake_service_new (f->address);
  f->product = fake_service_add (f->service, "editor");
  op_dbus_manager1_set_default_product (fake_service_manager (f->service), "editor");
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->bus);
  f->address = g_test_dbus_get_bus_address (f->bus);
  start_service (f);
  fake_service_appear (f->service);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_pointer (&f->service, fake_service_free);
  g_test_dbus_down (f->bus);
  g_object_unref (f->bus);
}

static void
assert_says (const char *text, const char *word)
{
  if (strstr (text, word) == NULL)
    g_error ("‘%s’ does not say ‘%s’", text, word);

  /* Whatever the service says, nothing moves the cursor. */
  for (const char *c = text; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c) && *c != '\n');
}

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
test_good (Fixture *f, gconstpointer unused)
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
test_bad (Fixture *f, gconstpointer unused)
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
test_names_a_product (Fixture *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  fake_service_add (f->service, "viewer");
  op_dbus_manager1_set_default_product (fake_service_manager (f->service), "");
  run = run_command (f->address, "status");
  g_assert_cmpint (run.exit_status, ==, 2);
  assert_says (run.err, "‘editor’, ‘viewer’");
}

static void
test_check_all (Fixture *f, gconstpointer unused)
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
test_not_authorised (Fixture *f, gconstpointer unused)
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
test_damaged (Fixture *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  f->product->fail_name = "damaged";
  run = run_command (f->address, "verify");
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.out, "damaged: bin/app\n");
}

static void
test_failure (Fixture *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };
  g_auto(Run) status = { 0 };

  f->product->fail_name = "org.offpeak.Error.Network";
  f->product->fail_error = 9;
  run = run_command (f->address, "download");
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.err, "The download of editor failed: It is \\x1b[31mbroken");

  status = run_command (f->address, "status");
  assert_says (status.out, "the download failed");
  assert_says (status.out, "HRESULT 0x80200010");
}

static void
test_end_before_the_answer (Fixture *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  f->product->at_once = TRUE;
  run = run_command (f->address, "download");
  g_assert_cmpint (run.exit_status, ==, 0);
  assert_says (run.out, "staged");
}

static void
test_plain_lines (Fixture *f, gconstpointer unused)
{
  g_auto(Run) run = run_command (f->address, "download");
  g_auto(Run) applied = run_command (f->address, "apply");

  g_assert_cmpstr (run.out,
                   ==,
                   "editor: about to download\n"
                   "editor: downloading\n"
                   "Version 2.0 of editor is staged; ‘offpeak apply editor’ switches to it.\n");
  g_assert_cmpstr (applied.out,
                   ==,
                   "editor: about to switch versions\n"
                   "editor: switching versions\n"
                   "editor is at version 2.0 now; ‘offpeak rollback editor’ switches back to "
                   "1.0.\n");
}

static void
test_words_with_spaces (Fixture *f, gconstpointer unused)
{
  const char *const words[] = { "download", "updatebaseurl=file:///a b/\"c\"", NULL };
  g_auto(Run) run = run_words (f->address, words);

  g_assert_cmpstr (
      fake_product_last_call (f->product), ==, "Download updatebaseurl=\"file:///a b/\\\"c\\\"\"");
}

static void
test_nobody_there (Fixture *f, gconstpointer unused)
{
  g_auto(Run) absent = { 0 };
  g_auto(Run) no_bus = run_command ("unix:path=/nonexistent/bus", "list");

  g_clear_pointer (&f->service, fake_service_free);
  absent = run_command (f->address, "list");
  g_assert_cmpint (absent.exit_status, ==, 1);
  assert_says (absent.err, "start offpeakd");
  g_assert_cmpint (no_bus.exit_status, ==, 1);
  assert_says (no_bus.err, "Cannot connect to the bus ‘unix:path=/nonexistent/bus’");
}

#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END

static gboolean
is_in (Fixture *f, FakeStatus status)
{
  return op_dbus_update_notify1_get_status (f->product->update) == status;
}

/* Read what it says until a word comes: then it is as far as that. */
static char *
read_until (GSubprocess *process, const char *word)
{
  GInputStream *pipe = g_subprocess_get_stdout_pipe (process);
  g_autoptr(GString) text = g_string_new (NULL);

  while (strstr (text->str, word) == NULL)
    {
      char buffer[256];
      gssize n_bytes;

      g_main_context_iteration (NULL, FALSE);
      if (!g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (pipe)))
        continue;
      n_bytes = g_input_stream_read (pipe, buffer, sizeof buffer, NULL, NULL);
      g_assert_cmpint (n_bytes, >, 0);
      g_string_append_len (text, buffer, n_bytes);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_interrupt_detaches (Fixture *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "download");
  g_autofree char *begin = NULL;
  g_auto(Run) run = { 0 };

  f->product->holds = TRUE;
  begin = read_until (process, "downloading");
  g_subprocess_send_signal (process, SIGINT);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 130);
  assert_says (run.err, "‘offpeak cancel editor’ ends it");
  g_assert_true (is_in (f, FAKE_DOWNLOAD_WIP));
}

static void
test_survives_a_crash (Fixture *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "download");
  g_autofree char *begin = NULL;
  g_autofree char *lost = NULL;
  g_auto(Run) run = { 0 };

  f->product->holds = TRUE;
  begin = read_until (process, "downloading");
  g_clear_pointer (&f->service, fake_service_free);
  lost = read_until (process, "The service left the bus");

  start_service (f);
  op_dbus_update_notify1_set_staged_version (f->product->update, "2.0");
  op_dbus_update_notify1_set_status (f->product->update, FAKE_DOWNLOAD_SUCCEEDED);
  fake_service_appear (f->service);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 0);
  assert_says (run.out, "The service is back.\nVersion 2.0 of editor is staged");
}

static void
test_wait_joins (Fixture *f, gconstpointer unused)
{
  GSubprocess *process;
  g_autofree char *begin = NULL;
  g_auto(Run) run = { 0 };

  fake_product_set_status (f->product, FAKE_DOWNLOAD_WIP);
  fake_product_set_progress (f->product, 5, 10);
  fake_product_wait_for (f->product, "network", "The cable is out");
  process = run_start (f->address, "wait");
  begin = read_until (process, "The cable is out");
  fake_product_set_status (f->product, FAKE_DOWNLOAD_CANCELLED);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.err, "was cancelled");
}

static void
test_product_taken_away (Fixture *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "download");
  g_autofree char *begin = NULL;
  g_auto(Run) run = { 0 };

  f->product->holds = TRUE;
  begin = read_until (process, "downloading");
  fake_service_remove (f->service, "editor");
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.err, "was taken away");
}

static void
test_control (Fixture *f, gconstpointer unused)
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
  g_assert_true (is_in (f, FAKE_DOWNLOAD_CANCELLED));
}

static void
test_explains_configuration (Fixture *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  op_dbus_product1_set_configuration_error (f->product->product, "editor.conf:7: bad ‘Trust’");
  op_dbus_product1_set_enabled (f->product->product, FALSE);
  run = run_command (f->address, "explain");
  assert_says (run.out, "editor.conf:7: bad ‘Trust’");
  assert_says (run.out, "disabled");
}

static void
test_monitor (Fixture *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "monitor");
  g_autofree char *begin = read_until (process, "Ctrl-C");
  g_autofree char *failed = NULL;
  g_autofree char *added = NULL;
  g_autofree char *removed = NULL;
  g_auto(Run) run = { 0 };

  f->product->fail_name = "org.offpeak.Error.Network";
  f->product->fail_error = 9;
  fake_product_set_status (f->product, FAKE_DOWNLOAD_FAILED);
  failed = read_until (process, "editor: the download failed: It is");
  fake_service_add (f->service, "viewer");
  added = read_until (process, "viewer: a new product");
  fake_service_remove (f->service, "viewer");
  removed = read_until (process, "viewer: no longer a product");
  g_subprocess_send_signal (process, SIGINT);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/command/every-command-works", test_good);
  ADD ("/command/every-misuse-is-named", test_bad);
  ADD ("/command/without-a-default-a-product-must-be-named", test_names_a_product);
  ADD ("/command/check-all-says-so-in-its-status", test_check_all);
  ADD ("/command/not-authorised-is-three", test_not_authorised);
  ADD ("/command/damaged-files-are-a-failure", test_damaged);
  ADD ("/command/a-failure-is-told-in-words", test_failure);
  ADD ("/command/an-end-before-the-answer-is-seen", test_end_before_the_answer);
  ADD ("/command/plain-lines-without-a-terminal", test_plain_lines);
  ADD ("/command/words-with-spaces-are-quoted", test_words_with_spaces);
  ADD ("/command/nobody-there-is-said", test_nobody_there);
  ADD ("/command/interrupt-detaches", test_interrupt_detaches);
  ADD ("/command/a-crash-of-the-service-is-waited-out", test_survives_a_crash);
  ADD ("/command/wait-joins-what-runs", test_wait_joins);
  ADD ("/command/a-product-that-goes-ends-it", test_product_taken_away);
  ADD ("/command/pause-explain-status-cancel", test_control);
  ADD ("/command/explain-names-the-configuration-error", test_explains_configuration);
  ADD ("/command/monitor-prints-every-change", test_monitor);

  return g_test_run ();
}
