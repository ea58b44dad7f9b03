/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/answers.h"

#include <stdio.h>
#include <string.h>

#define DRIP_USEC (50 * 1000)

/* What is to be answered to one request. */
typedef struct
{
  Route route;
  unsigned status;
  const char *bytes;
  size_t n_all;
  size_t from;
  char *etag; /* (owned) (nullable) */
} Answer;

/* A client that has gone is what most faults lead to. */
static gboolean
say (Visit *visit, const void *data, size_t n_bytes)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (visit->stream));

  if (!visit->is_over && !g_output_stream_write_all (out, data, n_bytes, NULL, visit->ended, NULL))
    visit->is_over = TRUE;

  return !visit->is_over;
}

static gboolean
say_text (Visit *visit, const char *text)
{
  return say (visit, text, strlen (text));
}

/* Until the client has gone. */
static void
wait_for_end (Visit *visit)
{
  char byte;

  while (g_input_stream_read (G_INPUT_STREAM (visit->in), &byte, 1, visit->ended, NULL) > 0)
    continue;

  visit->is_over = TRUE;
}

static void
flood (Visit *visit)
{
  say_text (visit, "HTTP/1.1 200 OK\r\n");
  while (say_text (visit, "X-Flood: drip drop drip drop drip drop drip drop\r\n"))
    continue;
}

static void
flood_line (Visit *visit)
{
  say_text (visit, "HTTP/1.1 200 OK\r\nX-Long: ");
  while (say_text (visit, "drip drop drip drop drip drop drip drop "))
    continue;
}

static void
drip (Visit *visit, const char *data, size_t n_bytes)
{
  GSocket *socket = g_socket_connection_get_socket (visit->stream);

  for (size_t i = 0; i < n_bytes && say (visit, data + i, 1); i++)
    {
      /* Ends early when the client does. */
      if (g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, DRIP_USEC, visit->ended, NULL))
        visit->is_over = TRUE;
    }
}

static size_t
promised_length (const Answer *answer)
{
  size_t n_bytes = answer->n_all - answer->from;

  switch ((int) answer->route.fault)
    {
    case FAULT_SHORT_LENGTH:
      return n_bytes - answer->route.n_bytes;
    case FAULT_LONG_LENGTH:
      return n_bytes + answer->route.n_bytes;
    case FAULT_ONE_MORE:
      return n_bytes + 1;
    default:
      return n_bytes;
    }
}

static void
say_headers (Visit *visit, const Answer *answer)
{
  g_autoptr(GString) text = g_string_new (NULL);
  Fault fault = answer->route.fault;

  g_string_append_printf (text, "HTTP/1.1 %u Whatever\r\n", answer->status);
  if (fault == FAULT_CHUNKED)
    g_string_append (text, "Transfer-Encoding: chunked\r\n");
  else if (fault != FAULT_NO_LENGTH)
    g_string_append_printf (text, "Content-Length: %zu\r\n", promised_length (answer));
  /* What is behind the promised end must not be there when the connection is used again. */
  if (fault == FAULT_SHORT_LENGTH)
    g_string_append (text, "Connection: close\r\n");
  if (answer->etag != NULL)
    g_string_append_printf (text, "ETag: %s\r\n", answer->etag);
  if (answer->status == 206)
    {
      size_t from = answer->from + (fault == FAULT_OTHER_RANGE ? answer->route.n_bytes : 0);

      g_string_append_printf (
          text, "Content-Range: bytes %zu-%zu/%zu\r\n", from, answer->n_all - 1, answer->n_all);
    }
  if (answer->route.headers != NULL)
    g_string_append (text, answer->route.headers);
  g_string_append (text, "\r\n");

  say (visit, text->str, text->len);
}

static void
say_chunked (Visit *visit, const char *data, size_t n_bytes)
{
  g_autofree char *size = g_strdup_printf ("%zx\r\n", n_bytes);

  if (n_bytes > 0)
    {
      say_text (visit, size);
      say (visit, data, n_bytes);
      say_text (visit, "\r\n");
    }
  say_text (visit, "0\r\n\r\n");
}

static void
say_damaged (Visit *visit, const char *data, size_t n_bytes)
{
  const char other = data[n_bytes - 1] ^ 1;

  say (visit, data, n_bytes - 1);
  say (visit, &other, 1);
}

static void
say_body (Visit *visit, const Answer *answer)
{
  const char *data = answer->bytes + answer->from;
  size_t n_bytes = answer->n_all - answer->from;

  switch ((int) answer->route.fault)
    {
    case FAULT_STALL:
      say (visit, data, MIN (n_bytes, answer->route.n_bytes));
      wait_for_end (visit);
      break;
    case FAULT_CUT_OFF:
      say (visit, data, MIN (n_bytes, answer->route.n_bytes));
      visit->is_over = TRUE;
      break;
    case FAULT_DRIP:
      drip (visit, data, n_bytes);
      break;
    case FAULT_ONE_MORE:
      say (visit, data, n_bytes);
      say_text (visit, "+");
      break;
    case FAULT_CHUNKED:
      say_chunked (visit, data, n_bytes);
      break;
    case FAULT_DAMAGE:
      say_damaged (visit, data, n_bytes);
      break;
    case FAULT_SHORT_LENGTH:
    case FAULT_LONG_LENGTH:
    case FAULT_NO_LENGTH:
      say (visit, data, n_bytes);
      visit->is_over = TRUE;
      break;
    default:
      say (visit, data, n_bytes);
    }
}

/* Instead of an answer; FALSE if there is to be one. */
static gboolean
misbehave_at_once (Visit *visit, Fault fault)
{
  switch ((int) fault)
    {
    case FAULT_CLOSE:
      break;
    case FAULT_SILENCE:
      wait_for_end (visit);
      break;
    case FAULT_GARBAGE:
      say_text (visit, "220 ready when you are\r\n");
      break;
    case FAULT_HEADER_FLOOD:
      flood (visit);
      break;
    case FAULT_LONG_HEADER:
      flood_line (visit);
      break;
    default:
      return FALSE;
    }

  visit->is_over = TRUE;

  return TRUE;
}

static void
choose_range (Answer *answer, const ServedRequest *request)
{
  size_t from;

  if (sscanf (request->range, "bytes=%zu-", &from) != 1 ||
      answer->route.fault == FAULT_IGNORE_RANGE)
    return;

  if (*request->if_range != '\0' && g_strcmp0 (request->if_range, answer->etag) != 0 &&
      answer->route.fault != FAULT_FORCE_RANGE)
    return;

  answer->from = MIN (from, answer->n_all);
  answer->status = from < answer->n_all ? 206 : 416;
}

void
answer_request (Visit *visit, const Route *route, const ServedRequest *request, unsigned number)
{
  Answer answer = { .route = *route };

  if (misbehave_at_once (visit, route->fault))
    return;

  answer.bytes = route->body != NULL ? route->body : "";
  answer.n_all = route->n_body_bytes > 0 ? route->n_body_bytes : strlen (answer.bytes);
  answer.etag = route->fault == FAULT_NEW_ETAG ? g_strdup_printf ("\"new-%u\"", number)
                                               : g_strdup (route->etag);
  answer.status = route->status;
  if (answer.status == 0)
    {
      answer.status = 200;
      choose_range (&answer, request);
    }

  say_headers (visit, &answer);
  say_body (visit, &answer);
  g_free (answer.etag);
}
