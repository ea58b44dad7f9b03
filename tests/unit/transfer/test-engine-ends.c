/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Workers that die or never were, and engines that go away. */

#include <string.h>

#include "base/system-clock.h"
#include "engine-cast.h"
#include "support/files.h"

#define PART_BYTES ((size_t) 1500000)
#define N_KILLS 4

/* Each answer stalls after a part; then the worker is killed. Nothing of what had come is fetched
 * again, but for a little. */
static void
test_killed_again_and_again (Cast *c, gconstpointer unused)
{
  const Route stalls = { .fault = FAULT_STALL, .n_bytes = PART_BYTES, .n_times = N_KILLS };
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(GPtrArray) requests = NULL;
  guint64 had[N_KILLS + 1] = { 0 };
  g_autoptr(Run) run = NULL;

  serve (c, sink, "/a", (N_KILLS + 1) * PART_BYTES, stalls);
  run = run_begin (c, sink);
  for (unsigned i = 1; i <= N_KILLS; i++)
    {
      run_wait_for_bytes (run, i * PART_BYTES);
      had[i] = run_get_bytes (run);
      kill_worker ();
    }
  run_wait (run);
  g_assert_no_error (run->error);
  assert_all_came (c, sink);

  requests = misbehaving_server_requests (c->server);
  g_assert_cmpuint (requests->len, ==, N_KILLS + 1);
  for (unsigned i = 1; i <= N_KILLS; i++)
    {
      const ServedRequest *served = requests->pdata[i];
      guint64 from = g_ascii_strtoull (served->range + strlen ("bytes="), NULL, 10);

      g_test_message ("had %" G_GUINT64_FORMAT ", asked for %s", had[i], served->range);
      g_assert_cmpuint (from + OP_MIB, >=, had[i]);
      g_assert_cmpuint (from, <=, had[i]);
      g_assert_cmpstr (served->if_range, ==, "\"one\"");
    }
}

/* With many small files, some of which are on their way each time. */
static void
test_killed_with_many_files (Cast *c, gconstpointer unused)
{
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;
  guint64 n_bytes = 0;

  for (unsigned i = 0; i < 100; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      const Route stalls = { .fault = FAULT_STALL, .n_bytes = 10, .n_times = 1 };

      /* Every tenth waits for the next worker. */
      serve (c, sink, path, 100 * i + 20, i % 10 == 9 ? stalls : (Route){ 0 });
      n_bytes += i % 10 == 9 ? 0 : 100 * i + 20;
    }
  run = run_begin (c, sink);
  for (unsigned i = 1; i <= 2; i++)
    {
      run_wait_for_bytes (run, i * n_bytes / 3);
      kill_worker ();
    }
  /* Those that stall have all done so then, and will not again. */
  wait_until_asked (c, 100);
  run_wait_for_bytes (run, n_bytes);
  if (!run->is_over)
    kill_worker ();
  run_wait (run);
  g_assert_no_error (run->error);
  assert_all_came (c, sink);
}

static void
test_no_worker (Cast *c, gconstpointer unused)
{
  g_autoptr(OpClock) clock = op_system_clock_new ();
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;

  make_engine (c, "/nonexistent/offpeak-fetch", clock);
  serve (c, sink, "/a", 1000, (Route){ 0 });
  serve (c, sink, "/b", 1000, (Route){ 0 });
  run = run_begin (c, sink);
  run_wait (run);
  g_assert_error (run->error, OP_ERROR, OP_ERROR_NO_JOB);
  g_assert_nonnull (strstr (run->error->message, "/nonexistent/offpeak-fetch"));
}

/* Workers that are none: each time another is tried, but not for ever. */
static void
test_bad_worker (Cast *c, gconstpointer script)
{
  g_autofree char *dir = g_dir_make_tmp ("offpeak-engine-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "worker", NULL);
  g_autoptr(OpClock) clock = op_system_clock_new ();
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;

  write_bytes (dir, "worker", script, strlen (script), 0755);
  make_engine (c, path, clock);
  for (unsigned i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("/%u", i);

      serve (c, sink, name, 1000, (Route){ 0 });
    }
  run = run_begin (c, sink);
  run_wait (run);
  g_assert_error (run->error, OP_ERROR, OP_ERROR_NETWORK);
  g_assert_nonnull (strstr (run->error->message, "worker"));
  remove_tree (dir);
}

/* Nothing is left, and whoever waits is told. */
static void
test_engine_goes_away (Cast *c, gconstpointer unused)
{
  g_autofree char *dir = g_dir_make_tmp ("offpeak-engine-XXXXXX", NULL);
  g_autofree char *url = g_strconcat ("file://", dir, "/a", NULL);
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(OpFakeSink) local = op_fake_sink_new ();
  g_autoptr(Run) run = NULL;
  g_autoptr(Run) local_run = NULL;

  serve (c, sink, "/a", OP_MIB, (Route){ .fault = FAULT_STALL, .n_bytes = 500000 });
  serve (c, sink, "/b", OP_MIB, (Route){ .fault = FAULT_STALL, .n_bytes = 500000 });
  run = run_begin (c, sink);
  run_wait_for_bytes (run, 700000);
  write_file (dir, "a", "hello");
  for (unsigned i = 0; i < 10; i++)
    op_fake_sink_add_expecting (local, url, "hello", 5);
  local_run = run_begin (c, local);

  g_assert_finalize_object (g_steal_pointer (&c->engine));
  g_assert_false (run->is_over);
  run_wait (run);
  run_wait (local_run);
  g_assert_error (run->error, OP_ERROR, OP_ERROR_INTERRUPTED);
  g_assert_error (local_run->error, OP_ERROR, OP_ERROR_INTERRUPTED);
  op_transfer_resume (run->transfer);
  op_transfer_cancel (run->transfer);
  remove_tree (dir);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, function)                                                                  \
  g_test_add ("/engine/" path, Cast, data, cast_set_up, function, cast_tear_down)
  ADD ("worker/killed-again-and-again", NULL, test_killed_again_and_again);
  ADD ("worker/killed-with-many-files", NULL, test_killed_with_many_files);
  ADD ("worker/missing", NULL, test_no_worker);
  ADD ("worker/ends-at-once", "#!/bin/sh\n", test_bad_worker);
  ADD ("worker/says-something-else", "#!/bin/sh\necho hello, daemon >&3\n", test_bad_worker);
  ADD ("worker/closes-its-end", "#!/bin/sh\nexec 3>&-; exec sleep 60\n", test_bad_worker);
  ADD ("goes-away", NULL, test_engine_goes_away);
#undef ADD

  return g_test_run ();
}
