/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wire.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/patience.h"

struct _Wire
{
  GSubprocess *worker; /* (owned) */
  int fd;              /* (owned); -1 once the worker was seen to end */
  gboolean has_settings;
  guint32 last_id;
  GHashTable *fetched; /* (owned) (element-type guint32 Fetched) */
};

static void
fetched_free (gpointer data)
{
  Fetched *fetched = data;

  op_fetch_head_clear (&fetched->head);
  op_fetch_end_clear (&fetched->end);
  g_byte_array_unref (fetched->body);
  g_free (fetched);
}

Wire *
wire_new (const char *const *environment)
{
  Wire *self = g_new0 (Wire, 1);
  g_autoptr(GSubprocessLauncher) launcher =
                 g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GError) error = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  self->fd = ends[0];
  g_subprocess_launcher_take_fd (launcher, ends[1], 3);
  for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (environment[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, parts[0], parts[1], TRUE /* overwrite */);
    }

  self->worker = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("OFFPEAK_FETCH"), NULL);
  g_assert_no_error (error);
  self->fetched = g_hash_table_new_full (NULL, NULL, NULL, fetched_free);

  return self;
}

/* What it says reaches our standard error, for whoever reads the log of a test. */
int
wire_wait_for_exit (Wire *self, char **out_said)
{
  g_autofree char *said = NULL;
  g_autoptr(GError) error = NULL;

  g_subprocess_communicate_utf8 (self->worker, NULL, NULL, NULL, &said, &error);
  g_assert_no_error (error);
  g_printerr ("%s", said);
  close (self->fd);
  self->fd = -1;
  if (out_said != NULL)
    *out_said = g_steal_pointer (&said);

  g_assert_true (g_subprocess_get_if_exited (self->worker));

  return g_subprocess_get_exit_status (self->worker);
}

void
wire_free (Wire *self)
{
  g_autofree char *said = NULL;

  if (self->fd >= 0)
    {
      shutdown (self->fd, SHUT_WR);
      g_assert_cmpint (wire_wait_for_exit (self, &said), ==, 0);
      g_assert_cmpstr (said, ==, "");
    }

  g_object_unref (self->worker);
  g_hash_table_unref (self->fetched);
  g_free (self);
}

static void
write_all (Wire *self, const void *data, size_t n_bytes)
{
  const char *from = data;

  while (n_bytes > 0)
    {
      ssize_t n_sent = send (self->fd, from, n_bytes, MSG_NOSIGNAL);

      g_assert_cmpint (n_sent, >, 0);
      from += n_sent;
      n_bytes -= n_sent;
    }
}

void
wire_put (Wire *self, OpFrameType type, guint32 id, const void *data, size_t n_bytes)
{
  const OpFrameHeader header = { .type = type, .id = id, .n_bytes = n_bytes };
  guint8 bytes[OP_FRAME_HEADER_BYTES];

  op_frame_header_encode (&header, bytes);
  write_all (self, bytes, sizeof bytes);
  write_all (self, data, n_bytes);
}

static void
put_bytes (Wire *self, OpFrameType type, guint32 id, GBytes *owned_payload)
{
  g_autoptr(GBytes) payload = owned_payload;
  size_t n_bytes;
  const void *data = g_bytes_get_data (payload, &n_bytes);

  wire_put (self, type, id, data, n_bytes);
}

void
wire_settings (Wire *self, const OpFetchSettings *settings)
{
  put_bytes (self, OP_FRAME_SETTINGS, 0, op_fetch_settings_encode (settings));
  self->has_settings = TRUE;
}

void
wire_fetch (Wire *self, guint32 id, const OpFetchRequest *request)
{
  Fetched *fetched = g_new0 (Fetched, 1);

  fetched->body = g_byte_array_new ();
  g_hash_table_insert (self->fetched, GUINT_TO_POINTER (id), fetched);
  put_bytes (self, OP_FRAME_FETCH, id, op_fetch_request_encode (request));
  self->last_id = MAX (self->last_id, id);
}

void
wire_abort (Wire *self, guint32 id)
{
  wire_put (self, OP_FRAME_ABORT, id, NULL, 0);
}

static void
read_all (Wire *self, void *data, size_t n_bytes)
{
  char *to = data;

  while (n_bytes > 0)
    {
      struct pollfd wait = { .fd = self->fd, .events = POLLIN };
      ssize_t n_read;

      g_assert_cmpint (poll (&wait, 1, PATIENCE_SEC * 1000), ==, 1);
      n_read = recv (self->fd, to, n_bytes, 0);
      g_assert_cmpint (n_read, >, 0);
      to += n_read;
      n_bytes -= n_read;
    }
}

/* The order of frames is part of what is tested: nothing after END, no DATA before HEAD. */
static void
take_frame (Fetched *fetched, const OpFrameHeader *header, const guint8 *payload)
{
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (fetched);
  g_assert_false (fetched->has_ended);

  switch ((int) header->type)
    {
    case OP_FRAME_HEAD:
      g_assert_cmpuint (++fetched->n_heads, ==, 1);
      g_assert_true (op_fetch_head_decode (payload, header->n_bytes, &fetched->head, &error));
      break;
    case OP_FRAME_DATA:
      g_assert_cmpuint (fetched->n_heads, ==, 1);
      g_assert_cmpuint (header->n_bytes, >, 0);
      g_byte_array_append (fetched->body, payload, header->n_bytes);
      break;
    case OP_FRAME_END:
      g_assert_true (op_fetch_end_decode (payload, header->n_bytes, &fetched->end, &error));
      fetched->has_ended = TRUE;
      break;
    default:
      g_assert_not_reached ();
    }

  g_assert_no_error (error);
}

static void
read_frame (Wire *self)
{
  guint8 bytes[OP_FRAME_HEADER_BYTES];
  OpFrameHeader header;
  g_autofree guint8 *payload = NULL;
  g_autoptr(GError) error = NULL;

  read_all (self, bytes, sizeof bytes);
  g_assert_true (op_frame_header_decode (bytes, &header, &error));
  g_assert_no_error (error);
  payload = g_malloc (header.n_bytes);
  read_all (self, payload, header.n_bytes);
  take_frame (g_hash_table_lookup (self->fetched, GUINT_TO_POINTER (header.id)), &header, payload);
}

static Fetched *
find (Wire *self, guint32 id)
{
  Fetched *fetched = g_hash_table_lookup (self->fetched, GUINT_TO_POINTER (id));

  g_assert_nonnull (fetched);

  return fetched;
}

const Fetched *
wire_wait (Wire *self, guint32 id)
{
  Fetched *fetched = find (self, id);

  while (!fetched->has_ended)
    read_frame (self);

  return fetched;
}

void
wire_wait_for_head (Wire *self, guint32 id)
{
  while (find (self, id)->n_heads == 0)
    read_frame (self);
}

void
wire_wait_for_data (Wire *self, guint32 id)
{
  while (find (self, id)->body->len == 0)
    read_frame (self);
}

const Fetched *
wire_get (Wire *self, const OpFetchRequest *request)
{
  guint32 id = self->last_id + 1;

  if (!self->has_settings)
    wire_settings (self, &WIRE_SETTINGS);

  wire_fetch (self, id, request);

  return wire_wait (self, id);
}

void
assert_ended (const Fetched *fetched, OpOutcome outcome, const char *word)
{
  g_test_message ("%s: %s", op_outcome_nick (fetched->end.outcome), fetched->end.message);
  g_assert_cmpstr (op_outcome_nick (fetched->end.outcome), ==, op_outcome_nick (outcome));
  g_assert_nonnull (strstr (fetched->end.message, word));
}

void
assert_body (const Fetched *fetched, const char *expected)
{
  g_test_message ("%s: %s", op_outcome_nick (fetched->end.outcome), fetched->end.message);
  g_assert_cmpmem (fetched->body->data, fetched->body->len, expected, strlen (expected));
}
