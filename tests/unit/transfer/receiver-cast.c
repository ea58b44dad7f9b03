/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "receiver-cast.h"

#include <sys/socket.h>
#include <unistd.h>

#include "support/patience.h"

#define TOKEN GUINT_TO_POINTER (7)

static void
on_letter (OpRequest *owned_request, gpointer sender, gpointer user_data)
{
  Cast *c = user_data;

  g_assert_true (sender == TOKEN);
  if (owned_request != NULL)
    g_ptr_array_add (c->letters, owned_request);
  else
    {
      c->n_gone++;
      c->n_before_gone = c->letters->len;
    }
}

void
cast_set_up (Cast *c, gconstpointer unused)
{
  int ends[2];

  set_up (&c->files, NULL);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  c->our_fd = ends[0];
  c->fd = ends[1];
  c->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) op_request_unref);
  c->mailbox = op_mailbox_new (on_letter, c);
  c->receiver = op_receiver_new (c->our_fd, c->mailbox, TOKEN);

  for (unsigned i = 0; i < N_FILES; i++)
    {
      add_bytes (c->files.sink, "http://127.0.0.1/file", c->files.large);
      c->requests[i] = make_request (c->files.sink, i);
      c->requests[i]->id = i + 1;
      op_receiver_add (c->receiver, c->requests[i]);
    }
}

void
hang_up (Cast *c)
{
  if (c->fd >= 0)
    close (c->fd);
  c->fd = -1;
}

void
cast_tear_down (Cast *c, gconstpointer unused)
{
  g_clear_pointer (&c->receiver, op_receiver_free);
  hang_up (c);
  close (c->our_fd);
  op_mailbox_close (c->mailbox);
  op_mailbox_unref (c->mailbox);
  for (unsigned i = 0; i < N_FILES; i++)
    op_request_unref (c->requests[i]);
  g_ptr_array_unref (c->letters);
  tear_down (&c->files, NULL);
}

void
put_frame (GByteArray *to, OpFrameType type, guint32 id, const void *data, size_t n_bytes)
{
  const OpFrameHeader header = { .type = type, .id = id, .n_bytes = n_bytes };
  guint8 bytes[OP_FRAME_HEADER_BYTES];

  op_frame_header_encode (&header, bytes);
  g_byte_array_append (to, bytes, sizeof bytes);
  if (n_bytes > 0)
    g_byte_array_append (to, data, n_bytes);
}

static void
put_bytes (GByteArray *to, OpFrameType type, guint32 id, GBytes *owned_payload)
{
  g_autoptr(GBytes) payload = owned_payload;

  put_frame (to, type, id, g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
}

void
put_head (GByteArray *to, guint32 id)
{
  const OpFetchHead head = to_fetch_head (&(Head){ 0 });

  put_bytes (to, OP_FRAME_HEAD, id, op_fetch_head_encode (&head));
}

void
put_end (GByteArray *to, guint32 id, OpOutcome outcome, const char *message)
{
  const OpFetchEnd last = { .outcome = outcome, .message = (char *) message };

  put_bytes (to, OP_FRAME_END, id, op_fetch_end_encode (&last));
}

GByteArray *
make_answer (Cast *c, guint32 id)
{
  GByteArray *answer = g_byte_array_new ();

  put_head (answer, id);
  put_frame (answer, OP_FRAME_DATA, id, large (&c->files), 1000);
  put_frame (answer, OP_FRAME_DATA, id, NULL, 0);
  put_frame (answer, OP_FRAME_DATA, id, large (&c->files) + 1000, LARGE_BYTES - 1000);
  put_end (answer, id, OP_OUTCOME_COMPLETE, "");

  return answer;
}

void
say (Cast *c, const void *data, size_t n_bytes)
{
  const char *from = data;

  while (n_bytes > 0)
    {
      ssize_t n = send (c->fd, from, n_bytes, MSG_NOSIGNAL);

      g_assert_cmpint (n, >, 0);
      from += n;
      n_bytes -= n;
    }
}

void
say_all (Cast *c, GByteArray *owned_bytes)
{
  say (c, owned_bytes->data, owned_bytes->len);
  g_byte_array_unref (owned_bytes);
}

static gboolean
is_over (gpointer user_data)
{
  Cast *c = user_data;

  return c->letters->len >= 1;
}

static gboolean
is_gone (gpointer user_data)
{
  Cast *c = user_data;

  return c->n_gone == 1 && c->letters->len == N_FILES;
}

void
wait_for_letter (Cast *c)
{
  wait_until (is_over, c, "a request to be over");
}

void
wait_for_end (Cast *c)
{
  wait_until (is_gone, c, "everything to come back");
}

void
wait_for_bytes (OpRequest *request, guint64 n_bytes)
{
  /* The thread has no event for the main loop here; it is not far. */
  while (op_request_get_offset (request) < n_bytes)
    g_thread_yield ();
}
