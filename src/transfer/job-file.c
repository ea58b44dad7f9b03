/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/job-file.h"

#include "base/bounds.h"

/* A worker that dies again and again without bringing anything is treated as a server that
 * breaks the connection. */
#define MAX_DEATHS 3

void
op_job_file_clear (OpJobFile *self)
{
  g_clear_pointer (&self->landing, op_landing_free);
  g_clear_pointer (&self->validator, g_free);
}

static void
begin (OpJobFile *self, OpTransferFile *spec)
{
  self->begun = TRUE;
  self->has_sha256 = spec->expected.has_sha256;
  self->n_sources = g_strv_length (spec->urls);
  self->have_bytes = spec->have_bytes;
  self->validator = g_steal_pointer (&spec->validator);
}

OpRequest *
op_job_file_make_request (OpJobFile *self, OpSink *sink, unsigned index, GError **error)
{
  g_autoptr(OpTransferFile) spec = op_sink_describe_file (sink, index, error);
  OpRequest *request;

  if (spec == NULL)
    return NULL;
  if (!self->begun)
    begin (self, spec);

  request = op_request_new ();
  request->file = index;
  request->sink = g_object_ref (sink);
  request->url = g_strdup (spec->urls[self->source]);
  request->offset = self->have_bytes;
  request->validator = g_strdup (self->validator);
  request->expected = spec->expected;
  request->needs_size = spec->needs_size;
  request->only_trusted = spec->only_trusted;
  request->landing = g_steal_pointer (&self->landing);
  request->offset_now = self->have_bytes;
  self->had_bytes = self->have_bytes;

  return request;
}

/* With neither a validator nor a hash nobody would notice that two halves are of different files:
 * then there is nothing to go on with. */
static void
forget_unless_safe (OpJobFile *self)
{
  if (self->validator == NULL && !self->has_sha256)
    self->have_bytes = 0;
}

void
op_job_file_keep (OpJobFile *self, OpRequest *request)
{
  self->landing = g_steal_pointer (&request->landing);
  if (self->landing != NULL)
    self->have_bytes = op_landing_get_offset (self->landing);
  else
    self->have_bytes = request->dropped ? 0 : request->offset;

  if (request->has_begun)
    {
      g_free (self->validator);
      self->validator = g_steal_pointer (&request->new_validator);
    }
  forget_unless_safe (self);
}

/* Was it, perhaps, the fault of what was there before this try? After a power cut that may be
 * anything. It is worth another try, from the beginning; but only once. */
static gboolean
was_spoilt (OpJobFile *self, const OpRequest *request)
{
  if (request->outcome != OP_OUTCOME_BAD_CONTENT || request->offset == 0 || self->was_spoilt)
    return FALSE;
  self->was_spoilt = TRUE;

  return TRUE;
}

static OpFailure
note_failure (OpJobFile *self, const OpRequest *request)
{
  OpFailure failure = {
    .outcome = request->outcome,
    .http_status = request->http_status,
    .retry_after_usec = request->retry_after_usec,
    .n_sources_left = self->n_sources - self->source - 1,
  };

  if (self->have_bytes > self->had_bytes)
    self->n_retries = 0;
  else if (request->outcome == OP_OUTCOME_WORKER_DIED && ++self->n_retries > MAX_DEATHS)
    failure.outcome = OP_OUTCOME_CUT_OFF;
  failure.n_retries = self->n_retries;

  return failure;
}

/* Another server's validator means nothing to the next one; the hash of the whole decides
 * whether the rest fits. */
static void
go_to_next_source (OpJobFile *self)
{
  self->source++;
  self->n_retries = 0;
  g_clear_pointer (&self->validator, g_free);
  forget_unless_safe (self);
}

OpRetryAction
op_job_file_decide (OpJobFile *self,
                    const OpRequest *request,
                    const OpRetryPolicy *policy,
                    guint64 *out_delay_usec)
{
  OpFailure failure = note_failure (self, request);
  OpRetryAction action;

  if (was_spoilt (self, request))
    return OP_RETRY_AT_ONCE;

  action = op_retry_decide (policy, &failure, g_random_double (), out_delay_usec);
  if (action == OP_RETRY_SAME)
    self->n_retries++;
  else if (action == OP_RETRY_NEXT_SOURCE)
    go_to_next_source (self);

  return action;
}
