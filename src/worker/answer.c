/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/answer.h"

#include "base/bounds.h"

/* NULL when it has none. The frame leaves out what is not plain text. */
static char *
get_header (CURL *easy, const char *name)
{
  struct curl_header *header;

  if (curl_easy_header (easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
    return NULL;

  return g_strdup (header->value);
}

static guint64
get_content_length (CURL *easy)
{
  g_autofree char *length = get_header (easy, "Content-Length");
  g_autofree char *encoding = get_header (easy, "Transfer-Encoding");
  guint64 n_bytes;

  /* RFC 9112 6.3: the encoding overrides the length. */
  if (length == NULL || encoding != NULL ||
      !g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &n_bytes, NULL))
    return OP_SIZE_UNKNOWN;

  return n_bytes;
}

void
op_answer_read_head (CURL *easy, const char *url, OpFetchHead *out_head)
{
  long status = 0;

  curl_easy_getinfo (easy, CURLINFO_RESPONSE_CODE, &status);
  *out_head = (OpFetchHead){
    .status = status,
    .content_length = get_content_length (easy),
    .content_range = get_header (easy, "Content-Range"),
    .etag = get_header (easy, "ETag"),
    .last_modified = get_header (easy, "Last-Modified"),
    .retry_after = get_header (easy, "Retry-After"),
    .effective_url = g_strdup (url),
  };
}

char *
op_answer_get_redirect (CURL *easy, unsigned status)
{
  switch (status)
    {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return get_header (easy, "Location");
    default:
      return NULL;
    }
}
