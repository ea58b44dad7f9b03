/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The thread that listens to a worker, when the worker dies, or is one no more, or when nobody
 * wants what it brings. */

#include "receiver-cast.h"

static void
test_worker_dies (Cast *c, gconstpointer unused)
{
  GByteArray *frames = g_byte_array_new ();

  put_head (frames, 1);
  put_frame (frames, OP_FRAME_DATA, 1, large (&c->files), 70 * OP_KIB);
  put_head (frames, 2);
  put_frame (frames, OP_FRAME_DATA, 2, large (&c->files), 100);
  say_all (c, frames);
  hang_up (c);
  wait_for_end (c);

  for (unsigned i = 0; i < N_FILES; i++)
    {
      assert_over (c->requests[i], OP_OUTCOME_WORKER_DIED, "worker");
      g_assert_error (c->requests[i]->error, OP_ERROR, OP_ERROR_NETWORK);
    }
  g_assert_cmpuint (op_request_get_offset (c->requests[0]), ==, 70 * OP_KIB);
  g_assert_nonnull (c->requests[0]->landing);
  g_assert_true (c->requests[1]->dropped);
  g_assert_false (c->requests[2]->dropped);
}

/* Whoever hears that the worker is gone makes another: the requests must come after that, or they
 * would be given to the one that is gone. */
static void
test_gone_comes_first (Cast *c, gconstpointer unused)
{
  say_all (c, make_answer (c, 1));
  hang_up (c);
  wait_for_end (c);
  g_assert_cmpuint (c->n_before_gone, ==, 1);
}

/* Nobody has noticed yet that it is gone. */
static void
test_added_after_the_end (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) late = make_request (c->files.sink, 0);

  hang_up (c);
  wait_for_end (c);
  late->id = 4;
  op_receiver_add (c->receiver, late);
  g_clear_pointer (&c->receiver, op_receiver_free);

  g_ptr_array_set_size (c->letters, 0);
  wait_for_letter (c);
  g_assert_true (c->letters->pdata[0] == late);
  assert_over (late, OP_OUTCOME_WORKER_DIED, "");
}

static void
test_freed_while_it_talks (Cast *c, gconstpointer unused)
{
  GByteArray *frames = g_byte_array_new ();

  put_head (frames, 1);
  put_frame (frames, OP_FRAME_DATA, 1, large (&c->files), 70 * OP_KIB);
  say_all (c, frames);
  wait_for_bytes (c->requests[0], 70 * OP_KIB);
  g_clear_pointer (&c->receiver, op_receiver_free);
  wait_for_end (c);
  assert_over (c->requests[0], OP_OUTCOME_WORKER_DIED, "");
}

static void
test_abort_idle (Cast *c, gconstpointer unused)
{
  op_receiver_abort (c->receiver, c->requests[1]);
  wait_for_letter (c);
  g_assert_true (c->letters->pdata[0] == c->requests[1]);
  assert_over (c->requests[1], OP_OUTCOME_ABORTED, "");

  /* Its answer comes all the same, and the next one is as it should be. */
  say_all (c, make_answer (c, 2));
  say_all (c, make_answer (c, 3));
  hang_up (c);
  wait_for_end (c);
  assert_over (c->requests[1], OP_OUTCOME_ABORTED, "");
  assert_over (c->requests[2], OP_OUTCOME_COMPLETE, "");
  g_assert_cmpuint (op_fake_sink_n_opened (c->files.sink, 1), ==, 0);
}

/* Once and only once, wherever the thread is at that moment. */
static void
test_abort_busy (Cast *c, gconstpointer unused)
{
  GByteArray *frames = g_byte_array_new ();

  put_head (frames, 1);
  for (unsigned i = 0; i < 100; i++)
    put_frame (frames, OP_FRAME_DATA, 1, large (&c->files) + i * 1024, 1024);
  put_end (frames, 1, OP_OUTCOME_COMPLETE, "");
  say (c, frames->data, frames->len / 2);
  wait_for_bytes (c->requests[0], 1);
  op_receiver_abort (c->receiver, c->requests[0]);
  op_receiver_abort (c->receiver, c->requests[0]);
  say (c, frames->data + frames->len / 2, frames->len - frames->len / 2);
  g_byte_array_unref (frames);
  hang_up (c);
  wait_for_end (c);

  g_assert_true (op_request_is_aborted (c->requests[0]));
  assert_over (c->requests[0], OP_OUTCOME_ABORTED, "");
  g_assert_cmpuint (op_fake_sink_n_closed (c->files.sink, 0), ==, 0);
}

typedef struct
{
  const char *name;
  const char *bytes;
  size_t n_bytes;
} Malformed;

#define BYTES(text) text, sizeof text - 1

static const Malformed malformed[] = {
  { "unknown-type", BYTES ("\x09\0\0\0\1\0\0\0\0\0\0\0") },
  { "reserved-bytes", BYTES ("\x05\1\0\0\1\0\0\0\0\0\0\0") },
  { "settings-from-below", BYTES ("\x01\0\0\0\0\0\0\0\0\0\0\0") },
  { "fetch-from-below", BYTES ("\x02\0\0\0\1\0\0\0\0\0\0\0") },
  { "abort-from-below", BYTES ("\x03\0\0\0\1\0\0\0\0\0\0\0") },
  { "data-for-nobody", BYTES ("\x05\0\0\0\0\0\0\0\0\0\0\0") },
  { "endless-data", BYTES ("\x05\0\0\0\1\0\0\0\xff\xff\xff\xff") },
  { "endless-head", BYTES ("\x04\0\0\0\1\0\0\0\xff\xff\xff\x0f") },
  { "head-that-is-none", BYTES ("\x04\0\0\0\1\0\0\0\4\0\0\0abcd") },
  { "empty-head", BYTES ("\x04\0\0\0\1\0\0\0\0\0\0\0") },
  { "end-that-is-none", BYTES ("\x06\0\0\0\1\0\0\0\4\0\0\0abcd") },
};

static void
test_malformed (Cast *c, gconstpointer data)
{
  const Malformed *bad = data;
  GByteArray *frames = g_byte_array_new ();

  g_test_expect_message ("offpeak", G_LOG_LEVEL_MESSAGE, "*keep to the protocol*");
  put_head (frames, 2);
  g_byte_array_append (frames, (const guint8 *) bad->bytes, bad->n_bytes);
  put_end (frames, 2, OP_OUTCOME_COMPLETE, "");
  say_all (c, frames);
  wait_for_end (c);
  g_test_assert_expected_messages ();

  for (unsigned i = 0; i < N_FILES; i++)
    assert_over (c->requests[i], OP_OUTCOME_WORKER_DIED, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/receiver/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("end/the-worker-dies", test_worker_dies);
  ADD ("end/its-end-comes-before-the-requests", test_gone_comes_first);
  ADD ("end/added-after-it", test_added_after_the_end);
  ADD ("end/freed-while-it-talks", test_freed_while_it_talks);
  ADD ("abort/idle", test_abort_idle);
  ADD ("abort/busy", test_abort_busy);
  for (size_t i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autofree char *path = g_strconcat ("/receiver/malformed/", malformed[i].name, NULL);

      g_test_add (path, Cast, &malformed[i], cast_set_up, test_malformed, cast_tear_down);
    }
#undef ADD

  return g_test_run ();
}
