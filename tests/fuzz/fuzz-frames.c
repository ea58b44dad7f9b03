/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "base/bounds.h"
#include "base/outcome.h"
#include "channel/frames.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

/* There is one way to write each value, so what was accepted comes back byte for byte. */
static void
assert_written_the_same (GBytes *owned_bytes, const void *data, size_t n_bytes)
{
  g_autoptr(GBytes) bytes = owned_bytes;
  size_t n_written;
  const void *written = g_bytes_get_data (bytes, &n_written);

  g_assert_cmpmem (written, n_written, data, n_bytes);
}

static void
try_header (const void *data, size_t n_bytes)
{
  guint8 written[OP_FRAME_HEADER_BYTES];
  OpFrameHeader header;

  if (n_bytes < OP_FRAME_HEADER_BYTES || !op_frame_header_decode (data, &header, NULL))
    return;

  g_assert_cmpuint (header.n_bytes, <=, OP_FRAME_MAX_DATA_BYTES);
  op_frame_header_encode (&header, written);
  g_assert_cmpmem (written, sizeof written, data, OP_FRAME_HEADER_BYTES);
}

static void
try_settings (const void *data, size_t n_bytes)
{
  g_auto(OpFetchSettings) settings = { 0 };

  if (!op_fetch_settings_decode (data, n_bytes, &settings, NULL))
    return;

  g_assert_cmpuint (settings.max_connections, >, 0);
  g_assert_cmpuint (settings.max_per_host, >, 0);
  g_assert_cmpuint (settings.connect_timeout_sec, >, 0);
  assert_written_the_same (op_fetch_settings_encode (&settings), data, n_bytes);
}

static void
try_request (const void *data, size_t n_bytes)
{
  g_auto(OpFetchRequest) request = { 0 };

  if (!op_fetch_request_decode (data, n_bytes, &request, NULL))
    return;

  g_assert_cmpuint (strlen (request.url), >, 0);
  g_assert_cmpuint (strlen (request.url), <=, OP_MAX_URL_BYTES);
  g_assert_null (strpbrk (request.url, "\r\n"));
  g_assert_null (strpbrk (request.validator, "\r\n"));
  g_assert_cmpuint (request.offset, <=, OP_MAX_RELEASE_BYTES);
  assert_written_the_same (op_fetch_request_encode (&request), data, n_bytes);
}

static void
try_head (const void *data, size_t n_bytes)
{
  g_auto(OpFetchHead) head = { 0 };

  if (!op_fetch_head_decode (data, n_bytes, &head, NULL))
    return;

  g_assert_cmpuint (head.status, >=, 100);
  g_assert_null (strpbrk (head.etag, "\r\n"));
  assert_written_the_same (op_fetch_head_encode (&head), data, n_bytes);
}

static void
try_end (const void *data, size_t n_bytes)
{
  g_auto(OpFetchEnd) end = { 0 };

  if (!op_fetch_end_decode (data, n_bytes, &end, NULL))
    return;

  g_assert_cmpuint (end.outcome, <, OP_N_OUTCOMES);
  g_assert_null (strpbrk (end.message, "\r\n"));
  assert_written_the_same (op_fetch_end_encode (&end), data, n_bytes);
}

/* The first byte says which. */
int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  static void (*const tries[]) (const void *data, size_t n_bytes) = {
    try_header, try_settings, try_request, try_head, try_end,
  };

  if (n_bytes > 0)
    tries[data[0] % G_N_ELEMENTS (tries)](data + 1, n_bytes - 1);

  return 0;
}
