/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A job from its beginning to its end, and what its owner may call in between. */

#include <string.h>

#include "job-cast.h"

#define BODY_BYTES strlen (BODY)

static void
test_files_in_order (Cast *c, gconstpointer unused)
{
  OpRequest *first, *second, *third;

  add_files (c, 3);
  make_job (c);
  assert_state (c, OP_JOB_SUSPENDED);
  assert_none (c);

  op_transfer_resume (OP_TRANSFER (c->job));
  g_assert_cmpuint (c->n_wakes, >=, 1);
  first = next (c, 0);
  second = next (c, 1);
  third = next (c, 2);
  assert_none (c);

  complete (c, second);
  assert_progress (c, BODY_BYTES, 1);
  complete (c, first);
  g_assert_cmpuint (c->n_finished, ==, 0);
  complete (c, third);
  assert_finished (c, NULL);
  assert_state (c, OP_JOB_TRANSFERRED);
  assert_progress (c, 3 * BODY_BYTES, 3);
  g_assert_true (op_job_is_over (c->job));
  assert_none (c);
  g_assert_cmpstr (c->states->str, ==, "QUEUED CONNECTING TRANSFERRING TRANSFERRED");
}

static void
test_no_files (Cast *c, gconstpointer unused)
{
  start_job (c);
  run_pending ();
  assert_finished (c, NULL);
  assert_state (c, OP_JOB_TRANSFERRED);
}

/* Bytes that come move the state, too; whoever asks sees it. */
static void
test_state_follows_bytes (Cast *c, gconstpointer unused)
{
  OpRequest *request;

  add_files (c, 1);
  start_job (c);
  request = next (c, 0);
  assert_state (c, OP_JOB_CONNECTING);
  assert_progress (c, 0, 0);
  g_assert_true (take_head (request, &(Head){ 0 }));
  g_assert_true (op_request_take_data (request, BODY, 5));
  assert_progress (c, 5, 0);
  assert_state (c, OP_JOB_TRANSFERRING);

  g_assert_true (op_request_take_data (request, BODY + 5, BODY_BYTES - 5));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  bring_back (c, request);
  assert_finished (c, NULL);
}

/* What an earlier run has left counts, and is gone on with. */
static void
test_what_is_there_counts (Cast *c, gconstpointer unused)
{
  g_autoptr(GBytes) bytes = make_bytes (LARGE_BYTES, 1);
  OpRequest *request;

  add_bytes (c->sink, "http://127.0.0.1/0", bytes)->validator = g_strdup ("\"one\"");
  op_fake_sink_put (c->sink, 0, g_bytes_get_data (bytes, NULL), 70 * OP_KIB);
  start_job (c);
  assert_progress (c, 70 * OP_KIB, 0);
  request = next (c, 0);
  g_assert_cmpuint (request->offset, ==, 70 * OP_KIB);
  g_assert_cmpstr (request->validator, ==, "\"one\"");
  assert_progress (c, 70 * OP_KIB, 0);

  /* It was another file: what was shown stays shown. */
  g_assert_true (take_head (request, &(Head){ .etag = "\"two\"" }));
  assert_progress (c, 70 * OP_KIB, 0);
  break_off (c, request, NULL, 0, OP_OUTCOME_WORKER_DIED);
  assert_progress (c, 70 * OP_KIB, 0);
  g_assert_cmpuint (next (c, 0)->offset, ==, 0);
  op_transfer_cancel (OP_TRANSFER (c->job));
  bring_back_aborted (c);
}

static void
test_suspend_and_resume (Cast *c, gconstpointer unused)
{
  OpRequest *first, *second;

  add_files (c, 3);
  start_job (c);
  first = next (c, 0);
  second = next (c, 1);
  complete (c, first);

  op_transfer_suspend (OP_TRANSFER (c->job));
  assert_state (c, OP_JOB_SUSPENDED);
  g_assert_cmpuint (c->n_aborts, ==, 1);
  g_assert_true (op_request_is_aborted (second));
  assert_none (c);
  bring_back_aborted (c);
  assert_none (c);
  op_transfer_suspend (OP_TRANSFER (c->job));

  op_transfer_resume (OP_TRANSFER (c->job));
  complete (c, next (c, 1));
  complete (c, next (c, 2));
  assert_finished (c, NULL);
}

/* The thread has not noticed yet. */
static void
test_resume_before_all_is_back (Cast *c, gconstpointer unused)
{
  add_files (c, 1);
  start_job (c);
  next (c, 0);
  op_transfer_suspend (OP_TRANSFER (c->job));
  op_transfer_resume (OP_TRANSFER (c->job));
  assert_none (c);
  bring_back_aborted (c);
  complete (c, next (c, 0));
  assert_finished (c, NULL);
}

/* It was complete before the thread noticed. A job that is suspended does not end. */
static void
test_all_comes_while_suspended (Cast *c, gconstpointer unused)
{
  OpRequest *request;

  add_files (c, 1);
  start_job (c);
  request = next (c, 0);
  op_transfer_suspend (OP_TRANSFER (c->job));
  complete (c, request);
  run_pending ();
  assert_state (c, OP_JOB_SUSPENDED);
  g_assert_cmpuint (c->n_finished, ==, 0);

  op_transfer_resume (OP_TRANSFER (c->job));
  run_pending ();
  assert_finished (c, NULL);
  assert_state (c, OP_JOB_TRANSFERRED);
}

/* What fails meanwhile fails again when it is wanted again. */
static void
test_failure_while_suspended (Cast *c, gconstpointer unused)
{
  OpRequest *request;

  add_files (c, 1);
  start_job (c);
  request = next (c, 0);
  op_transfer_suspend (OP_TRANSFER (c->job));
  answer (c, request, 404, NULL);
  run_pending ();
  assert_state (c, OP_JOB_SUSPENDED);
  g_assert_cmpuint (c->n_finished, ==, 0);

  op_transfer_resume (OP_TRANSFER (c->job));
  answer (c, next (c, 0), 404, NULL);
  assert_finished (c, "404");
  assert_state (c, OP_JOB_ERROR);
}

/* A pause is a pause: not even a try that is due. */
static void
test_suspend_while_waiting (Cast *c, gconstpointer unused)
{
  add_files (c, 1);
  start_job (c);
  answer (c, next (c, 0), 503, "60");
  assert_state (c, OP_JOB_TRANSIENT_ERROR);
  op_transfer_suspend (OP_TRANSFER (c->job));
  g_assert_cmpuint (op_fake_clock_get_n_alarms (c->clock), ==, 0);
  op_fake_clock_advance (c->clock, (gint64) 3600 * G_USEC_PER_SEC);
  assert_state (c, OP_JOB_SUSPENDED);
  assert_none (c);

  op_transfer_resume (OP_TRANSFER (c->job));
  complete (c, next (c, 0));
  assert_finished (c, NULL);
}

static void
test_resume_ends_the_waiting (Cast *c, gconstpointer unused)
{
  add_files (c, 1);
  start_job (c);
  answer (c, next (c, 0), 503, "60");
  assert_none (c);
  op_transfer_resume (OP_TRANSFER (c->job));
  assert_state (c, OP_JOB_QUEUED);
  g_assert_cmpuint (op_fake_clock_get_n_alarms (c->clock), ==, 0);
  complete (c, next (c, 0));
  assert_finished (c, NULL);
}

static void
test_cancel_before_start (Cast *c, gconstpointer unused)
{
  add_files (c, 2);
  make_job (c);
  op_transfer_cancel (OP_TRANSFER (c->job));
  g_assert_cmpuint (c->n_finished, ==, 0); /* never from within the call */
  run_pending ();
  assert_finished (c, "cancelled");
  g_assert_error (c->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (c, OP_JOB_CANCELLED);

  op_transfer_resume (OP_TRANSFER (c->job));
  op_transfer_suspend (OP_TRANSFER (c->job));
  op_transfer_cancel (OP_TRANSFER (c->job));
  run_pending ();
  assert_none (c);
  assert_state (c, OP_JOB_CANCELLED);
}

/* The end is announced when no thread has anything of the sink any more, not before. */
static void
test_cancel_while_requests_are_out (Cast *c, gconstpointer unused)
{
  OpRequest *first;

  add_files (c, 3);
  start_job (c);
  first = next (c, 0);
  next (c, 1);
  op_transfer_cancel (OP_TRANSFER (c->job));
  assert_state (c, OP_JOB_CANCELLED);
  g_assert_cmpuint (c->n_aborts, ==, 2);
  run_pending ();
  g_assert_cmpuint (c->n_finished, ==, 0);

  complete (c, first);
  run_pending ();
  g_assert_cmpuint (c->n_finished, ==, 0);
  bring_back_aborted (c);
  assert_finished (c, "cancelled");
}

static void
test_cancel_while_suspended (Cast *c, gconstpointer unused)
{
  add_files (c, 1);
  start_job (c);
  next (c, 0);
  op_transfer_suspend (OP_TRANSFER (c->job));
  bring_back_aborted (c);
  op_transfer_cancel (OP_TRANSFER (c->job));
  run_pending ();
  assert_finished (c, "cancelled");
}

static void
test_cancel_after_end (Cast *c, gconstpointer unused)
{
  add_files (c, 1);
  start_job (c);
  complete (c, next (c, 0));
  assert_finished (c, NULL);
  op_transfer_cancel (OP_TRANSFER (c->job));
  op_transfer_resume (OP_TRANSFER (c->job));
  run_pending ();
  assert_finished (c, NULL);
  assert_state (c, OP_JOB_TRANSFERRED);
}

/* The list was wrong about it; there is nothing to ask for. */
static void
test_cannot_be_described (Cast *c, gconstpointer unused)
{
  OpRequest *first;

  add_files (c, 3);
  op_fake_sink_refuse_describe (
      c->sink, 1, g_error_new (OP_ERROR, OP_ERROR_UNTRUSTED, "File ‘b’: no such place"));
  start_job (c);
  first = next (c, 0);
  assert_none (c);
  assert_state (c, OP_JOB_ERROR);
  g_assert_cmpuint (c->n_aborts, ==, 1);
  run_pending ();
  g_assert_cmpuint (c->n_finished, ==, 0);
  assert_none (c);
  break_off (c, first, NULL, 0, OP_OUTCOME_ABORTED);
  assert_finished (c, "no such place");
  g_assert_error (c->error, OP_ERROR, OP_ERROR_UNTRUSTED);
}

/* Its engine goes away: nothing will come back any more, and nothing may be asked of it. */
static void
test_detached (Cast *c, gconstpointer unused)
{
  add_files (c, 2);
  start_job (c);
  next (c, 0);
  op_job_detach (c->job);
  g_ptr_array_set_size (c->out, 0);
  g_assert_cmpuint (c->n_finished, ==, 0);
  run_pending ();
  assert_finished (c, "ended");
  g_assert_error (c->error, OP_ERROR, OP_ERROR_INTERRUPTED);

  op_transfer_cancel (OP_TRANSFER (c->job));
  run_pending ();
  g_assert_cmpuint (c->n_aborts, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/job/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("files-come-in-order", test_files_in_order);
  ADD ("no-files", test_no_files);
  ADD ("its-state-follows-the-bytes", test_state_follows_bytes);
  ADD ("what-is-there-counts", test_what_is_there_counts);
  ADD ("suspend/and-resume", test_suspend_and_resume);
  ADD ("suspend/and-resume-before-all-is-back", test_resume_before_all_is_back);
  ADD ("suspend/all-comes-meanwhile", test_all_comes_while_suspended);
  ADD ("suspend/a-failure-comes-meanwhile", test_failure_while_suspended);
  ADD ("suspend/while-it-waits", test_suspend_while_waiting);
  ADD ("resume-ends-the-waiting", test_resume_ends_the_waiting);
  ADD ("cancel/before-it-began", test_cancel_before_start);
  ADD ("cancel/while-requests-are-out", test_cancel_while_requests_are_out);
  ADD ("cancel/while-suspended", test_cancel_while_suspended);
  ADD ("cancel/after-the-end", test_cancel_after_end);
  ADD ("cannot-be-described", test_cannot_be_described);
  ADD ("detached", test_detached);
#undef ADD

  return g_test_run ();
}
