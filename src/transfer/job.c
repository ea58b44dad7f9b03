/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/job.h"

#include "base/error.h"
#include "rules/url.h"
#include "rules/wait-reason.h"
#include "transfer/file-queue.h"
#include "transfer/job-file.h"
#include "transfer/tally.h"

struct _OpJob
{
  GObject parent_instance;

  char *name;       /* (owned) */
  OpJobFile *files; /* (owned) (array length=tally.n_files) */
  OpSink *sink;     /* (owned) */
  OpClock *clock;   /* (owned) */
  OpRetryPolicy policy;
  OpJobHost host;

  OpJobState state;
  OpFileQueue *queue;  /* (owned) */
  GPtrArray *requests; /* (owned) (element-type OpRequest): given to the engine */
  unsigned alarm_id;

  OpTally tally;
  GError *error;        /* (owned) (nullable): why the job has failed */
  GError *last_failure; /* (owned) (nullable): what the waiting files wait for */
  gboolean finished;
};

static void op_job_transfer_init (OpTransferInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpJob,
                               op_job,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_TRANSFER, op_job_transfer_init))

static gboolean
fire (OpJob *self, OpJobEvent event)
{
  OpJobState old = self->state;

  if (!op_job_state_next (old, event, &self->state))
    return FALSE;
  if (self->state != old)
    op_transfer_emit_changed (OP_TRANSFER (self));

  return TRUE;
}

static gboolean
is_active (OpJob *self)
{
  return self->state == OP_JOB_QUEUED || self->state == OP_JOB_CONNECTING ||
         self->state == OP_JOB_TRANSFERRING;
}

static void
clear_alarm (OpJob *self)
{
  if (self->alarm_id != 0)
    op_clock_remove_alarm (self->clock, self->alarm_id);
  self->alarm_id = 0;
}

static void on_alarm (gpointer user_data);

static void
look_at_waiting (OpJob *self, gint64 now_usec)
{
  gint64 next_usec;

  op_file_queue_collect_due (self->queue, now_usec);
  next_usec = op_file_queue_get_next_due (self->queue);

  clear_alarm (self);
  if (next_usec != 0)
    self->alarm_id = op_clock_add_alarm (self->clock, next_usec, on_alarm, self);

  if (op_file_queue_is_ready (self->queue))
    {
      fire (self, OP_JOB_WAIT_OVER);
      if (self->host.wake != NULL)
        self->host.wake (self, self->host.user_data);
    }
  else if (next_usec != 0 && self->requests->len == 0)
    fire (self, OP_JOB_MUST_WAIT);
}

static void
on_alarm (gpointer user_data)
{
  OpJob *self = user_data;

  self->alarm_id = 0;
  if (is_active (self) || self->state == OP_JOB_TRANSIENT_ERROR)
    look_at_waiting (self, op_clock_now_usec (self->clock));
}

static void
abort_requests (OpJob *self)
{
  clear_alarm (self);
  for (unsigned i = 0; i < self->requests->len; i++)
    self->host.abort (g_ptr_array_index (self->requests, i), self->host.user_data);
}

/* Announces the end once no thread has anything of ours any more. What is suspended does not end
 * well: nobody would expect it. */
static void
finish_if_over (OpJob *self)
{
  g_autoptr(GError) error = NULL;

  if (self->finished || self->requests->len > 0)
    return;

  if (self->state == OP_JOB_CANCELLED)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s was cancelled", self->name);
  else if (self->error != NULL)
    error = g_error_copy (self->error);
  else if (!op_tally_is_complete (&self->tally) || !fire (self, OP_JOB_ALL_CAME))
    return;

  self->finished = TRUE;
  op_transfer_emit_finished (OP_TRANSFER (self), error);
}

static gboolean
finish_later (gpointer user_data)
{
  finish_if_over (user_data);

  return G_SOURCE_REMOVE;
}

static void
finish_soon (OpJob *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, finish_later, g_object_ref (self), g_object_unref);
}

/* One file cannot be had: that is the end of the job. Takes @owned_error. */
static void
give_up (OpJob *self, const char *url, GError *owned_error)
{
  g_autofree char *shown = url != NULL ? op_url_redact (url) : NULL;

  if (self->error != NULL)
    {
      g_error_free (owned_error);
      return;
    }

  self->error = owned_error;
  if (shown != NULL)
    g_prefix_error (&self->error, "%s: ", shown);
  fire (self, OP_JOB_FAILED);
  abort_requests (self);
}

static void
wait_for_retry (OpJob *self, unsigned file, guint64 delay_usec, const GError *why)
{
  op_file_queue_push_later (self->queue, file, op_clock_now_usec (self->clock) + delay_usec);
  g_clear_error (&self->last_failure);
  self->last_failure = g_error_copy (why);
}

static void
take_failure (OpJob *self, OpRequest *request)
{
  guint64 delay_usec = 0;

  g_debug ("%s: file %u: %s: %s",
           self->name,
           request->file,
           op_outcome_nick (request->outcome),
           request->error->message);

  switch (op_job_file_decide (&self->files[request->file], request, &self->policy, &delay_usec))
    {
    case OP_RETRY_SAME:
      wait_for_retry (self, request->file, delay_usec, request->error);
      break;

    case OP_RETRY_AT_ONCE:
    case OP_RETRY_NEXT_SOURCE:
      op_file_queue_push (self->queue, request->file);
      break;

    case OP_RETRY_GIVE_UP:
      give_up (self, request->url, g_error_copy (request->error));
      break;
    }
}

void
op_job_take_result (OpJob *self, OpRequest *request)
{
  g_autoptr(OpJob) guard G_GNUC_UNUSED = g_object_ref (self);

  g_ptr_array_remove_fast (self->requests, request);

  if (request->outcome == OP_OUTCOME_COMPLETE)
    {
      fire (self, OP_JOB_BYTES_CAME);
      op_tally_complete (&self->tally, request);
      op_job_file_clear (&self->files[request->file]);
    }
  else
    {
      op_job_file_keep (&self->files[request->file], request);
      if (is_active (self) && request->outcome != OP_OUTCOME_ABORTED)
        take_failure (self, request);
      else
        op_file_queue_push (self->queue, request->file);
      op_tally_put_back (&self->tally, self->files[request->file].have_bytes);
    }

  if (is_active (self))
    look_at_waiting (self, op_clock_now_usec (self->clock));
  finish_if_over (self);
}

OpRequest *
op_job_next_request (OpJob *self)
{
  g_autoptr(GError) error = NULL;
  OpRequest *request;
  unsigned index;

  if (!is_active (self) || !op_file_queue_pop (self->queue, &index))
    return NULL;

  request = op_job_file_make_request (&self->files[index], self->sink, index, &error);
  if (request == NULL)
    {
      give_up (self, NULL, g_steal_pointer (&error));
      finish_soon (self);
      return NULL;
    }

  op_tally_take_out (&self->tally, request->offset);
  request->job = g_object_ref (G_OBJECT (self));
  g_ptr_array_add (self->requests, op_request_ref (request));
  fire (self, OP_JOB_REQUEST_SENT);

  return request;
}

gboolean
op_job_is_over (OpJob *self)
{
  return self->finished;
}

void
op_job_detach (OpJob *self)
{
  self->host = (OpJobHost){ .wake = NULL };
  g_ptr_array_set_size (self->requests, 0);
  if (self->finished)
    return;

  give_up (self,
           NULL /* url */,
           g_error_new (OP_ERROR, OP_ERROR_INTERRUPTED, "The transfer service has ended"));
  finish_soon (self);
}

static void
op_job_resume (OpTransfer *transfer)
{
  OpJob *self = OP_JOB (transfer);

  if (self->finished || self->error != NULL || !fire (self, OP_JOB_RESUME))
    return;

  look_at_waiting (self, G_MAXINT64);
  finish_if_over (self); /* a job without files */
}

static void
op_job_suspend (OpTransfer *transfer)
{
  OpJob *self = OP_JOB (transfer);

  if (!self->finished && self->error == NULL && fire (self, OP_JOB_SUSPEND))
    abort_requests (self);
}

static void
op_job_cancel (OpTransfer *transfer)
{
  OpJob *self = OP_JOB (transfer);

  if (self->finished || !fire (self, OP_JOB_CANCEL))
    return;

  abort_requests (self);
  finish_soon (self);
}

static OpJobState
op_job_get_state (OpTransfer *transfer)
{
  return OP_JOB (transfer)->state;
}

static void
op_job_get_progress (OpTransfer *transfer, OpTransferProgress *out_progress)
{
  OpJob *self = OP_JOB (transfer);

  if (op_tally_show (&self->tally, self->requests, out_progress))
    fire (self, OP_JOB_BYTES_CAME);
}

static GPtrArray *
op_job_get_wait_reasons (OpTransfer *transfer)
{
  OpJob *self = OP_JOB (transfer);
  GPtrArray *reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) op_wait_reason_free);
  gint64 next_usec = op_file_queue_get_next_due (self->queue);

  if (self->state == OP_JOB_TRANSIENT_ERROR)
    g_ptr_array_add (reasons,
                     op_wait_reason_new ("retry", self->last_failure->message, "", next_usec));

  return reasons;
}

static void
op_job_transfer_init (OpTransferInterface *iface)
{
  iface->resume = op_job_resume;
  iface->suspend = op_job_suspend;
  iface->cancel = op_job_cancel;
  iface->get_state = op_job_get_state;
  iface->get_progress = op_job_get_progress;
  iface->get_wait_reasons = op_job_get_wait_reasons;
}

static void
op_job_finalize (GObject *object)
{
  OpJob *self = OP_JOB (object);

  clear_alarm (self);
  for (unsigned i = 0; i < self->tally.n_files; i++)
    op_job_file_clear (&self->files[i]);
  g_free (self->files);
  g_ptr_array_unref (self->requests);
  op_file_queue_free (self->queue);
  g_object_unref (self->sink);
  g_object_unref (self->clock);
  g_clear_error (&self->error);
  g_clear_error (&self->last_failure);
  g_free (self->name);

  G_OBJECT_CLASS (op_job_parent_class)->finalize (object);
}

static void
op_job_class_init (OpJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_job_finalize;
}

static void
op_job_init (OpJob *self)
{
  self->state = OP_JOB_SUSPENDED;
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) op_request_unref);
}

OpJob *
op_job_new (const OpTransferPlan *plan,
            OpSink *sink,
            OpClock *clock,
            const OpRetryPolicy *policy,
            const OpJobHost *host)
{
  OpJob *self = g_object_new (OP_TYPE_JOB, NULL);

  self->name = g_strdup (plan->name);
  self->files = g_new0 (OpJobFile, plan->n_files);
  self->queue = op_file_queue_new (plan->n_files);
  self->sink = g_object_ref (sink);
  self->clock = g_object_ref (clock);
  self->policy = *policy;
  self->host = *host;
  op_tally_init (&self->tally, plan);

  return self;
}
