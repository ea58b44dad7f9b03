/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/ranges.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/http-date.h"
#include "rules/text.h"

static const struct
{
  unsigned status;
  const char *reason;
} reasons[] = {
  { 204, "No Content" },
  { 300, "Multiple Choices" },
  { 301, "Moved Permanently" },
  { 302, "Found" },
  { 303, "See Other" },
  { 304, "Not Modified" },
  { 307, "Temporary Redirect" },
  { 308, "Permanent Redirect" },
  { 400, "Bad Request" },
  { 401, "Unauthorized" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 405, "Method Not Allowed" },
  { 406, "Not Acceptable" },
  { 407, "Proxy Authentication Required" },
  { 408, "Request Timeout" },
  { 410, "Gone" },
  { 412, "Precondition Failed" },
  { 414, "URI Too Long" },
  { 416, "Range Not Satisfiable" },
  { 421, "Misdirected Request" },
  { 425, "Too Early" },
  { 429, "Too Many Requests" },
  { 431, "Request Header Fields Too Large" },
  { 451, "Unavailable For Legal Reasons" },
  { 500, "Internal Server Error" },
  { 501, "Not Implemented" },
  { 502, "Bad Gateway" },
  { 503, "Service Unavailable" },
  { 504, "Gateway Timeout" },
  { 505, "HTTP Version Not Supported" },
  { 507, "Insufficient Storage" },
};

static OpAnswerVerdict
refuse_status (unsigned status, GError **error)
{
  const char *reason = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      if (reasons[i].status == status)
        reason = reasons[i].reason;
    }

  g_propagate_error (error,
                     op_error_new_with_hresult (OP_ERROR_HTTP,
                                                OP_HRESULT_FROM_HTTP (status),
                                                "The server answered %u%s%s",
                                                status,
                                                reason != NULL ? " " : "",
                                                reason != NULL ? reason : ""));

  return OP_ANSWER_REFUSE;
}

static OpAnswerVerdict refuse_range (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static OpAnswerVerdict
refuse_range (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (OP_ERROR, OP_ERROR_BAD_CONTENT, format, args));
  va_end (args);

  return OP_ANSWER_REFUSE;
}

static gboolean
take_number (const char **rest, guint64 *out_number)
{
  guint64 number = 0;

  if (!g_ascii_isdigit (**rest))
    return FALSE;

  for (; g_ascii_isdigit (**rest); (*rest)++)
    {
      if (!g_uint64_checked_mul (&number, number, 10) ||
          !g_uint64_checked_add (&number, number, g_ascii_digit_value (**rest)))
        return FALSE;
    }
  *out_number = number;

  return TRUE;
}

static gboolean
take_char (const char **rest, char wanted)
{
  return *(*rest)++ == wanted;
}

/**
 * op_content_range_parse:
 * @text: the value of the header
 * @out_total: %OP_SIZE_UNKNOWN when the server does not know it
 *
 * Returns: %TRUE if it is a range of bytes that can be: first ≤ last < total
 */
gboolean
op_content_range_parse (const char *text, guint64 *out_first, guint64 *out_last, guint64 *out_total)
{
  const char *rest = text + strlen ("bytes ");
  guint64 first, last;
  guint64 total = OP_SIZE_UNKNOWN;

  if (g_ascii_strncasecmp (text, "bytes ", strlen ("bytes ")) != 0)
    return FALSE;

  if (!take_number (&rest, &first) || !take_char (&rest, '-') || !take_number (&rest, &last) ||
      !take_char (&rest, '/'))
    return FALSE;

  if (*rest == '*')
    rest++;
  else if (!take_number (&rest, &total))
    return FALSE;

  if (*rest != '\0' || first > last || last >= total)
    return FALSE;

  *out_first = first;
  *out_last = last;
  *out_total = total;

  return TRUE;
}

/* The body, behind the first @offset bytes that we have, has to make the whole file. */
static gboolean
length_fits (const OpAnswer *answer, guint64 offset, GError **error)
{
  guint64 size;

  if (answer->content_length == OP_SIZE_UNKNOWN || answer->expected_size == OP_SIZE_UNKNOWN)
    return TRUE;

  if (!g_uint64_checked_add (&size, offset, answer->content_length))
    size = OP_SIZE_UNKNOWN;
  if (size == answer->expected_size)
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_BAD_CONTENT,
               "The size is %" G_GUINT64_FORMAT " bytes, says the server, not the expected "
               "%" G_GUINT64_FORMAT,
               size,
               answer->expected_size);

  return FALSE;
}

static OpAnswerVerdict
judge_whole (const OpAnswer *answer, GError **error)
{
  if (!length_fits (answer, 0, error))
    return OP_ANSWER_REFUSE;

  return answer->asked_offset == 0 ? OP_ANSWER_GO_ON : OP_ANSWER_START_OVER;
}

static OpAnswerVerdict
judge_part (const OpAnswer *answer, GError **error)
{
  const char *text = answer->content_range != NULL ? answer->content_range : "";
  g_autofree char *quoted = op_text_quote (text);
  guint64 first, last, total, n_bytes;

  if (answer->asked_offset == 0)
    return refuse_range (error, "The server sent a range that was not asked for");

  if (!op_content_range_parse (text, &first, &last, &total))
    return refuse_range (error, "The range ‘%s’ in the answer makes no sense", quoted);

  if (first != answer->asked_offset)
    return refuse_range (error,
                         "The range begins at byte %" G_GUINT64_FORMAT ", not at %" G_GUINT64_FORMAT
                         " as asked for",
                         first,
                         answer->asked_offset);

  if (total == OP_SIZE_UNKNOWN)
    total = answer->expected_size;
  else if (answer->expected_size != OP_SIZE_UNKNOWN && total != answer->expected_size)
    return refuse_range (error,
                         "The range is of a file with the size of %" G_GUINT64_FORMAT
                         " bytes, not the expected %" G_GUINT64_FORMAT,
                         total,
                         answer->expected_size);

  /* We asked for everything up to the end. An answer that stops before would look like
   * the end of a file whose size nobody knows. */
  n_bytes = last - first + 1;
  if ((total != OP_SIZE_UNKNOWN && last != total - 1) ||
      (answer->content_length != OP_SIZE_UNKNOWN && answer->content_length != n_bytes))
    return refuse_range (error, "The range ‘%s’ is not the rest of the file", quoted);

  return length_fits (answer, first, error) ? OP_ANSWER_GO_ON : OP_ANSWER_REFUSE;
}

/**
 * op_answer_judge:
 * @answer: what was asked, what came, what is known about the file
 *
 * 416 is refused as a bad range, not as a status: what we have is not the beginning of
 * what the server has, so the file has to be asked for from its beginning.
 */
OpAnswerVerdict
op_answer_judge (const OpAnswer *answer, GError **error)
{
  switch (answer->status)
    {
    case 200:
      return judge_whole (answer, error);

    case 206:
      return judge_part (answer, error);

    case 416:
      if (answer->asked_offset > 0)
        return refuse_range (error,
                             "The range from byte %" G_GUINT64_FORMAT
                             " on does not exist, says the server",
                             answer->asked_offset);
      return refuse_status (answer->status, error);

    default:
      return refuse_status (answer->status, error);
    }
}

/* RFC 9110: any visible character but the quote, and everything above ASCII. */
static gboolean
is_strong_etag (const char *text)
{
  size_t length = strlen (text);

  if (length < 2 || text[0] != '"' || text[length - 1] != '"')
    return FALSE;

  for (size_t i = 1; i < length - 1; i++)
    {
      guint8 byte = text[i];

      if (byte <= 0x20 || byte == '"' || byte == 0x7f)
        return FALSE;
    }

  return TRUE;
}

/**
 * op_validator_choose:
 * @etag: (nullable): the header
 * @last_modified: (nullable): the header
 *
 * A weak ETag says that two contents mean the same, not that they have the same bytes.
 */
char *
op_validator_choose (const char *etag, const char *last_modified)
{
  gint64 unused_usec;

  if (etag != NULL && is_strong_etag (etag))
    return g_strdup (etag);

  if (last_modified != NULL && op_http_date_parse (last_modified, &unused_usec))
    return g_strdup (last_modified);

  return NULL;
}
