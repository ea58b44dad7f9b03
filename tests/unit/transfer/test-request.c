/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One try to get one file: head, data and end go in, a result comes out. */

#include <string.h>

#include "cast.h"

#define BODY "hello, world"

static void
test_complete (Fixture *f, gconstpointer unused)
{
  const Head head = { .etag = "\"one\"" };
  g_autofree char *validator = NULL;
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add_expecting (f->sink, "http://127.0.0.1/file", BODY, strlen (BODY));
  request = make_request (f->sink, 0);

  g_assert_cmpuint (op_request_get_offset (request), ==, 0);
  g_assert_true (take_head (request, &head));
  validator = op_fake_sink_get_validator (f->sink, 0);
  g_assert_cmpstr (validator, ==, "\"one\"");
  g_assert_true (op_request_take_data (request, BODY, 5));
  g_assert_cmpuint (op_request_get_offset (request), ==, 5);
  g_assert_true (op_request_take_data (request, BODY + 5, strlen (BODY) - 5));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");

  assert_over (request, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpuint (op_request_get_offset (request), ==, strlen (BODY));
  g_assert_cmpuint (op_fake_sink_n_closed (f->sink, 0), ==, 1);
  assert_file (f->sink, 0, BODY, strlen (BODY));
}

static void
test_empty_file (Fixture *f, gconstpointer unused)
{
  const Head head = { .length = EMPTY };
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add_expecting (f->sink, "http://127.0.0.1/file", "", 0);
  request = make_request (f->sink, 0);

  g_assert_true (take_head (request, &head));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");

  assert_over (request, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpuint (op_fake_sink_n_closed (f->sink, 0), ==, 1);
}

/* Nothing is opened, and nothing lost, before a server has said that it has the file. */
static void
test_no_answer (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = NULL;

  add_bytes (f->sink, "http://127.0.0.1/file", f->large);
  op_fake_sink_put (f->sink, 0, large (f), LARGE_BYTES - 1);
  request = make_request (f->sink, 0);

  op_request_take_end (request, OP_OUTCOME_CONNECT, "Nobody there");

  assert_over (request, OP_OUTCOME_CONNECT, "Nobody there");
  g_assert_error (request->error, OP_ERROR, OP_ERROR_NETWORK);
  g_assert_false (request->dropped);
  g_assert_cmpuint (op_fake_sink_n_opened (f->sink, 0), ==, 0);
  assert_file (f->sink, 0, large (f), LARGE_BYTES - 1);
}

static void
test_goes_on (Fixture *f, gconstpointer unused)
{
  g_autofree char *range =
      g_strdup_printf ("bytes 71680-%u/%u", (unsigned) LARGE_BYTES - 1, (unsigned) LARGE_BYTES);
  const Head head = { .status = 206, .range = range };
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");

  g_assert_cmpuint (request->offset, ==, 71680);
  g_assert_cmpstr (request->validator, ==, "\"one\"");
  g_assert_cmpuint (op_request_get_offset (request), ==, 71680);

  g_assert_true (take_head (request, &head));
  g_assert_true (op_request_take_data (request, large (f) + 71680, LARGE_BYTES - 71680));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");

  assert_over (request, OP_OUTCOME_COMPLETE, "");
  assert_closed (f->sink, 0, f->large);
}

static void
test_starts_over (Fixture *f, gconstpointer unused)
{
  const Head head = { .etag = "\"two\"" };
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");
  g_autofree char *validator = NULL;

  g_assert_true (take_head (request, &head));
  g_assert_cmpuint (op_request_get_offset (request), ==, 0);
  assert_file (f->sink, 0, "", 0);
  validator = op_fake_sink_get_validator (f->sink, 0);
  g_assert_cmpstr (validator, ==, "\"two\"");

  g_assert_true (op_request_take_data (request, large (f), LARGE_BYTES));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  assert_over (request, OP_OUTCOME_COMPLETE, "");
  assert_closed (f->sink, 0, f->large);
}

/* What is written now does not belong to what the old validator named. */
static void
test_start_over_forgets_validator (Fixture *f, gconstpointer unused)
{
  const Head head = { 0 };
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");
  g_autofree char *validator = NULL;

  op_sink_note_validator (OP_SINK (f->sink), 0, "\"one\"");
  g_assert_true (take_head (request, &head));
  validator = op_fake_sink_get_validator (f->sink, 0);
  g_assert_cmpstr (validator, ==, NULL);
  g_assert_cmpstr (request->new_validator, ==, NULL);
}

/* A server need not repeat it in the answer to a range. */
static void
test_go_on_keeps_validator (Fixture *f, gconstpointer unused)
{
  const Head head = { .status = 206, .range = "bytes 71680-102399/102400" };
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");

  g_assert_true (take_head (request, &head));
  g_assert_cmpstr (request->new_validator, ==, "\"one\"");
}

/* The file on the disk is not what was asked for the rest of. */
static void
test_file_changed_meanwhile (Fixture *f, gconstpointer unused)
{
  const Head head = { .status = 206, .range = "bytes 71680-102399/102400" };
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");

  op_fake_sink_put (f->sink, 0, large (f), 90 * OP_KIB);
  g_assert_false (take_head (request, &head));

  assert_over (request, OP_OUTCOME_BAD_CONTENT, "changed on the disk");
  g_assert_true (request->dropped);
}

/* A range was refused: the rest of the file is asked for from its beginning, and what an earlier
 * run has left of it must not survive behind the end of something shorter. */
static void
test_dropped_without_landing (Fixture *f, gconstpointer unused)
{
  const Head refused = { .status = 416 };
  const Head head = { 0 };
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");

  g_assert_false (take_head (request, &refused));
  request->offset = 0;
  request->has_head = FALSE;
  g_assert_true (take_head (request, &head));
  g_assert_cmpuint (op_request_get_offset (request), ==, 0);
  assert_file (f->sink, 0, "", 0);
}

static void
test_one_byte_too_many (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_begun (f, LARGE_BYTES);

  g_assert_false (op_request_take_data (request, "x", 1));
  assert_over (request, OP_OUTCOME_BAD_CONTENT, "More than the expected");
  g_assert_true (request->dropped);
  g_assert_cmpuint (op_request_get_offset (request), ==, 0);
  assert_file (f->sink, 0, "", 0);
}

static void
test_more_than_the_most (Fixture *f, gconstpointer unused)
{
  const Head head = { 0 };
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file")->expected.max_bytes = 3;
  request = make_request (f->sink, 0);

  g_assert_true (take_head (request, &head));
  g_assert_true (op_request_take_data (request, "abc", 3));
  g_assert_false (op_request_take_data (request, "d", 1));
  assert_over (request, OP_OUTCOME_BAD_CONTENT, "3 bytes");
}

static void
test_wrong_hash (Fixture *f, gconstpointer unused)
{
  const Head head = { 0 };
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add_expecting (f->sink, "http://127.0.0.1/file", BODY, strlen (BODY));
  request = make_request (f->sink, 0);
  g_assert_true (take_head (request, &head));
  g_assert_true (op_request_take_data (request, "hello, World", strlen (BODY)));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");

  assert_over (request, OP_OUTCOME_BAD_CONTENT, "hash");
  g_assert_null (request->landing);
  g_assert_true (request->dropped);
  g_assert_cmpuint (op_fake_sink_n_closed (f->sink, 0), ==, 0);
  assert_file (f->sink, 0, "", 0);
}

/* "Complete", says the worker, but it is not. */
static void
test_too_short (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_begun (f, LARGE_BYTES - 1);

  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");

  assert_over (request, OP_OUTCOME_CUT_OFF, "expected 102400");
  g_assert_nonnull (request->landing);
  g_assert_cmpuint (op_request_get_offset (request), ==, LARGE_BYTES - 1);
}

/* All of it has come, and then the worker died, or the connection broke. */
static void
test_only_the_end_is_missing (Fixture *f, gconstpointer unused)
{
  static const OpOutcome outcomes[] = {
    OP_OUTCOME_WORKER_DIED,
    OP_OUTCOME_TIMEOUT,
    OP_OUTCOME_TOO_SLOW,
    OP_OUTCOME_CUT_OFF,
  };

  for (size_t i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
      g_autoptr(OpRequest) request = NULL;

      add_bytes (sink, "http://127.0.0.1/file", f->large);
      request = make_request (sink, 0);
      g_assert_true (take_head (request, &(Head){ 0 }));
      g_assert_true (op_request_take_data (request, large (f), LARGE_BYTES));
      op_request_take_end (request, outcomes[i], "It broke off");
      assert_over (request, OP_OUTCOME_COMPLETE, "");
      assert_closed (sink, 0, f->large);
    }
}

static void
test_only_the_end_is_missing_but_it_is_wrong (Fixture *f, gconstpointer unused)
{
  g_autoptr(GBytes) other = make_bytes (LARGE_BYTES, 2);
  g_autoptr(OpRequest) request = make_begun (f, 0);

  g_assert_true (op_request_take_data (request, g_bytes_get_data (other, NULL), LARGE_BYTES));
  op_request_take_end (request, OP_OUTCOME_CUT_OFF, "It broke off");
  assert_over (request, OP_OUTCOME_BAD_CONTENT, "hash");
  g_assert_true (request->dropped);
}

static void
test_large_part_is_kept (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_begun (f, 64 * OP_KIB);

  op_request_take_end (request, OP_OUTCOME_CUT_OFF, "It broke off");

  assert_over (request, OP_OUTCOME_CUT_OFF, "It broke off");
  g_assert_nonnull (request->landing);
  g_assert_false (request->dropped);
  g_assert_cmpuint (op_request_get_offset (request), ==, 64 * OP_KIB);
}

static void
test_small_part_is_dropped (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_begun (f, 64 * OP_KIB - 1);

  op_request_take_end (request, OP_OUTCOME_CUT_OFF, "It broke off");

  assert_over (request, OP_OUTCOME_CUT_OFF, "It broke off");
  g_assert_null (request->landing);
  g_assert_true (request->dropped);
  g_assert_cmpuint (op_request_get_offset (request), ==, 0);
  assert_file (f->sink, 0, "", 0);
}

/* The length that the server has named is what it has to keep to, when nobody else names one. */
static void
test_said_size_counts (Fixture *f, gconstpointer unused)
{
  const Head head = { .length = 3 };
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file")->needs_size = TRUE;
  request = make_request (f->sink, 0);

  g_assert_true (take_head (request, &head));
  g_assert_true (op_request_take_data (request, "ab", 2));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  assert_over (request, OP_OUTCOME_CUT_OFF, "expected 3");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/request/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("a-file-comes", test_complete);
  ADD ("an-empty-file-comes", test_empty_file);
  ADD ("no-answer-loses-nothing", test_no_answer);
  ADD ("resume/goes-on", test_goes_on);
  ADD ("resume/starts-over", test_starts_over);
  ADD ("resume/starting-over-forgets-the-validator", test_start_over_forgets_validator);
  ADD ("resume/going-on-keeps-the-validator", test_go_on_keeps_validator);
  ADD ("resume/the-file-has-changed", test_file_changed_meanwhile);
  ADD ("resume/a-refused-range-starts-over", test_dropped_without_landing);
  ADD ("content/one-byte-too-many", test_one_byte_too_many);
  ADD ("content/more-than-the-most", test_more_than_the_most);
  ADD ("content/wrong-hash", test_wrong_hash);
  ADD ("content/too-short", test_too_short);
  ADD ("content/only-the-end-is-missing", test_only_the_end_is_missing);
  ADD ("content/only-the-end-is-missing-but-it-is-wrong",
       test_only_the_end_is_missing_but_it_is_wrong);
  ADD ("content/large-part-is-kept", test_large_part_is_kept);
  ADD ("content/small-part-is-dropped", test_small_part_is_dropped);
  ADD ("content/the-size-that-was-said-counts", test_said_size_counts);
#undef ADD

  return g_test_run ();
}
