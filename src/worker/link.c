/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/bounds.h"
#include "base/error.h"

/* As much as one turn of the loop brings from one server, and then some. */
#define OUT_BYTES ((size_t) (OP_FRAME_MAX_DATA_BYTES + 64 * OP_KIB))

/* What the daemon may have said and we not yet done; more waits in the socket. */
#define IN_BYTES ((size_t) (OP_MIB))

G_STATIC_ASSERT (OUT_BYTES >= OP_FRAME_HEADER_BYTES + OP_FRAME_MAX_PAYLOAD_BYTES);
G_STATIC_ASSERT (IN_BYTES >= OP_FRAME_HEADER_BYTES + OP_FRAME_MAX_PAYLOAD_BYTES);

#define NO_DATA G_MAXSIZE

struct _OpLink
{
  int fd; /* (unowned) */
  gboolean has_ended;
  gboolean has_news; /* received, and not yet looked at */

  guint8 *in; /* (owned) */
  size_t in_from;
  size_t in_to;

  guint8 *out; /* (owned) */
  size_t n_out;
  size_t last_data;      /* where the last frame begins, if that is DATA; else NO_DATA */
  OpFrameHeader growing; /* the header of that frame */
};

/**
 * op_link_new:
 * @fd: (not owned): a stream socket
 */
OpLink *
op_link_new (int fd)
{
  OpLink *self = g_new0 (OpLink, 1);

  self->fd = fd;
  self->in = g_malloc (IN_BYTES);
  self->out = g_malloc (OUT_BYTES);
  self->last_data = NO_DATA;

  return self;
}

void
op_link_free (OpLink *self)
{
  g_free (self->in);
  g_free (self->out);
  g_free (self);
}

int
op_link_get_fd (OpLink *self)
{
  return self->fd;
}

gboolean
op_link_has_ended (OpLink *self)
{
  return self->has_ended;
}

gboolean
op_link_has_news (OpLink *self)
{
  return self->has_news;
}

static gboolean
has_room (OpLink *self)
{
  return self->in_to < IN_BYTES || self->in_from > 0;
}

/**
 * op_link_receive:
 *
 * Take in what the daemon has sent, as far as there is room for it; never blocks.
 */
void
op_link_receive (OpLink *self)
{
  ssize_t n_bytes;

  if (self->in_from > 0)
    {
      memmove (self->in, self->in + self->in_from, self->in_to - self->in_from);
      self->in_to -= self->in_from;
      self->in_from = 0;
    }

  if (self->in_to == IN_BYTES)
    return;

  do
    n_bytes = recv (self->fd, self->in + self->in_to, IN_BYTES - self->in_to, MSG_DONTWAIT);
  while (n_bytes < 0 && errno == EINTR);

  if (n_bytes > 0)
    {
      self->in_to += n_bytes;
      self->has_news = TRUE;
    }
  else if (n_bytes == 0 || errno != EAGAIN)
    self->has_ended = TRUE;
}

/**
 * op_link_next:
 * @out_payload: (out) (not owned): good until anything else is done with @self
 *
 * Returns: %TRUE for the next frame; %FALSE without @error when there is no whole one yet
 */
gboolean
op_link_next (OpLink *self, OpFrameHeader *out_header, const void **out_payload, GError **error)
{
  size_t n_bytes = self->in_to - self->in_from;
  OpFrameHeader header;

  self->has_news = FALSE;

  if (n_bytes < OP_FRAME_HEADER_BYTES)
    return FALSE;

  if (!op_frame_header_decode (self->in + self->in_from, &header, error))
    return FALSE;

  if (header.n_bytes > OP_FRAME_MAX_PAYLOAD_BYTES)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_LIMITS_EXCEEDED, "A frame is too long");
      return FALSE;
    }

  if (n_bytes < OP_FRAME_HEADER_BYTES + header.n_bytes)
    return FALSE;

  *out_header = header;
  *out_payload = self->in + self->in_from + OP_FRAME_HEADER_BYTES;
  self->in_from += OP_FRAME_HEADER_BYTES + header.n_bytes;

  return TRUE;
}

static void
wait_for_daemon (OpLink *self)
{
  struct pollfd wait = { .fd = self->fd, .events = POLLOUT };

  if (has_room (self))
    wait.events |= POLLIN;

  if (poll (&wait, 1, -1) > 0 && (wait.revents & (POLLIN | POLLHUP | POLLERR)) != 0)
    op_link_receive (self);
}

/**
 * op_link_flush:
 *
 * Send what was gathered.
 */
void
op_link_flush (OpLink *self)
{
  size_t n_sent = 0;

  while (n_sent < self->n_out && !self->has_ended)
    {
      ssize_t n_bytes =
          send (self->fd, self->out + n_sent, self->n_out - n_sent, MSG_DONTWAIT | MSG_NOSIGNAL);

      if (n_bytes >= 0)
        n_sent += n_bytes;
      else if (errno == EAGAIN)
        wait_for_daemon (self);
      else if (errno != EINTR)
        self->has_ended = TRUE;
    }

  self->n_out = 0;
  self->last_data = NO_DATA;
}

static void
put_header (OpLink *self, size_t where, const OpFrameHeader *header)
{
  op_frame_header_encode (header, self->out + where);
}

static void
make_room (OpLink *self, size_t n_bytes)
{
  if (OUT_BYTES - self->n_out < n_bytes)
    op_link_flush (self);
}

/**
 * op_link_put:
 * @type: anything but DATA
 */
void
op_link_put (OpLink *self, OpFrameType type, guint32 id, GBytes *payload)
{
  size_t n_bytes;
  const void *data = g_bytes_get_data (payload, &n_bytes);
  OpFrameHeader header = { .type = type, .id = id, .n_bytes = n_bytes };

  g_return_if_fail (n_bytes <= OP_FRAME_MAX_PAYLOAD_BYTES);

  make_room (self, OP_FRAME_HEADER_BYTES + n_bytes);
  put_header (self, self->n_out, &header);
  self->n_out += OP_FRAME_HEADER_BYTES;
  if (n_bytes > 0)
    memcpy (self->out + self->n_out, data, n_bytes);
  self->n_out += n_bytes;
  self->last_data = NO_DATA;
}

static void
begin_data (OpLink *self, guint32 id)
{
  self->growing = (OpFrameHeader){ .type = OP_FRAME_DATA, .id = id };
  self->last_data = self->n_out;
  self->n_out += OP_FRAME_HEADER_BYTES;
}

/**
 * op_link_put_data:
 *
 * Adds to the last frame if that is of the same request, so a piece costs a copy and no
 * header.
 */
void
op_link_put_data (OpLink *self, guint32 id, const void *data, size_t n_bytes)
{
  const guint8 *from = data;

  while (n_bytes > 0)
    {
      size_t n_now;

      make_room (self, OP_FRAME_HEADER_BYTES + 1);
      if (self->last_data == NO_DATA || self->growing.id != id ||
          self->growing.n_bytes == OP_FRAME_MAX_DATA_BYTES)
        begin_data (self, id);

      n_now = MIN (n_bytes, OUT_BYTES - self->n_out);
      n_now = MIN (n_now, OP_FRAME_MAX_DATA_BYTES - self->growing.n_bytes);

      memcpy (self->out + self->n_out, from, n_now);
      self->n_out += n_now;
      self->growing.n_bytes += n_now;
      put_header (self, self->last_data, &self->growing);

      from += n_now;
      n_bytes -= n_now;
    }
}
