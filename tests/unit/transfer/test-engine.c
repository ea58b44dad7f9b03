/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole transfers, with a real worker. */

#include <string.h>

#include "engine-cast.h"
#include "fakes/fake-clock.h"
#include "support/files.h"
#include "support/patience.h"

#define N_FILES 200

static void
test_many_files (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;
  guint64 n_bytes = 0;

  for (unsigned i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      size_t n = i % 50 == 0 ? OP_MIB + i : i * 37;

      serve (c, sink, path, n, (Route){ 0 });
      n_bytes += n;
    }
  run = run_begin (c, sink);
  run_wait (run);

  g_assert_no_error (run->error);
  assert_all_came (c, sink);
  g_assert_cmpuint (run_get_bytes (run), ==, n_bytes);
  g_assert_cmpint (op_transfer_get_state (run->transfer), ==, OP_JOB_TRANSFERRED);
  g_assert_cmpuint (misbehaving_server_n_connections (c->server), <, N_FILES / 4);
}

/* What servers do on a bad day; each gets better. */
static void
test_bad_day (Cast *c, gconstpointer unused)
{
  static const Route faults[] = {
    { .fault = FAULT_CLOSE, .n_times = 2 },
    { .status = 500, .n_times = 3 },
    { .status = 503, .headers = "Retry-After: 0\r\n", .n_times = 1 },
    { .fault = FAULT_CUT_OFF, .n_bytes = 100000, .n_times = 3 },
    { .fault = FAULT_LONG_LENGTH, .n_bytes = 1, .n_times = 1 },
    { .fault = FAULT_GARBAGE, .n_times = 1 },
    { .fault = FAULT_CHUNKED },
    { .fault = FAULT_NO_LENGTH },
    { .fault = FAULT_IGNORE_RANGE },
  };
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strdup_printf ("/%zu", i);

      serve (c, sink, path, 300000, faults[i]);
    }
  run = run_begin (c, sink);
  run_wait (run);

  g_assert_no_error (run->error);
  assert_all_came (c, sink);
}

static void
test_gives_up (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;

  serve (c, sink, "/stalls", 300000, (Route){ .fault = FAULT_STALL, .n_bytes = 1000 });
  serve (c, sink, "/damaged", 300000, (Route){ .fault = FAULT_DAMAGE });
  run = run_begin (c, sink);
  run_wait (run);

  g_assert_error (run->error, OP_ERROR, OP_ERROR_BAD_CONTENT);
  g_assert_nonnull (strstr (run->error->message, "/damaged: The hash"));
  g_assert_cmpint (op_transfer_get_state (run->transfer), ==, OP_JOB_ERROR);
}

static void
test_suspend (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(GPtrArray) requests = NULL;
  g_autoptr(Run) run = NULL;

  serve (c, sink, "/a", OP_MIB, (Route){ .fault = FAULT_STALL, .n_bytes = 500000, .n_times = 1 });
  run = run_begin (c, sink);
  run_wait_for_bytes (run, 500000);
  op_transfer_suspend (run->transfer);
  g_assert_cmpint (op_transfer_get_state (run->transfer), ==, OP_JOB_SUSPENDED);
  op_transfer_resume (run->transfer);
  run_wait (run);

  g_assert_no_error (run->error);
  assert_all_came (c, sink);
  requests = misbehaving_server_requests (c->server);
  g_assert_cmpuint (requests->len, ==, 2);
  g_assert_cmpstr (((ServedRequest *) requests->pdata[1])->range, ==, "bytes=500000-");
  g_assert_cmpstr (((ServedRequest *) requests->pdata[1])->if_range, ==, "\"one\"");
}

static void
test_cancel (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;

  serve (c, sink, "/a", OP_MIB, (Route){ .fault = FAULT_STALL, .n_bytes = 500000 });
  run = run_begin (c, sink);
  run_wait_for_bytes (run, 500000);
  op_transfer_cancel (run->transfer);
  run_wait (run);
  g_assert_error (run->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* One has more files than there is room for; the other does not wait for them. */
static void
test_two_jobs_share (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) large = op_fake_sink_new ();
  g_autoptr(OpFakeSink) small = op_fake_sink_new ();
  g_autoptr(Run) large_run = NULL;
  g_autoptr(Run) small_run = NULL;
  OpTransferProgress progress;

  for (unsigned i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);

      serve (c, large, path, 20000, (Route){ 0 });
    }
  wait_for_no_worker (); /* of the test before */
  large_run = run_begin (c, large);
  serve (c, small, "/small", 1000, (Route){ 0 });
  small_run = run_begin (c, small);
  run_wait (small_run);
  g_assert_no_error (small_run->error);
  op_transfer_get_progress (large_run->transfer, &progress);
  g_assert_cmpuint (progress.files_transferred, <, N_FILES);
  g_assert_cmpuint (n_workers (), ==, 1);
  run_wait (large_run);
  g_assert_no_error (large_run->error);
}

static void
test_local_files (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autofree char *dir = g_dir_make_tmp ("offpeak-engine-XXXXXX", NULL);
  g_autofree char *url = g_strconcat ("FILE://", dir, "/a", NULL);
  g_autofree char *missing = g_strconcat ("file://", dir, "/b ", url, NULL);
  g_autoptr(Run) run = NULL;

  wait_for_no_worker ();
  write_file (dir, "a", "hello");
  op_fake_sink_add_expecting (sink, url, "hello", 5);
  op_fake_sink_add_expecting (sink, missing, "hello", 5);
  run = run_begin (c, sink);
  run_wait (run);
  g_assert_no_error (run->error);
  assert_file (sink, 1, "hello", 5);
  g_assert_cmpuint (n_workers (), ==, 0);
  remove_tree (dir);
}

static gboolean
no_worker (gpointer unused)
{
  return n_workers () == 0;
}

/* A connection that is kept alive is worth a while, not for ever. */
static void
test_unused_worker_ends (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeClock) clock = op_fake_clock_new (G_USEC_PER_SEC);
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(OpFakeSink) again = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;
  g_autoptr(Run) second = NULL;

  wait_for_no_worker ();
  make_engine (c, g_getenv ("OFFPEAK_FETCH"), OP_CLOCK (clock));
  serve (c, sink, "/a", 1000, (Route){ 0 });
  run = run_begin (c, sink);
  run_wait (run);
  g_assert_no_error (run->error);
  g_assert_cmpuint (n_workers (), ==, 1);
  g_assert_cmpuint (op_fake_clock_get_n_alarms (clock), ==, 1);

  op_fake_clock_advance (clock, 9 * G_USEC_PER_SEC);
  g_assert_cmpuint (n_workers (), ==, 1);
  op_fake_clock_advance (clock, G_USEC_PER_SEC);
  wait_until (no_worker, NULL, "the worker to end");

  g_ptr_array_set_size (c->bodies, 0);
  serve (c, again, "/b", 1000, (Route){ 0 });
  second = run_begin (c, again);
  run_wait (second);
  g_assert_no_error (second->error);
  assert_all_came (c, again);
  g_clear_object (&c->engine);
  g_assert_cmpuint (op_fake_clock_get_n_alarms (clock), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/engine/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("many-files", test_many_files);
  ADD ("a-bad-day", test_bad_day);
  ADD ("gives-up", test_gives_up);
  ADD ("suspend-and-resume", test_suspend);
  ADD ("cancel", test_cancel);
  ADD ("two-jobs-share", test_two_jobs_share);
  ADD ("local-files", test_local_files);
  ADD ("an-unused-worker-ends", test_unused_worker_ends);
#undef ADD

  return g_test_run ();
}
