/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit/client/cast.h"
#include "unit/client/command.h"

#include <signal.h>

static void
test_end_before_the_answer (Cast *f, gconstpointer unused)
{
  g_auto(Run) run = { 0 };

  f->product->at_once = TRUE;
  run = run_command (f->address, "download");
  g_assert_cmpint (run.exit_status, ==, 0);
  assert_says (run.out, "staged");
}

static void
test_plain_lines (Cast *f, gconstpointer unused)
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
                   "editor: about to switch version\n"
                   "editor: switching version\n"
                   "editor is at version 2.0 now; ‘offpeak rollback editor’ switches back to "
                   "1.0.\n");
}

static void
test_interrupt_detaches (Cast *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "download");
  g_autofree char *begin = NULL;
  g_auto(Run) run = { 0 };

  f->product->holds = TRUE;
  begin = run_read_until (process, "downloading");
  g_subprocess_send_signal (process, SIGINT);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 130);
  assert_says (run.err, "‘offpeak cancel editor’ ends it");
  g_assert_true (cast_is_in (f, FAKE_DOWNLOAD_WIP));
}

static void
test_survives_a_crash (Cast *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "download");
  g_autofree char *begin = NULL;
  g_autofree char *lost = NULL;
  g_auto(Run) run = { 0 };

  f->product->holds = TRUE;
  begin = run_read_until (process, "downloading");
  cast_kill_service (f);
  lost = run_read_until (process, "The service left the bus");

  cast_revive_service (f);
  op_dbus_update_notify1_set_staged_version (f->product->update, "2.0");
  op_dbus_update_notify1_set_status (f->product->update, FAKE_DOWNLOAD_SUCCEEDED);
  fake_service_appear (f->service);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 0);
  assert_says (run.out, "The service is back.\nVersion 2.0 of editor is staged");
}

static void
test_wait_joins (Cast *f, gconstpointer unused)
{
  GSubprocess *process;
  g_autofree char *begin = NULL;
  g_auto(Run) run = { 0 };

  fake_product_set_status (f->product, FAKE_DOWNLOAD_WIP);
  fake_product_set_progress (f->product, 5, 10);
  fake_product_wait_for (f->product, "network", "The cable is out");
  process = run_start (f->address, "wait");
  begin = run_read_until (process, "The cable is out");
  fake_product_set_status (f->product, FAKE_DOWNLOAD_CANCELLED);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.err, "was cancelled");
}

static void
test_product_taken_away (Cast *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "download");
  g_autofree char *begin = NULL;
  g_auto(Run) run = { 0 };

  f->product->holds = TRUE;
  begin = run_read_until (process, "downloading");
  fake_service_remove (f->service, "editor");
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.err, "was taken away");
}

static void
test_monitor (Cast *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "monitor");
  g_autofree char *begin = run_read_until (process, "Ctrl-C");
  g_autofree char *failed = NULL;
  g_autofree char *added = NULL;
  g_autofree char *removed = NULL;
  g_auto(Run) run = { 0 };

  f->product->fail_name = "org.offpeak.Error.Network";
  f->product->fail_error = 9;
  fake_product_set_status (f->product, FAKE_DOWNLOAD_FAILED);
  failed = run_read_until (process, "editor: download failed: It is");
  fake_service_add (f->service, "viewer");
  added = run_read_until (process, "viewer: a new product");
  fake_service_remove (f->service, "viewer");
  removed = run_read_until (process, "viewer: no longer a product");
  g_subprocess_send_signal (process, SIGINT);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 0);
}

#define ADD(path, func) g_test_add (path, Cast, NULL, cast_set_up, func, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cli/an-end-before-the-answer-is-seen", test_end_before_the_answer);
  ADD ("/cli/plain-lines-without-a-terminal", test_plain_lines);
  ADD ("/cli/interrupt-detaches", test_interrupt_detaches);
  ADD ("/cli/a-crash-of-the-service-is-waited-out", test_survives_a_crash);
  ADD ("/cli/wait-joins-what-runs", test_wait_joins);
  ADD ("/cli/a-product-that-goes-ends-it", test_product_taken_away);
  ADD ("/cli/monitor-prints-every-change", test_monitor);

  return g_test_run ();
}
