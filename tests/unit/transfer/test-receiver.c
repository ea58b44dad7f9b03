/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The thread that listens to a worker, and frames that are as they should be. */

#include "receiver-cast.h"

static void
test_comes_whole (Cast *c, gconstpointer unused)
{
  say_all (c, make_answer (c, 2));
  wait_for_letter (c);

  g_assert_true (c->letters->pdata[0] == c->requests[1]);
  assert_over (c->requests[1], OP_OUTCOME_COMPLETE, "");
  assert_closed (c->files.sink, 1, c->files.large);
  g_assert_cmpuint (c->n_gone, ==, 0);
}

/* Two answers, whose frames take turns. */
static void
test_interleaved (Cast *c, gconstpointer unused)
{
  GByteArray *frames = g_byte_array_new ();

  put_head (frames, 1);
  put_head (frames, 2);
  for (size_t at = 0; at < LARGE_BYTES; at += LARGE_BYTES / 10)
    {
      put_frame (frames, OP_FRAME_DATA, 1, large (&c->files) + at, LARGE_BYTES / 10);
      put_frame (frames, OP_FRAME_DATA, 2, large (&c->files) + at, LARGE_BYTES / 10);
    }
  put_end (frames, 2, OP_OUTCOME_COMPLETE, "");
  put_end (frames, 1, OP_OUTCOME_COMPLETE, "");
  say_all (c, frames);
  hang_up (c);
  wait_for_end (c);

  g_assert_true (c->letters->pdata[0] == c->requests[1]);
  g_assert_true (c->letters->pdata[1] == c->requests[0]);
  assert_closed (c->files.sink, 0, c->files.large);
  assert_closed (c->files.sink, 1, c->files.large);
  assert_over (c->requests[2], OP_OUTCOME_WORKER_DIED, "");
}

/* Cut in two anywhere. */
static void
test_split_anywhere (Cast *c, gconstpointer unused)
{
  g_autoptr(GByteArray) answer = make_answer (c, 1);
  g_autoptr(GByteArray) small = g_byte_array_new ();

  /* What is not asked for comes in between, in single bytes. */
  put_head (small, 99);
  put_frame (small, OP_FRAME_DATA, 99, "abc", 3);
  put_end (small, 99, OP_OUTCOME_CUT_OFF, "It broke off");
  for (size_t i = 0; i < small->len; i++)
    say (c, small->data + i, 1);

  for (size_t at = 0, n = 1; at < answer->len; at += n, n = 1 + n * 7 % 4099)
    {
      n = MIN (n, answer->len - at);
      say (c, answer->data + at, n);
    }
  wait_for_letter (c);
  assert_over (c->requests[0], OP_OUTCOME_COMPLETE, "");
  assert_closed (c->files.sink, 0, c->files.large);
}

/* A frame of data need not fit into the buffer. */
static void
test_largest_frame (Cast *c, gconstpointer unused)
{
  g_autoptr(GBytes) bytes = make_bytes (OP_FRAME_MAX_DATA_BYTES, 2);
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(OpRequest) request = NULL;
  GByteArray *frames = g_byte_array_new ();

  add_bytes (sink, "http://127.0.0.1/file", bytes);
  request = make_request (sink, 0);
  request->id = 50;
  op_receiver_add (c->receiver, request);

  put_head (frames, 50);
  put_frame (frames, OP_FRAME_DATA, 50, g_bytes_get_data (bytes, NULL), OP_FRAME_MAX_DATA_BYTES);
  put_end (frames, 50, OP_OUTCOME_COMPLETE, "");
  say_all (c, frames);
  wait_for_letter (c);
  assert_over (request, OP_OUTCOME_COMPLETE, "");
  assert_closed (sink, 0, bytes);
}

/* What comes for a request that is over, or never was, means nothing. */
static void
test_unknown_ids (Cast *c, gconstpointer unused)
{
  GByteArray *frames = g_byte_array_new ();

  put_head (frames, 1);
  put_head (frames, 1);
  put_frame (frames, OP_FRAME_DATA, 1, "more", 4);
  put_end (frames, 1, OP_OUTCOME_COMPLETE, "");
  put_frame (frames, OP_FRAME_DATA, 77, "nobody's", 8);
  put_end (frames, G_MAXUINT32, OP_OUTCOME_COMPLETE, "");
  put_head (frames, 1);
  say_all (c, frames);
  say_all (c, make_answer (c, 2));
  hang_up (c);
  wait_for_end (c);

  assert_over (c->requests[0], OP_OUTCOME_PROTOCOL, "second head");
  assert_over (c->requests[1], OP_OUTCOME_COMPLETE, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/receiver/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("an-answer-comes-whole", test_comes_whole);
  ADD ("answers-take-turns", test_interleaved);
  ADD ("split-anywhere", test_split_anywhere);
  ADD ("largest-frame", test_largest_frame);
  ADD ("unknown-ids-mean-nothing", test_unknown_ids);
#undef ADD

  return g_test_run ();
}
