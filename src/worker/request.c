/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/request.h"

#include <string.h>

#include "base/bounds.h"
#include "worker/answer.h"
#include "worker/hop.h"
#include "worker/options.h"
#include "worker/verdict.h"

#define MAX_HEADER_BYTES (256 * OP_KIB)

/* Of a redirect or an error: read on, for then the connection can be used again. */
#define MAX_DISCARDED_BYTES (64 * OP_KIB)

struct _OpRequest
{
  guint32 id;
  OpFetchRequest wish;             /* (owned) */
  const OpFetchSettings *settings; /* (unowned) */
  OpLink *link;                    /* (unowned) */

  CURL *easy;                 /* (owned) (nullable): while under way */
  struct curl_slist *headers; /* (owned) (nullable) */
  OpHop first;
  OpHop hop; /* that is asked now */
  unsigned n_redirects;
  guint64 n_body_bytes;

  /* of this hop */
  char *location; /* (owned) (nullable): it is a redirect */
  guint64 n_header_bytes;
  guint64 n_discarded_bytes;
  gboolean is_connected;
  gboolean has_answer; /* HEAD has been sent */
  char detail[CURL_ERROR_SIZE];

  gboolean has_verdict;
  OpOutcome outcome;
  char *message; /* (owned) (nullable) */
};

/* The first verdict counts: what comes after it is its consequence. */
static void G_GNUC_PRINTF (3, 4) judge (OpRequest *self, OpOutcome outcome, const char *format, ...)
{
  va_list arguments;

  if (self->has_verdict)
    return;

  va_start (arguments, format);
  self->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  self->outcome = outcome;
  self->has_verdict = TRUE;
}

static void
put_head (OpRequest *self, const OpFetchHead *head)
{
  g_autoptr(GBytes) payload = op_fetch_head_encode (head);

  op_link_put (self->link, OP_FRAME_HEAD, self->id, payload);
  self->has_answer = TRUE;
}

static void
judge_too_long (OpRequest *self)
{
  judge (self,
         OP_OUTCOME_BAD_CONTENT,
         "The file from ‘%s’ is larger than its size of %" G_GUINT64_FORMAT " bytes allows",
         self->hop.host,
         self->wish.max_bytes);
}

/* The headers of an answer are complete; it may be an interim one. */
static void
on_headers_complete (OpRequest *self)
{
  g_auto(OpFetchHead) head = { 0 };

  op_answer_read_head (self->easy, self->hop.url, &head);
  if (head.status < 200)
    return;

  self->location = op_answer_get_redirect (self->easy, head.status);
  if (self->location != NULL)
    return;

  put_head (self, &head);

  if (head.status >= 400)
    judge (self, OP_OUTCOME_HTTP, "‘%s’ answered with HTTP status %u", self->hop.host, head.status);
  else if (head.status >= 300)
    judge (self,
           OP_OUTCOME_BAD_ANSWER,
           "‘%s’ answered with HTTP status %u, which was not asked for",
           self->hop.host,
           head.status);
  else if (head.content_length != OP_SIZE_UNKNOWN && head.content_length > self->wish.max_bytes)
    judge_too_long (self);
}

/* CURLOPT_HEADERFUNCTION: line by line; anything but the full count ends the transfer. */
static size_t
on_header (char *line, size_t size, size_t n_members, void *user_data)
{
  OpRequest *self = user_data;
  size_t n_bytes = size * n_members;
  gboolean is_end = n_bytes > 0 && (*line == '\r' || *line == '\n');

  self->n_header_bytes += n_bytes;
  if (self->n_header_bytes > MAX_HEADER_BYTES)
    {
      judge (self, OP_OUTCOME_PROTOCOL, "‘%s’ sends headers without end", self->hop.host);
      return 0;
    }

  if (is_end && !self->has_answer && self->location == NULL)
    on_headers_complete (self);

  return self->outcome == OP_OUTCOME_BAD_CONTENT ? 0 : n_bytes;
}

/* CURLOPT_WRITEFUNCTION: anything but the full count ends the transfer. */
static size_t
on_body (char *data, size_t size, size_t n_members, void *user_data)
{
  OpRequest *self = user_data;
  size_t n_bytes = size * n_members;

  if (self->location != NULL || self->has_verdict)
    {
      self->n_discarded_bytes += n_bytes;
      return self->n_discarded_bytes > MAX_DISCARDED_BYTES ? 0 : n_bytes;
    }

  if (n_bytes > self->wish.max_bytes - self->n_body_bytes)
    {
      judge_too_long (self);
      return 0;
    }

  op_link_put_data (self->link, self->id, data, n_bytes);
  self->n_body_bytes += n_bytes;

  return n_bytes;
}

/* CURLOPT_PREREQFUNCTION: connected, nothing sent. A name may lead anywhere, whatever it
 * is; the address of the other end is what counts. */
static int
on_connected (void *user_data, char *address, char *local_address, int port, int local_port)
{
  OpRequest *self = user_data;

  self->is_connected = TRUE;

  if (self->wish.only_trusted && !self->hop.is_https && !op_address_is_loopback (address))
    {
      judge (self,
             self->n_redirects == 0 ? OP_OUTCOME_BAD_REQUEST : OP_OUTCOME_REDIRECT,
             "‘%s’ is not on this machine, and plain http is trusted only there",
             self->hop.host);
      return CURL_PREREQFUNC_ABORT;
    }

  return CURL_PREREQFUNC_OK;
}

/* Make the handle ask what self->hop says. */
static void
prepare_hop (OpRequest *self)
{
  gboolean is_ours = g_strcmp0 (self->hop.origin, self->first.origin) == 0;
  OpOptions options = {
    .url = self->hop.url,
    .offset = self->wish.offset,
    .headers = self->headers,
    .user = is_ours ? self->first.user : NULL,
    .password = is_ours ? self->first.password : NULL,
    .is_https = self->hop.is_https,
    .no_proxy = self->wish.only_trusted && !self->hop.is_https,
    .on_header = on_header,
    .on_body = on_body,
    .on_connected = on_connected,
    .user_data = self,
    .detail = self->detail,
  };

  g_clear_pointer (&self->location, g_free);
  self->n_header_bytes = 0;
  self->n_discarded_bytes = 0;
  self->is_connected = FALSE;
  *self->detail = '\0';
  op_options_apply (&options, self->easy);
}

/**
 * op_request_new:
 * @wish: (transfer full): emptied
 * @settings: (not owned)
 * @link: (not owned): where head, data and end go
 */
OpRequest *
op_request_new (guint32 id, OpFetchRequest *wish, const OpFetchSettings *settings, OpLink *link)
{
  OpRequest *self = g_new0 (OpRequest, 1);

  self->id = id;
  self->wish = *wish;
  memset (wish, 0, sizeof *wish);
  self->settings = settings;
  self->link = link;

  return self;
}

void
op_request_free (OpRequest *self)
{
  g_clear_pointer (&self->easy, curl_easy_cleanup);
  g_clear_pointer (&self->headers, curl_slist_free_all);
  op_fetch_request_clear (&self->wish);
  op_hop_clear (&self->first);
  op_hop_clear (&self->hop);
  g_free (self->location);
  g_free (self->message);
  g_free (self);
}

guint32
op_request_get_id (OpRequest *self)
{
  return self->id;
}

/* (not owned) (nullable) */
CURL *
op_request_get_easy (OpRequest *self)
{
  return self->easy;
}

/**
 * op_request_start:
 * @owned_easy: (transfer full): one of op_options_make_easy()
 *
 * Returns: %FALSE if there is nothing to run, for the request itself is wrong
 */
gboolean
op_request_start (OpRequest *self, CURL *owned_easy)
{
  g_autoptr(GError) error = NULL;

  self->easy = owned_easy;
  self->headers = op_options_make_headers (self->wish.offset > 0 ? self->wish.validator : "");

  if (self->headers == NULL)
    judge (self, OP_OUTCOME_BAD_REQUEST, "The validator of the request is malformed");
  else if (!op_hop_parse (self->wish.url, &self->first, &error) ||
           !op_hop_parse (self->wish.url, &self->hop, &error) ||
           (self->wish.only_trusted && !op_hop_check_trusted (&self->hop, &error)))
    judge (self, OP_OUTCOME_BAD_REQUEST, "%s", error->message);
  else
    prepare_hop (self);

  return !self->has_verdict;
}

static void
judge_result (OpRequest *self, CURLcode code)
{
  g_autofree char *message = NULL;
  long os_errno = 0;
  OpOutcome outcome;
  OpCurlResult result = {
    .code = code,
    .is_connected = self->is_connected,
    .has_answer = self->has_answer,
    .detail = self->detail,
    .host = self->hop.host,
  };

  curl_easy_getinfo (self->easy, CURLINFO_OS_ERRNO, &os_errno);
  result.os_errno = os_errno;

  outcome = op_verdict_of (&result, &message);
  if (outcome == OP_OUTCOME_COMPLETE && !self->has_answer)
    judge (self, OP_OUTCOME_PROTOCOL, "‘%s’ sent no answer", self->hop.host);
  else
    judge (self, outcome, "%s", message);
}

/**
 * op_request_next_hop:
 * @result: how the last one ended
 *
 * Returns: %TRUE when the handle is ready to ask elsewhere; %FALSE when the request is over
 */
gboolean
op_request_next_hop (OpRequest *self, CURLcode result)
{
  g_auto(OpHop) next = { 0 };
  g_autoptr(GError) error = NULL;

  /* Nothing to judge in what became of the body of a redirect. */
  if (self->location == NULL && !self->has_verdict)
    judge_result (self, result);

  if (self->has_verdict)
    return FALSE;

  if (self->n_redirects == self->settings->max_redirects)
    {
      judge (self,
             OP_OUTCOME_REDIRECT,
             "‘%s’ redirects once more after %u redirects",
             self->hop.host,
             self->n_redirects);
      return FALSE;
    }

  if (!op_hop_follow (&self->hop, self->location, &next, &error) ||
      (self->wish.only_trusted && !op_hop_check_trusted (&next, &error)))
    {
      judge (self, OP_OUTCOME_REDIRECT, "%s", error->message);
      return FALSE;
    }

  op_hop_clear (&self->hop);
  self->hop = next;
  memset (&next, 0, sizeof next);
  self->n_redirects++;
  prepare_hop (self);

  return TRUE;
}

/* The daemon does not want it any more. */
void
op_request_abort (OpRequest *self)
{
  judge (self, OP_OUTCOME_ABORTED, "The transfer was ended");
}

/**
 * op_request_end:
 *
 * Tell the daemon how it ended.
 *
 * Returns: (transfer full) (nullable): the handle, fit for another request
 */
CURL *
op_request_end (OpRequest *self)
{
  g_auto(OpFetchEnd) end = { 0 };
  g_autoptr(GBytes) payload = NULL;

  g_assert (self->has_verdict);

  end.outcome = self->outcome;
  end.message = g_steal_pointer (&self->message);
  payload = op_fetch_end_encode (&end);
  op_link_put (self->link, OP_FRAME_END, self->id, payload);

  if (self->easy != NULL)
    op_options_release (self->easy);

  return g_steal_pointer (&self->easy);
}
