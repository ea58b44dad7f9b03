/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/receiver.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

/* As much as stays in the processor's cache between reading, hashing and writing. */
#define BUFFER_BYTES (256 * 1024)
G_STATIC_ASSERT (BUFFER_BYTES > OP_FRAME_HEADER_BYTES + OP_FRAME_MAX_PAYLOAD_BYTES);

struct _OpReceiver
{
  int fd;             /* (owned) */
  OpMailbox *mailbox; /* (owned) */
  gpointer token;
  GThread *thread; /* (owned) */

  GMutex lock;
  GHashTable *requests; /* (owned) (element-type guint32 OpRequest): guarded by lock */
  OpRequest *busy;      /* (nullable): the thread is at it, outside the lock; guarded by it */

  /* The thread's own. */
  guint8 *buffer; /* (owned) */
  size_t n_buffered;
  OpFrameHeader header; /* of the DATA frame whose bytes are coming */
  size_t n_data_left;   /* of it */
};

/* Find the request of a frame and keep it from being taken away while it is worked on. What is
 * aborted is handed over here, and the rest of its frames means nothing. */
static OpRequest *
begin (OpReceiver *self, guint32 id)
{
  g_mutex_lock (&self->lock);
  self->busy = g_hash_table_lookup (self->requests, GUINT_TO_POINTER (id));
  g_mutex_unlock (&self->lock);

  return self->busy;
}

static void
post_aborted (OpReceiver *self, OpRequest *owned_request)
{
  op_request_fail (owned_request,
                   OP_OUTCOME_ABORTED,
                   g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was ended"));
  op_mailbox_post (self->mailbox, owned_request, self->token);
}

static void
end (OpReceiver *self, gboolean is_over)
{
  OpRequest *request = self->busy;
  gboolean aborted;

  g_mutex_lock (&self->lock);
  aborted = op_request_is_aborted (request);
  self->busy = NULL;
  if (is_over || aborted)
    g_hash_table_steal (self->requests, GUINT_TO_POINTER (request->id));
  g_mutex_unlock (&self->lock);

  if (is_over)
    op_mailbox_post (self->mailbox, request, self->token);
  else if (aborted)
    post_aborted (self, request);
}

/* Of the DATA frame that is being read: not necessarily all. */
static void
take_data (OpReceiver *self, const guint8 *data, size_t n_bytes)
{
  OpRequest *request = begin (self, self->header.id);

  if (request != NULL)
    end (self, !op_request_take_data (request, data, n_bytes));
}

static gboolean
take_head (OpReceiver *self, OpRequest *request, const guint8 *payload, GError **error)
{
  g_auto(OpFetchHead) head = { 0 };
  gboolean ok = op_fetch_head_decode (payload, self->header.n_bytes, &head, error);

  end (self, ok && !op_request_take_head (request, &head));

  return ok;
}

static gboolean
take_end (OpReceiver *self, OpRequest *request, const guint8 *payload, GError **error)
{
  g_auto(OpFetchEnd) last = { 0 };
  gboolean ok = op_fetch_end_decode (payload, self->header.n_bytes, &last, error);

  if (ok)
    op_request_take_end (request, last.outcome, last.message);
  end (self, ok);

  return ok;
}

/* A frame that is whole in the buffer. */
static gboolean
take_frame (OpReceiver *self, const guint8 *payload, GError **error)
{
  OpRequest *request;

  switch (self->header.type)
    {
    case OP_FRAME_HEAD:
      request = begin (self, self->header.id);
      return request == NULL || take_head (self, request, payload, error);

    case OP_FRAME_END:
      request = begin (self, self->header.id);
      return request == NULL || take_end (self, request, payload, error);

    case OP_FRAME_DATA:
    case OP_FRAME_SETTINGS:
    case OP_FRAME_FETCH:
    case OP_FRAME_ABORT:
      break;
    }

  g_set_error (error, OP_ERROR, OP_ERROR_FAILED, "A frame that only we may send");

  return FALSE;
}

/* Go through what is in the buffer; what is left of it is the beginning of a frame. */
static gboolean
consume (OpReceiver *self, GError **error)
{
  size_t at = 0;

  while (TRUE)
    {
      size_t n_left = self->n_buffered - at;

      if (self->n_data_left > 0)
        {
          size_t n = MIN (n_left, self->n_data_left);

          if (n == 0)
            break;
          take_data (self, self->buffer + at, n);
          self->n_data_left -= n;
          at += n;
          continue;
        }

      if (n_left < OP_FRAME_HEADER_BYTES)
        break;
      if (!op_frame_header_decode (self->buffer + at, &self->header, error))
        return FALSE;

      if (self->header.type == OP_FRAME_DATA)
        {
          self->n_data_left = self->header.n_bytes;
          at += OP_FRAME_HEADER_BYTES;
          continue;
        }

      if (n_left < OP_FRAME_HEADER_BYTES + self->header.n_bytes)
        break;
      if (!take_frame (self, self->buffer + at + OP_FRAME_HEADER_BYTES, error))
        return FALSE;
      at += OP_FRAME_HEADER_BYTES + self->header.n_bytes;
    }

  memmove (self->buffer, self->buffer + at, self->n_buffered - at);
  self->n_buffered -= at;

  return TRUE;
}

static gboolean
read_some (OpReceiver *self)
{
  ssize_t n;

  do
    n = recv (self->fd, self->buffer + self->n_buffered, BUFFER_BYTES - self->n_buffered, 0);
  while (n < 0 && errno == EINTR);

  if (n <= 0)
    return FALSE;
  self->n_buffered += n;

  return TRUE;
}

static void
post_all_as_died (OpReceiver *self)
{
  GHashTableIter iter;
  gpointer request;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &request))
    {
      g_hash_table_iter_steal (&iter);
      op_request_fail (
          request,
          OP_OUTCOME_WORKER_DIED,
          g_error_new (OP_ERROR, OP_ERROR_NETWORK, "The network worker ended in the middle of it"));
      op_mailbox_post (self->mailbox, request, self->token);
    }
  g_mutex_unlock (&self->lock);
}

static gpointer
run (gpointer user_data)
{
  OpReceiver *self = user_data;
  g_autoptr(GError) error = NULL;

  while (read_some (self) && consume (self, &error))
    ;

  if (error != NULL)
    g_message ("The network worker does not keep to the protocol, and is ended: %s",
               error->message);

  /* In this order: what comes back is given out again at once, and not to the one that is gone. */
  op_mailbox_post_gone (self->mailbox, self->token);
  post_all_as_died (self);

  return NULL;
}

OpReceiver *
op_receiver_new (int fd, OpMailbox *mailbox, gpointer token)
{
  OpReceiver *self = g_new0 (OpReceiver, 1);

  self->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  self->mailbox = op_mailbox_ref (mailbox);
  self->token = token;
  g_mutex_init (&self->lock);
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) op_request_unref);
  self->buffer = g_malloc (BUFFER_BYTES);
  self->thread = g_thread_new ("op-receiver", run, self);

  return self;
}

void
op_receiver_free (OpReceiver *self)
{
  shutdown (self->fd, SHUT_RDWR);
  g_thread_join (self->thread);
  post_all_as_died (self); /* those that came after the thread's end */

  close (self->fd);
  g_hash_table_unref (self->requests);
  op_mailbox_unref (self->mailbox);
  g_mutex_clear (&self->lock);
  g_free (self->buffer);
  g_free (self);
}

void
op_receiver_add (OpReceiver *self, OpRequest *request)
{
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->requests, GUINT_TO_POINTER (request->id), op_request_ref (request));
  g_mutex_unlock (&self->lock);
}

void
op_receiver_abort (OpReceiver *self, OpRequest *request)
{
  gboolean is_ours = FALSE;

  op_request_abort (request);

  g_mutex_lock (&self->lock);
  if (self->busy != request)
    is_ours =
        g_hash_table_steal_extended (self->requests, GUINT_TO_POINTER (request->id), NULL, NULL);
  g_mutex_unlock (&self->lock);

  if (is_ours)
    post_aborted (self, request);
}
