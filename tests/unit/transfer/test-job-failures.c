/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a job does when its files do not come. */

#include <string.h>

#include "job-cast.h"
#include "rules/wait-reason.h"

#define MAX_RETRIES 3 /* as in the cast */
#define SECOND ((gint64) G_USEC_PER_SEC)

/* Wait as long as the job wants to; not a microsecond less. */
static gint64
wait_for_retry (Cast *c)
{
  gint64 delay_usec = get_delay_usec (c);

  assert_state (c, OP_JOB_TRANSIENT_ERROR);
  assert_none (c);
  if (delay_usec > 0)
    {
      op_fake_clock_advance (c->clock, delay_usec - 1);
      assert_state (c, OP_JOB_TRANSIENT_ERROR);
      op_fake_clock_advance (c->clock, 1);
    }
  op_fake_clock_advance (c->clock, 0);
  assert_state (c, OP_JOB_QUEUED);
  g_assert_cmpint (get_delay_usec (c), ==, 0);

  return delay_usec;
}

static void
test_backs_off (Cast *c, gconstpointer unused)
{
  add_files (c, 1);
  start_job (c);
  for (unsigned i = 0; i < MAX_RETRIES; i++)
    {
      break_off (c, next (c, 0), NULL, 0, OP_OUTCOME_CONNECT);
      g_assert_cmpint (wait_for_retry (c), <=, SECOND << i);
    }
  break_off (c, next (c, 0), NULL, 0, OP_OUTCOME_CONNECT);

  assert_finished (c, "http://127.0.0.1/0: It broke off");
  g_assert_error (c->error, OP_ERROR, OP_ERROR_NETWORK);
  assert_state (c, OP_JOB_ERROR);
  assert_none (c);
}

static void
test_says_why_it_waits (Cast *c, gconstpointer unused)
{
  g_autoptr(GPtrArray) reasons = NULL;
  const OpWaitReason *reason;

  add_files (c, 1);
  start_job (c);
  answer (c, next (c, 0), 503, "120");

  reasons = op_transfer_get_wait_reasons (OP_TRANSFER (c->job));
  g_assert_cmpuint (reasons->len, ==, 1);
  reason = reasons->pdata[0];
  g_assert_cmpstr (reason->code, ==, "retry");
  g_assert_nonnull (strstr (reason->text, "503"));
  g_assert_cmpint (reason->retry_usec, ==, START_USEC + 120 * SECOND);
  g_assert_cmpint (wait_for_retry (c), ==, 120 * SECOND);
  complete (c, next (c, 0));
  assert_finished (c, NULL);
  g_assert_cmpstr (c->states->str,
                   ==,
                   "QUEUED CONNECTING TRANSIENT_ERROR QUEUED CONNECTING TRANSFERRING TRANSFERRED");
}

/* As long as anything else comes, the job does not wait. */
static void
test_others_go_on (Cast *c, gconstpointer unused)
{
  OpRequest *first, *second;

  add_files (c, 3);
  start_job (c);
  first = next (c, 0);
  second = next (c, 1);
  answer (c, first, 503, "10");
  g_assert_cmpint (get_delay_usec (c), ==, 0);
  complete (c, second);
  assert_state (c, OP_JOB_TRANSFERRING);
  complete (c, next (c, 2));
  assert_state (c, OP_JOB_TRANSIENT_ERROR);
  wait_for_retry (c);
  complete (c, next (c, 0));
  assert_finished (c, NULL);
}

/* Begun files come before fresh ones; each when it is due. */
static void
test_each_when_due (Cast *c, gconstpointer unused)
{
  add_files (c, 2);
  start_job (c);
  answer (c, next (c, 0), 503, "20");
  answer (c, next (c, 1), 503, "10");
  g_assert_cmpint (wait_for_retry (c), ==, 10 * SECOND);
  complete (c, next (c, 1));
  g_assert_cmpint (wait_for_retry (c), ==, 10 * SECOND);
  complete (c, next (c, 0));
  assert_finished (c, NULL);
}

/* A retry after progress counts anew. */
static void
test_progress_counts_anew (Cast *c, gconstpointer unused)
{
  g_autoptr(GBytes) bytes = make_bytes (LARGE_BYTES, 1);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  OpRequest *request;

  add_bytes (c->sink, "http://127.0.0.1/0", bytes);
  start_job (c);
  for (unsigned i = 0; i < MAX_RETRIES; i++)
    {
      break_off (c, next (c, 0), NULL, 0, OP_OUTCOME_CONNECT);
      wait_for_retry (c);
    }
  break_off (c, next (c, 0), data, 70 * OP_KIB, OP_OUTCOME_CUT_OFF);
  assert_progress (c, 70 * OP_KIB, 0);

  for (unsigned i = 0; i < MAX_RETRIES; i++)
    {
      wait_for_retry (c);
      request = next (c, 0);
      g_assert_cmpuint (request->offset, ==, 70 * OP_KIB);
      g_assert_cmpstr (request->validator, ==, "\"one\"");
      g_assert_nonnull (request->landing);
      assert_progress (c, 70 * OP_KIB, 0);
      break_off (c, request, NULL, 0, OP_OUTCOME_CONNECT);
    }
  g_assert_cmpuint (c->n_finished, ==, 1);
}

static void
test_next_source (Cast *c, gconstpointer unused)
{
  OpRequest *request;

  op_fake_sink_add_expecting (
      c->sink, "http://127.0.0.1/a http://127.0.0.1/b http://127.0.0.1/c", BODY, strlen (BODY));
  start_job (c);
  request = next (c, 0);
  g_assert_cmpstr (request->url, ==, "http://127.0.0.1/a");
  answer (c, request, 404, NULL);

  request = next (c, 0);
  g_assert_cmpstr (request->url, ==, "http://127.0.0.1/b");
  for (unsigned i = 0; i < MAX_RETRIES; i++)
    {
      break_off (c, request, NULL, 0, OP_OUTCOME_TIMEOUT);
      wait_for_retry (c);
      request = next (c, 0);
    }
  break_off (c, request, NULL, 0, OP_OUTCOME_TIMEOUT);

  request = next (c, 0);
  g_assert_cmpstr (request->url, ==, "http://127.0.0.1/c");
  complete (c, request);
  assert_finished (c, NULL);
}

static void
test_last_source_decides (Cast *c, gconstpointer unused)
{
  op_fake_sink_add_expecting (
      c->sink, "http://127.0.0.1/a http://me:secret@127.0.0.1/b", BODY, strlen (BODY));
  start_job (c);
  answer (c, next (c, 0), 404, NULL);
  answer (c, next (c, 0), 410, NULL);
  assert_finished (c, "http://127.0.0.1/b: The server answered 410");
  g_assert_null (strstr (c->error->message, "secret"));
  g_assert_error (c->error, OP_ERROR, OP_ERROR_HTTP);
  g_assert_cmpuint (op_error_get_hresult (c->error), ==, OP_HRESULT_FROM_HTTP (410));
}

/* The rest from another server, whose validator nobody knows: only when the whole has a hash. */
static void
test_rest_from_next_source (Cast *c, gconstpointer data)
{
  gboolean has_sha256 = GPOINTER_TO_INT (data);
  guint64 n_kept = has_sha256 ? 70 * OP_KIB : 0;
  g_autoptr(GBytes) bytes = make_bytes (LARGE_BYTES, 1);
  OpRequest *request;

  add_bytes (c->sink, "http://127.0.0.1/a http://127.0.0.1/b", bytes)->expected.has_sha256 =
      has_sha256;
  start_job (c);
  break_off (c, next (c, 0), g_bytes_get_data (bytes, NULL), 70 * OP_KIB, OP_OUTCOME_TLS);

  request = next (c, 0);
  g_assert_cmpstr (request->url, ==, "http://127.0.0.1/b");
  g_assert_cmpuint (request->offset, ==, n_kept);
  g_assert_cmpstr (request->validator, ==, NULL);
  assert_progress (c, n_kept, 0);

  if (has_sha256)
    break_off (c, request, NULL, 0, OP_OUTCOME_MISSING);
  else
    {
      g_assert_true (take_head (request, &(Head){ 0 }));
      assert_progress (c, 0, 0);
      g_assert_true (op_request_take_data (request, g_bytes_get_data (bytes, NULL), LARGE_BYTES));
      break_off (c, request, NULL, 0, OP_OUTCOME_CUT_OFF);
      assert_progress (c, LARGE_BYTES, 1);
    }
  g_assert_cmpuint (c->n_finished, ==, 1);
}

/* Without a validator and without a hash nobody can tell whether the rest belongs to it. */
static void
test_nothing_to_go_on_with (Cast *c, gconstpointer unused)
{
  g_autoptr(GBytes) bytes = make_bytes (LARGE_BYTES, 1);
  OpRequest *request;

  op_fake_sink_add (c->sink, "http://127.0.0.1/0");
  start_job (c);
  request = next (c, 0);
  g_assert_true (take_head (request, &(Head){ 0 }));
  g_assert_true (op_request_take_data (request, g_bytes_get_data (bytes, NULL), LARGE_BYTES));
  break_off (c, request, NULL, 0, OP_OUTCOME_WORKER_DIED);
  request = next (c, 0);
  g_assert_cmpuint (request->offset, ==, 0);
  complete (c, request);
  assert_finished (c, NULL);
  assert_file (c->sink, 0, BODY, strlen (BODY));
}

/* One file cannot be had: the others are ended, and it is said once. */
static void
test_gives_up (Cast *c, gconstpointer unused)
{
  OpRequest *first, *second;

  add_files (c, 4);
  start_job (c);
  first = next (c, 0);
  second = next (c, 1);
  next (c, 2);
  answer (c, second, 404, NULL);
  assert_state (c, OP_JOB_ERROR);
  g_assert_cmpuint (c->n_aborts, ==, 2);
  g_assert_cmpuint (c->n_finished, ==, 0);
  assert_none (c);

  answer (c, first, 403, NULL);
  g_assert_cmpuint (c->n_finished, ==, 0);
  bring_back_aborted (c);
  assert_finished (c, "http://127.0.0.1/1: The server answered 404");

  op_transfer_resume (OP_TRANSFER (c->job));
  op_transfer_cancel (OP_TRANSFER (c->job));
  run_pending ();
  assert_finished (c, "404");
  assert_none (c);
}

static void
test_disk_is_full (Cast *c, gconstpointer unused)
{
  OpRequest *request;

  add_files (c, 2);
  op_fake_sink_refuse_open (
      c->sink, 0, g_error_new (OP_ERROR, OP_ERROR_NO_SPACE, "The disk is full"));
  start_job (c);
  request = next (c, 0);
  g_assert_false (take_head (request, &(Head){ 0 }));
  bring_back (c, request);
  assert_finished (c, "The disk is full");
  g_assert_error (c->error, OP_ERROR, OP_ERROR_NO_SPACE);
}

/* A worker that dies is not the server's fault; but it does not die for ever. */
static void
test_worker_dies (Cast *c, gconstpointer unused)
{
  unsigned n_tries = 0;

  add_files (c, 1);
  start_job (c);
  while (c->n_finished == 0)
    {
      g_assert_cmpuint (++n_tries, <, 20);
      break_off (c, next (c, 0), NULL, 0, OP_OUTCOME_WORKER_DIED);
      if (n_tries <= 3)
        g_assert_cmpint (get_delay_usec (c), ==, 0);
      if (get_delay_usec (c) > 0)
        wait_for_retry (c);
    }
  assert_finished (c, "It broke off");
  g_assert_cmpuint (n_tries, >, 3);
}

/* With some progress each time it may die as often as it likes. */
static void
test_worker_dies_often (Cast *c, gconstpointer unused)
{
  g_autoptr(GBytes) bytes = make_bytes (2 * OP_MIB, 1);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  guint64 at = 0;

  add_bytes (c->sink, "http://127.0.0.1/0", bytes);
  start_job (c);
  while (c->n_finished == 0)
    {
      OpRequest *request = next (c, 0);
      g_autofree char *range = g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-2097151/2097152", at);

      g_assert_cmpuint (request->offset, ==, at);
      if (at > 0)
        g_assert_true (take_head (request, &(Head){ .status = 206, .range = range }));
      else
        g_assert_true (take_head (request, &(Head){ .etag = "\"one\"" }));
      g_assert_true (op_request_take_data (request, data + at, 64 * OP_KIB));
      at += 64 * OP_KIB;
      assert_progress (c, at, 0);
      break_off (c, request, NULL, 0, OP_OUTCOME_WORKER_DIED);
    }
  assert_finished (c, NULL);
  assert_closed (c->sink, 0, bytes);
}

/* What was on the disk was not what it should have been: once more, from the beginning. */
static void
test_spoilt (Cast *c, gconstpointer unused)
{
  static const char range[] = "bytes 71680-102399/102400";
  g_autoptr(GBytes) bytes = make_bytes (LARGE_BYTES, 1);
  g_autofree char *zeros = g_malloc0 (70 * OP_KIB);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  OpRequest *request;

  add_bytes (c->sink, "http://127.0.0.1/0", bytes)->validator = g_strdup ("\"one\"");
  op_fake_sink_put (c->sink, 0, zeros, 70 * OP_KIB);
  start_job (c);

  for (unsigned i = 0; i < 2; i++)
    {
      request = next (c, 0);
      g_assert_cmpuint (request->offset, ==, 70 * OP_KIB);
      g_assert_true (take_head (request, &(Head){ .status = 206, .range = range }));
      g_assert_true (op_request_take_data (request, data, LARGE_BYTES - 70 * OP_KIB));
      break_off (c, request, NULL, 0, OP_OUTCOME_CUT_OFF);
      if (i == 1)
        break;

      request = next (c, 0);
      g_assert_cmpuint (request->offset, ==, 0);
      break_off (c, request, zeros, 70 * OP_KIB, OP_OUTCOME_WORKER_DIED);
    }
  assert_finished (c, "hash");
  g_assert_error (c->error, OP_ERROR, OP_ERROR_BAD_CONTENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/job/failures/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("backs-off", test_backs_off);
  ADD ("says-why-it-waits", test_says_why_it_waits);
  ADD ("others-go-on", test_others_go_on);
  ADD ("each-when-it-is-due", test_each_when_due);
  ADD ("progress-counts-anew", test_progress_counts_anew);
  ADD ("next-source", test_next_source);
  ADD ("the-last-source-decides", test_last_source_decides);
  ADD ("gives-up", test_gives_up);
  ADD ("the-disk-is-full", test_disk_is_full);
  ADD ("nothing-to-go-on-with", test_nothing_to_go_on_with);
  ADD ("the-worker-dies", test_worker_dies);
  ADD ("the-worker-dies-often", test_worker_dies_often);
  ADD ("spoilt", test_spoilt);
#undef ADD
  g_test_add ("/job/failures/the-rest-from-the-next-source",
              Cast,
              GINT_TO_POINTER (TRUE),
              cast_set_up,
              test_rest_from_next_source,
              cast_tear_down);
  g_test_add ("/job/failures/all-from-the-next-source",
              Cast,
              GINT_TO_POINTER (FALSE),
              cast_set_up,
              test_rest_from_next_source,
              cast_tear_down);

  return g_test_run ();
}
