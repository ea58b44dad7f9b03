/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/engine.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/bounds.h"
#include "base/error.h"
#include "channel/worker-process.h"
#include "transfer/job.h"
#include "transfer/local-reader.h"
#include "transfer/receiver.h"

/* Requests that wait in the worker, so that it never waits for us. */
#define N_AHEAD 8

/* A worker costs memory, a connection that is kept alive saves a second later. */
#define KEEP_WORKER_USEC (10 * G_USEC_PER_SEC)

/* Who a letter is from: the reader, or the receiver of one generation. */
#define LOCAL GUINT_TO_POINTER (1)
#define NOBODY NULL

struct _OpEngine
{
  GObject parent_instance;

  char *worker_path;        /* (owned) */
  OpClock *clock;           /* (owned) */
  OpFetchSettings settings; /* (owned) */
  OpRetryPolicy policy;

  OpMailbox *mailbox;      /* (owned) */
  OpWorkerProcess *worker; /* (owned) (nullable) */
  OpReceiver *receiver;    /* (owned) (nullable): of worker */
  guint32 generation;      /* of receiver */
  OpLocalReader *local;    /* (owned) (nullable) */
  unsigned alarm_id;       /* to let go of the worker */

  GQueue jobs; /* (element-type OpJob): each owned */
  guint32 last_id;
  unsigned n_network; /* requests that the worker has */
  unsigned n_local;   /* requests that the reader has */
  gboolean filling;
};

static void op_engine_source_init (OpSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpEngine,
                               op_engine,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_SOURCE, op_engine_source_init))

static void
copy_settings (OpFetchSettings *to, const OpFetchSettings *from)
{
  char *proxy = g_strdup (from->proxy);

  op_fetch_settings_clear (to);
  *to = *from;
  to->proxy = proxy;
}

static gboolean
send_frame (OpEngine *self, OpFrameType type, guint32 id, GBytes *payload)
{
  OpFrameHeader header = { .type = type, .id = id };
  guint8 head[OP_FRAME_HEADER_BYTES];
  struct iovec parts[2] = { { head, sizeof head } };
  struct msghdr message = { .msg_iov = parts, .msg_iovlen = 1 };
  size_t n_bytes = 0;
  ssize_t n_sent;

  if (payload != NULL)
    {
      parts[1].iov_base = (void *) g_bytes_get_data (payload, &n_bytes);
      parts[1].iov_len = n_bytes;
      message.msg_iovlen = 2;
    }
  header.n_bytes = n_bytes;
  op_frame_header_encode (&header, head);

  /* What it has not read yet is bounded; a worker whose buffer is full does not read at all. */
  do
    n_sent =
        sendmsg (op_worker_process_get_fd (self->worker), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (n_sent < 0 && errno == EINTR);

  return n_sent == (ssize_t) (sizeof head + n_bytes);
}

static void
drop_worker (OpEngine *self)
{
  if (self->alarm_id != 0)
    op_clock_remove_alarm (self->clock, self->alarm_id);
  self->alarm_id = 0;

  g_clear_pointer (&self->receiver, op_receiver_free);
  g_clear_object (&self->worker);
}

static gboolean
ensure_worker (OpEngine *self, GError **error)
{
  g_autoptr(GBytes) settings = NULL;

  if (self->worker != NULL)
    return TRUE;

  self->worker = op_worker_process_new (self->worker_path, error);
  if (self->worker == NULL)
    return FALSE;

  self->receiver = op_receiver_new (op_worker_process_get_fd (self->worker),
                                    self->mailbox,
                                    GUINT_TO_POINTER (++self->generation));
  settings = op_fetch_settings_encode (&self->settings);

  /* If it is gone already, the receiver says so. */
  if (!send_frame (self, OP_FRAME_SETTINGS, 0, settings))
    g_debug ("The worker did not take its settings");

  return TRUE;
}

static void
fail_at_once (OpEngine *self, OpRequest *request, OpOutcome outcome, GError *owned_error)
{
  op_request_fail (request, outcome, owned_error);
  op_mailbox_post (self->mailbox, op_request_ref (request), NOBODY);
}

static void
send_to_worker (OpEngine *self, OpRequest *request)
{
  OpFetchRequest fetch = {
    .url = request->url,
    .offset = request->offset,
    .validator = request->validator != NULL ? request->validator : (char *) "",
    .max_bytes = request->expected.size != OP_SIZE_UNKNOWN
                     ? request->expected.size - MIN (request->offset, request->expected.size)
                     : request->expected.max_bytes,
    .only_trusted = request->only_trusted,
  };
  g_autoptr(GBytes) payload = NULL;
  GError *error = NULL;

  if (!ensure_worker (self, &error))
    {
      fail_at_once (self, request, OP_OUTCOME_LOCAL, error);
      return;
    }

  /* A server that ignores the range sends everything. */
  if (request->offset > 0 && request->expected.size != OP_SIZE_UNKNOWN)
    fetch.max_bytes = request->expected.size;

  payload = op_fetch_request_encode (&fetch);
  op_receiver_add (self->receiver, request);
  if (!send_frame (self, OP_FRAME_FETCH, request->id, payload))
    shutdown (op_worker_process_get_fd (self->worker), SHUT_RDWR); /* the receiver sees it */
}

static void
start_request (OpEngine *self, OpRequest *request)
{
  request->id = ++self->last_id;
  if (request->id == 0)
    request->id = ++self->last_id;

  if (g_ascii_strncasecmp (request->url, "file:", strlen ("file:")) == 0)
    {
      self->n_local++;
      if (self->local == NULL)
        self->local = op_local_reader_new (self->mailbox, LOCAL);
      op_local_reader_add (self->local, request);
    }
  else
    {
      self->n_network++;
      send_to_worker (self, request);
    }
}

static gboolean
has_room (OpEngine *self)
{
  return self->n_network + self->n_local < self->settings.max_connections + N_AHEAD;
}

/* Each job in turn gives one request, so that none starves. */
static gboolean
fill_once (OpEngine *self)
{
  gboolean gave = FALSE;

  for (unsigned n = self->jobs.length; n > 0 && has_room (self); n--)
    {
      OpJob *job = g_queue_pop_head (&self->jobs);
      g_autoptr(OpRequest) request = op_job_next_request (job);

      g_queue_push_tail (&self->jobs, job);
      if (request != NULL)
        {
          start_request (self, request);
          gave = TRUE;
        }
    }

  return gave;
}

static void
forget_finished_jobs (OpEngine *self)
{
  for (GList *l = self->jobs.head; l != NULL;)
    {
      GList *next = l->next;

      if (op_job_is_over (l->data))
        {
          g_object_unref (l->data);
          g_queue_delete_link (&self->jobs, l);
        }
      l = next;
    }
}

static void
on_unused (gpointer user_data)
{
  OpEngine *self = user_data;

  self->alarm_id = 0;
  drop_worker (self);
}

static void
fill (OpEngine *self)
{
  if (self->filling)
    return;

  self->filling = TRUE;
  while (has_room (self) && fill_once (self))
    ;
  forget_finished_jobs (self);
  self->filling = FALSE;

  if (self->alarm_id != 0)
    op_clock_remove_alarm (self->clock, self->alarm_id);
  self->alarm_id = 0;
  if (self->worker != NULL && self->n_network == 0)
    self->alarm_id = op_clock_add_alarm (
        self->clock, op_clock_now_usec (self->clock) + KEEP_WORKER_USEC, on_unused, self);
}

static gboolean
is_from_worker (OpEngine *self, gpointer sender)
{
  return self->receiver != NULL && sender == GUINT_TO_POINTER (self->generation);
}

/* What is left of a request that ended on our side must not come any more. */
static void
stop_in_worker (OpEngine *self, OpRequest *request, gpointer sender)
{
  if (is_from_worker (self, sender) && request->outcome != OP_OUTCOME_COMPLETE &&
      !send_frame (self, OP_FRAME_ABORT, request->id, NULL))
    g_debug ("The worker did not take the end of a request");
}

static void
on_letter (OpRequest *owned_request, gpointer sender, gpointer user_data)
{
  OpEngine *self = user_data;
  g_autoptr(OpEngine) guard G_GNUC_UNUSED = g_object_ref (self);
  g_autoptr(OpRequest) request = owned_request;

  if (request == NULL)
    {
      if (is_from_worker (self, sender))
        drop_worker (self);
      return;
    }

  if (sender == LOCAL)
    self->n_local--;
  else
    self->n_network--;

  /* The news that it is gone comes last; what is tried again must not be sent to it. */
  if (is_from_worker (self, sender) && request->outcome == OP_OUTCOME_WORKER_DIED)
    drop_worker (self);
  stop_in_worker (self, request, sender);
  op_job_take_result (OP_JOB (request->job), request);
  fill (self);
}

static void
on_wake (OpJob *job, gpointer user_data)
{
  fill (user_data);
}

static void
on_abort (OpRequest *request, gpointer user_data)
{
  OpEngine *self = user_data;

  op_request_abort (request);
  if (self->receiver != NULL)
    op_receiver_abort (self->receiver, request);
}

static OpTransfer *
op_engine_create (OpSource *source, const OpTransferPlan *plan, OpSink *sink)
{
  OpEngine *self = OP_ENGINE (source);
  OpJobHost host = { .wake = on_wake, .abort = on_abort, .user_data = self };
  OpJob *job = op_job_new (plan, sink, self->clock, &self->policy, &host);

  forget_finished_jobs (self); /* one that was cancelled while it was suspended */
  g_queue_push_tail (&self->jobs, g_object_ref (job));

  return OP_TRANSFER (job);
}

static void
op_engine_source_init (OpSourceInterface *iface)
{
  iface->create = op_engine_create;
}

static void
detach (gpointer job, gpointer unused)
{
  op_job_detach (job);
}

static void
op_engine_finalize (GObject *object)
{
  OpEngine *self = OP_ENGINE (object);

  op_mailbox_close (self->mailbox);
  drop_worker (self);
  g_clear_pointer (&self->local, op_local_reader_free);
  g_queue_foreach (&self->jobs, detach, NULL);
  g_queue_clear_full (&self->jobs, g_object_unref);
  op_mailbox_unref (self->mailbox);
  op_fetch_settings_clear (&self->settings);
  g_object_unref (self->clock);
  g_free (self->worker_path);

  G_OBJECT_CLASS (op_engine_parent_class)->finalize (object);
}

static void
op_engine_class_init (OpEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_engine_finalize;
}

static void
op_engine_init (OpEngine *self)
{
  g_queue_init (&self->jobs);
  self->mailbox = op_mailbox_new (on_letter, self);
  self->generation = 1;
}

OpEngine *
op_engine_new (const char *worker_path,
               OpClock *clock,
               const OpFetchSettings *settings,
               const OpRetryPolicy *policy)
{
  OpEngine *self = g_object_new (OP_TYPE_ENGINE, NULL);

  self->worker_path = g_strdup (worker_path);
  self->clock = g_object_ref (clock);
  op_engine_configure (self, settings, policy);

  return self;
}

void
op_engine_configure (OpEngine *self, const OpFetchSettings *settings, const OpRetryPolicy *policy)
{
  copy_settings (&self->settings, settings);
  self->policy = *policy;

  /* A worker takes its settings once; the next one has the new ones. */
  if (self->worker != NULL && self->n_network == 0)
    drop_worker (self);
}
