/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One try to get one file, and what is refused: heads, frames out of order, sinks that fail. */

#include <string.h>

#include "cast.h"

typedef struct
{
  const char *name;
  guint64 asked_offset;
  Head head;
  OpOutcome outcome;
  const char *word;
  gboolean dropped;
} HeadCase;

/* clang-format off */
static const HeadCase refused_heads[] = {
  { "not-found", 0, { .status = 404 }, OP_OUTCOME_HTTP, "404 Not Found", FALSE },
  { "not-found-when-resuming", 71680, { .status = 404 }, OP_OUTCOME_HTTP, "404", FALSE },
  { "unavailable", 71680, { .status = 503, .retry_after = "7" }, OP_OUTCOME_HTTP, "503", FALSE },
  { "no-such-range", 71680, { .status = 416 }, OP_OUTCOME_BAD_ANSWER, "does not exist", TRUE },
  { "range-not-asked-for", 0, { .status = 206, .range = "bytes 0-102399/102400" },
    OP_OUTCOME_BAD_ANSWER, "not asked for", TRUE },
  { "other-range", 71680, { .status = 206, .range = "bytes 0-102399/102400" },
    OP_OUTCOME_BAD_ANSWER, "not at 71680", TRUE },
  { "range-of-another-file", 71680, { .status = 206, .range = "bytes 71680-102400/102401" },
    OP_OUTCOME_BAD_ANSWER, "size", TRUE },
  { "range-that-stops-early", 71680, { .status = 206, .range = "bytes 71680-71681/102400" },
    OP_OUTCOME_BAD_ANSWER, "not the rest", TRUE },
  { "no-range-at-all", 71680, { .status = 206 }, OP_OUTCOME_BAD_ANSWER, "makes no sense", TRUE },
  { "too-long", 0, { .length = LARGE_BYTES + 1 }, OP_OUTCOME_BAD_ANSWER, "expected 102400", TRUE },
  { "too-short", 0, { .length = LARGE_BYTES - 1 }, OP_OUTCOME_BAD_ANSWER, "expected 102400", TRUE },
};
/* clang-format on */

static void
test_refused_head (Fixture *f, gconstpointer data)
{
  const HeadCase *c = data;
  g_autoptr(OpRequest) request = NULL;

  add_bytes (f->sink, "http://127.0.0.1/file", f->large);
  if (c->asked_offset > 0)
    op_fake_sink_put (f->sink, 0, large (f), c->asked_offset);
  request = make_request (f->sink, 0);

  g_assert_false (take_head (request, &c->head));
  assert_over (request, c->outcome, c->word);
  g_assert_cmpint (request->dropped, ==, c->dropped);
  g_assert_cmpuint (op_request_get_offset (request), ==, c->dropped ? 0 : c->asked_offset);
  g_assert_cmpuint (request->http_status, ==, to_fetch_head (&c->head).status);
  g_assert_cmpuint (op_fake_sink_n_opened (f->sink, 0), ==, 0);
  if (c->outcome == OP_OUTCOME_HTTP)
    g_assert_cmpuint (
        op_error_get_hresult (request->error), ==, OP_HRESULT_FROM_HTTP (c->head.status));
  if (c->head.retry_after != NULL)
    g_assert_cmpuint (request->retry_after_usec, ==, 7 * G_USEC_PER_SEC);
}

static void
test_second_head (Fixture *f, gconstpointer unused)
{
  const Head head = { 0 };
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file");
  request = make_request (f->sink, 0);

  g_assert_true (take_head (request, &head));
  g_assert_false (take_head (request, &head));
  assert_over (request, OP_OUTCOME_PROTOCOL, "second head");
}

static void
test_data_before_head (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file");
  request = make_request (f->sink, 0);

  g_assert_false (op_request_take_data (request, "x", 1));
  assert_over (request, OP_OUTCOME_PROTOCOL, "before a head");
  assert_file (f->sink, 0, "", 0);
}

/* The landing of an earlier try is there, but nobody has said what these bytes are. */
static void
test_data_before_head_when_resuming (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");
  g_autoptr(GError) error = NULL;

  request->landing = op_sink_open_file (OP_SINK (f->sink), 0, &request->expected, &error);
  g_assert_no_error (error);

  g_assert_false (op_request_take_data (request, "x", 1));
  assert_over (request, OP_OUTCOME_PROTOCOL, "before a head");
  assert_file (f->sink, 0, large (f), 71680);
}

static void
test_end_before_head (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add_expecting (f->sink, "http://127.0.0.1/file", "", 0);
  request = make_request (f->sink, 0);

  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  assert_over (request, OP_OUTCOME_PROTOCOL, "no head");
  g_assert_cmpuint (op_fake_sink_n_closed (f->sink, 0), ==, 0);
}

/* Even when all of the bytes had come in an earlier try. */
static void
test_end_before_head_when_resuming (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_resuming (f, "\"one\"");
  g_autoptr(GError) error = NULL;

  request->landing = op_sink_open_file (OP_SINK (f->sink), 0, &request->expected, &error);
  g_assert_no_error (error);

  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  assert_over (request, OP_OUTCOME_PROTOCOL, "no head");
  assert_file (f->sink, 0, large (f), 71680);
}

/* Only we end requests. A worker that says so is not one of ours any more. */
static void
test_worker_pretends_that_we_ended_it (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_begun (f, 64 * OP_KIB);

  op_request_take_end (request, OP_OUTCOME_ABORTED, "You did");
  assert_over (request, OP_OUTCOME_PROTOCOL, "");

  op_request_abort (request);
  g_assert_true (op_request_is_aborted (request));
  op_request_take_end (request, OP_OUTCOME_ABORTED, "You did");
  assert_over (request, OP_OUTCOME_ABORTED, "You did");
}

static void
test_size_is_needed (Fixture *f, gconstpointer unused)
{
  const Head without = { 0 };
  const Head with = { .length = 3 };
  g_autoptr(OpRequest) refused = NULL;
  g_autoptr(OpRequest) accepted = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file")->needs_size = TRUE;
  refused = make_request (f->sink, 0);
  accepted = make_request (f->sink, 0);

  g_assert_false (take_head (refused, &without));
  assert_over (refused, OP_OUTCOME_BAD_CONTENT, "size");
  g_assert_cmpuint (op_fake_sink_n_opened (f->sink, 0), ==, 0);
  g_assert_true (take_head (accepted, &with));
}

static void
test_untrusted_place (Fixture *f, gconstpointer unused)
{
  const Head head = { .url = "http://user:secret@mirror.example/f?k=v" };
  const Head trusted = { .url = "https://mirror.example/f" };
  g_autoptr(OpRequest) request = NULL;
  g_autoptr(OpRequest) other = NULL;
  g_autoptr(OpRequest) any = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file")->only_trusted = TRUE;
  op_fake_sink_add (f->sink, "http://127.0.0.1/file");
  request = make_request (f->sink, 0);
  other = make_request (f->sink, 0);
  any = make_request (f->sink, 1);

  g_assert_false (take_head (request, &head));
  assert_over (request, OP_OUTCOME_REDIRECT, "mirror.example");
  g_assert_error (request->error, OP_ERROR, OP_ERROR_UNTRUSTED);
  g_assert_null (strstr (request->error->message, "secret"));
  g_assert_cmpuint (op_fake_sink_n_opened (f->sink, 0), ==, 0);

  g_assert_true (take_head (other, &trusted));
  g_assert_true (take_head (any, &head));
}

static void
test_sink_does_not_open (Fixture *f, gconstpointer unused)
{
  const Head head = { 0 };
  g_autoptr(OpRequest) request = NULL;

  op_fake_sink_add (f->sink, "http://127.0.0.1/file");
  op_fake_sink_refuse_open (
      f->sink, 0, g_error_new (OP_ERROR, OP_ERROR_NO_SPACE, "The disk is full"));
  request = make_request (f->sink, 0);

  g_assert_false (take_head (request, &head));
  assert_over (request, OP_OUTCOME_LOCAL, "The disk is full");
  g_assert_error (request->error, OP_ERROR, OP_ERROR_NO_SPACE);
}

static void
test_sink_does_not_close (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpRequest) request = make_begun (f, LARGE_BYTES);

  op_fake_sink_refuse_close (
      f->sink, 0, g_error_new (OP_ERROR, OP_ERROR_INSTALL_ROOT, "The disk is gone"));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");

  assert_over (request, OP_OUTCOME_LOCAL, "The disk is gone");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (refused_heads); i++)
    {
      g_autofree char *path = g_strconcat ("/request/refused/", refused_heads[i].name, NULL);

      g_test_add (path, Fixture, &refused_heads[i], set_up, test_refused_head, tear_down);
    }
#define ADD(path, function)                                                                        \
  g_test_add ("/request/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("order/second-head", test_second_head);
  ADD ("order/data-before-head", test_data_before_head);
  ADD ("order/data-before-head-when-resuming", test_data_before_head_when_resuming);
  ADD ("order/end-before-head", test_end_before_head);
  ADD ("order/end-before-head-when-resuming", test_end_before_head_when_resuming);
  ADD ("order/the-worker-says-that-we-ended-it", test_worker_pretends_that_we_ended_it);
  ADD ("content/a-size-is-needed", test_size_is_needed);
  ADD ("untrusted-place", test_untrusted_place);
  ADD ("sink/does-not-open", test_sink_does_not_open);
  ADD ("sink/does-not-close", test_sink_does_not_close);
#undef ADD

  return g_test_run ();
}
