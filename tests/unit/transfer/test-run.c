/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A whole transfer as one asynchronous call. */

#include "transfer/run.h"

#include "job-cast.h"
#include "support/async.h"

static gpointer
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return NULL;
}

static void
test_ends_well (Cast *c, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_files (c, 1);
  make_job (c);
  op_transfer_run_async (OP_TRANSFER (c->job), cancellable, keep_result, &result);
  run_pending ();
  assert_state (c, OP_JOB_SUSPENDED);
  op_transfer_resume (OP_TRANSFER (c->job));
  complete (c, next (c, 0));
  wait_for (&result);
  g_assert_true (op_transfer_run_finish (result, &error));
  g_assert_no_error (error);

  g_cancellable_cancel (cancellable);
  run_pending ();
  assert_state (c, OP_JOB_TRANSFERRED);
}

static void
test_ends_badly (Cast *c, gconstpointer unused)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_files (c, 1);
  start_job (c);
  op_transfer_run_async (OP_TRANSFER (c->job), NULL /* cancellable */, keep_result, &result);
  answer (c, next (c, 0), 404, NULL);
  wait_for (&result);
  g_assert_false (op_transfer_run_finish (result, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_HTTP);
}

/* The call ends when no thread touches the sink any more, and not before. */
static void
test_cancelled_in_a_thread (Cast *c, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_files (c, 1);
  start_job (c);
  op_transfer_run_async (OP_TRANSFER (c->job), cancellable, keep_result, &result);
  next (c, 0);
  g_thread_join (g_thread_new ("cancel", cancel, cancellable));
  run_pending ();
  assert_state (c, OP_JOB_CANCELLED);
  g_assert_null (result);
  bring_back_aborted (c);
  wait_for (&result);
  g_assert_false (op_transfer_run_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_before (Cast *c, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_files (c, 1);
  make_job (c);
  g_cancellable_cancel (cancellable);
  op_transfer_run_async (OP_TRANSFER (c->job), cancellable, keep_result, &result);
  wait_for (&result);
  g_assert_false (op_transfer_run_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/run/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("ends-well", test_ends_well);
  ADD ("ends-badly", test_ends_badly);
  ADD ("cancelled-in-a-thread", test_cancelled_in_a_thread);
  ADD ("cancelled-before", test_cancelled_before);
#undef ADD

  return g_test_run ();
}
