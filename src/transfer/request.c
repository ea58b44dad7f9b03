/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/request.h"

#include "base/bounds.h"
#include "base/error.h"
#include "rules/job-retry.h"
#include "rules/ranges.h"
#include "rules/url.h"

/* A file that broke off this early is begun again: cheaper than to remember it. */
#define MIN_RESUME_BYTES (64 * OP_KIB)

OpRequest *
op_request_new (void)
{
  OpRequest *self = g_new0 (OpRequest, 1);

  g_atomic_ref_count_init (&self->refs);
  self->promised_size = OP_SIZE_UNKNOWN;

  return self;
}

OpRequest *
op_request_ref (OpRequest *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
op_request_unref (OpRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_object (&self->job);
  g_clear_object (&self->sink);
  g_free (self->url);
  g_free (self->validator);
  g_free (self->new_validator);
  g_clear_pointer (&self->landing, op_landing_free);
  g_clear_error (&self->error);
  g_free (self);
}

static void
publish_offset (OpRequest *self)
{
  __atomic_store_n (&self->offset_now,
                    self->landing != NULL ? op_landing_get_offset (self->landing) : 0,
                    __ATOMIC_RELAXED);
}

guint64
op_request_get_offset (OpRequest *self)
{
  return __atomic_load_n (&self->offset_now, __ATOMIC_RELAXED);
}

void
op_request_abort (OpRequest *self)
{
  __atomic_store_n (&self->aborted, 1, __ATOMIC_RELAXED);
}

gboolean
op_request_is_aborted (OpRequest *self)
{
  return __atomic_load_n (&self->aborted, __ATOMIC_RELAXED) != 0;
}

/* What is wrong is wrong for good, or too little to keep: the next try begins at the beginning. */
static void
drop_landing (OpRequest *self)
{
  g_autoptr(GError) error = NULL;

  if (self->landing != NULL && !op_landing_start_over (self->landing, &error))
    g_debug ("Emptying a file that was given up: %s", error->message);
  g_clear_pointer (&self->landing, op_landing_free);
  self->dropped = TRUE;
  publish_offset (self);
}

static void
set_failure (OpRequest *self, OpOutcome outcome, GError *owned_error)
{
  g_clear_error (&self->error);
  self->outcome = outcome;
  self->error = owned_error;

  if (outcome == OP_OUTCOME_BAD_CONTENT || outcome == OP_OUTCOME_BAD_ANSWER)
    drop_landing (self);
  else if (self->landing != NULL && op_landing_get_offset (self->landing) < MIN_RESUME_BYTES)
    drop_landing (self);
}

static OpOutcome
outcome_of_error (const GError *error)
{
  if (g_error_matches (error, OP_ERROR, OP_ERROR_HTTP))
    return OP_OUTCOME_HTTP;
  if (g_error_matches (error, OP_ERROR, OP_ERROR_BAD_CONTENT))
    return OP_OUTCOME_BAD_CONTENT;

  return OP_OUTCOME_LOCAL;
}

static gboolean
fail (OpRequest *self, GError *owned_error)
{
  set_failure (self, outcome_of_error (owned_error), owned_error);

  return FALSE;
}

/* Of the whole file; what the server has said counts only where nobody else says anything. */
static guint64
get_size (const OpRequest *self)
{
  return self->expected.size != OP_SIZE_UNKNOWN ? self->expected.size : self->promised_size;
}

static void
finish (OpRequest *self)
{
  GError *error = NULL;
  OpSha256 sha256;

  if (!op_landing_finish (self->landing, &sha256, &error) ||
      !op_sink_close_file (self->sink, self->file, self->landing, &sha256, &error))
    {
      fail (self, error);
      return;
    }

  self->outcome = OP_OUTCOME_COMPLETE;
  g_clear_pointer (&self->landing, op_landing_free);
}

/* Everything has come; only the word that it was everything has not. */
static gboolean
lacks_only_the_end (OpRequest *self, OpOutcome outcome)
{
  switch (outcome)
    {
    case OP_OUTCOME_WORKER_DIED:
    case OP_OUTCOME_TIMEOUT:
    case OP_OUTCOME_TOO_SLOW:
    case OP_OUTCOME_CUT_OFF:
      return self->has_begun && self->landing != NULL &&
             op_landing_get_offset (self->landing) == get_size (self);

    case OP_OUTCOME_COMPLETE:
    case OP_OUTCOME_ABORTED:
    case OP_OUTCOME_RESOLVE:
    case OP_OUTCOME_CONNECT:
    case OP_OUTCOME_TLS:
    case OP_OUTCOME_REDIRECT:
    case OP_OUTCOME_PROTOCOL:
    case OP_OUTCOME_HTTP:
    case OP_OUTCOME_BAD_ANSWER:
    case OP_OUTCOME_BAD_CONTENT:
    case OP_OUTCOME_MISSING:
    case OP_OUTCOME_LOCAL:
    case OP_OUTCOME_BAD_REQUEST:
      break;
    }

  return FALSE;
}

void
op_request_fail (OpRequest *self, OpOutcome outcome, GError *owned_error)
{
  if (lacks_only_the_end (self, outcome))
    {
      g_error_free (owned_error);
      finish (self);
    }
  else
    set_failure (self, outcome, owned_error);
}

/* A redirect has led from what is trusted to what is not. */
static gboolean
check_place (OpRequest *self, const OpFetchHead *head)
{
  g_autofree char *shown = NULL;

  if (!self->only_trusted || op_url_is_trusted_transport (head->effective_url))
    return TRUE;

  shown = op_url_redact (head->effective_url);
  op_request_fail (self,
                   OP_OUTCOME_REDIRECT,
                   g_error_new (OP_ERROR,
                                OP_ERROR_UNTRUSTED,
                                "The server leads to %s, which is neither https:// nor this "
                                "machine",
                                shown));

  return FALSE;
}

/* Only now is it known that anything will come. */
static gboolean
open_landing (OpRequest *self, GError **error)
{
  if (self->landing == NULL)
    self->landing = op_sink_open_file (self->sink, self->file, &self->expected, error);

  return self->landing != NULL;
}

static gboolean
prepare_landing (OpRequest *self, OpAnswerVerdict verdict, GError **error)
{
  if (!open_landing (self, error))
    return FALSE;

  if (verdict == OP_ANSWER_START_OVER || self->offset == 0)
    return op_landing_start_over (self->landing, error);

  if (op_landing_get_offset (self->landing) != self->offset)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_CONTENT,
                   "The file has changed on the disk while it was asked for");
      return FALSE;
    }

  return TRUE;
}

/* What follows is the file from @offset on. The answer to a range need not say again what the file
 * may be known by; but what starts over is not what was known before. */
static void
begin (OpRequest *self, const OpFetchHead *head, guint64 offset)
{
  self->has_begun = TRUE;
  if (!g_uint64_checked_add (&self->promised_size, offset, head->content_length))
    self->promised_size = OP_SIZE_UNKNOWN;

  self->new_validator = op_validator_choose (head->etag, head->last_modified);
  if (self->new_validator == NULL && offset > 0)
    self->new_validator = g_strdup (self->validator);
  op_sink_note_validator (self->sink, self->file, self->new_validator);

  publish_offset (self);
}

gboolean
op_request_take_head (OpRequest *self, const OpFetchHead *head)
{
  OpAnswer answer = {
    .asked_offset = self->offset,
    .status = head->status,
    .content_range = *head->content_range != '\0' ? head->content_range : NULL,
    .content_length = head->content_length,
    .expected_size = self->expected.size,
  };
  GError *error = NULL;
  OpAnswerVerdict verdict;

  if (self->has_head)
    {
      op_request_fail (self,
                       OP_OUTCOME_PROTOCOL,
                       g_error_new (OP_ERROR, OP_ERROR_NETWORK, "A second head came"));
      return FALSE;
    }
  self->has_head = TRUE;
  self->http_status = head->status;
  self->retry_after_usec = op_retry_after_parse (head->retry_after, g_get_real_time ());

  if (!check_place (self, head))
    return FALSE;

  verdict = op_answer_judge (&answer, &error);
  if (verdict == OP_ANSWER_REFUSE)
    {
      op_request_fail (
          self, error->code == OP_ERROR_HTTP ? OP_OUTCOME_HTTP : OP_OUTCOME_BAD_ANSWER, error);
      return FALSE;
    }

  if (self->needs_size && self->expected.size == OP_SIZE_UNKNOWN &&
      head->content_length == OP_SIZE_UNKNOWN)
    return fail (self,
                 g_error_new (OP_ERROR,
                              OP_ERROR_BAD_CONTENT,
                              "Neither the list nor the server says the size of the file"));

  if (!prepare_landing (self, verdict, &error))
    return fail (self, error);

  begin (self, head, verdict == OP_ANSWER_GO_ON ? self->offset : 0);

  return TRUE;
}

gboolean
op_request_take_data (OpRequest *self, const void *data, size_t n_bytes)
{
  GError *error = NULL;

  if (!self->has_begun)
    {
      op_request_fail (self,
                       OP_OUTCOME_PROTOCOL,
                       g_error_new (OP_ERROR, OP_ERROR_NETWORK, "Data came before a head"));
      return FALSE;
    }

  if (!op_landing_write (self->landing, data, n_bytes, &error))
    return fail (self, error);
  publish_offset (self);

  return TRUE;
}

/* The other side says that it is complete. */
static void
take_complete (OpRequest *self)
{
  guint64 size = get_size (self);

  if (!self->has_begun)
    set_failure (self,
                 OP_OUTCOME_PROTOCOL,
                 g_error_new (OP_ERROR, OP_ERROR_NETWORK, "The answer had no head"));
  else if (size != OP_SIZE_UNKNOWN && op_landing_get_offset (self->landing) < size)
    set_failure (self,
                 OP_OUTCOME_CUT_OFF,
                 g_error_new (OP_ERROR,
                              OP_ERROR_BAD_CONTENT,
                              "The size is %" G_GUINT64_FORMAT
                              " bytes, not the expected %" G_GUINT64_FORMAT,
                              op_landing_get_offset (self->landing),
                              size));
  else
    finish (self);
}

void
op_request_take_end (OpRequest *self, OpOutcome outcome, const char *message)
{
  /* Nobody but us ends a request, and what we ended is tried again without being counted. */
  if (outcome == OP_OUTCOME_ABORTED && !op_request_is_aborted (self))
    outcome = OP_OUTCOME_PROTOCOL;

  if (outcome == OP_OUTCOME_COMPLETE)
    take_complete (self);
  else
    op_request_fail (
        self,
        outcome,
        g_error_new (OP_ERROR,
                     outcome == OP_OUTCOME_BAD_CONTENT ? OP_ERROR_BAD_CONTENT : OP_ERROR_NETWORK,
                     "%s",
                     message));
}
