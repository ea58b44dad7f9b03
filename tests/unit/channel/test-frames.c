/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channel/frames.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/outcome.h"

static const OpFetchSettings good_settings = {
  .max_connections = 8,
  .max_per_host = 6,
  .connect_timeout_sec = 30,
  .low_speed_bytes = 1000,
  .low_speed_sec = 20,
  .max_redirects = 10,
  .proxy = (char *) "http://proxy.example:3128",
};

static const OpFetchRequest good_request = {
  .url = (char *) "https://example.org/a%20b",
  .offset = 4711,
  .validator = (char *) "\"abc\"",
  .max_bytes = 1000000,
  .only_trusted = TRUE,
};

static const OpFetchHead good_head = {
  .status = 206,
  .content_length = 995289,
  .content_range = (char *) "bytes 4711-999999/1000000",
  .etag = (char *) "\"abc\"",
  .last_modified = (char *) "Sun, 06 Nov 1994 08:49:37 GMT",
  .retry_after = (char *) "120",
  .effective_url = (char *) "https://mirror.example.org/a%20b",
};

static const OpFetchEnd good_end = {
  .outcome = OP_OUTCOME_CUT_OFF,
  .message = (char *) "The server hung up ‘early’",
};

static void
test_header_comes_back (void)
{
  static const OpFrameHeader headers[] = {
    { OP_FRAME_SETTINGS, 0, OP_FRAME_MAX_PAYLOAD_BYTES },
    { OP_FRAME_FETCH, 1, 17 },
    { OP_FRAME_ABORT, G_MAXUINT32, 0 },
    { OP_FRAME_HEAD, 0x01020304, OP_FRAME_MAX_PAYLOAD_BYTES },
    { OP_FRAME_DATA, 7, OP_FRAME_MAX_DATA_BYTES },
    { OP_FRAME_DATA, 7, 0 },
    { OP_FRAME_END, 256, 12 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      guint8 bytes[OP_FRAME_HEADER_BYTES];
      g_autoptr(GError) error = NULL;
      OpFrameHeader header;

      op_frame_header_encode (&headers[i], bytes);
      g_assert_true (op_frame_header_decode (bytes, &header, &error));
      g_assert_no_error (error);
      g_assert_cmpint (header.type, ==, headers[i].type);
      g_assert_cmpuint (header.id, ==, headers[i].id);
      g_assert_cmpuint (header.n_bytes, ==, headers[i].n_bytes);
    }
}

static void
test_header_is_little_endian (void)
{
  const OpFrameHeader header = { OP_FRAME_DATA, 0x01020304, 0x00050607 };
  const guint8 expected[] = { 5, 0, 0, 0, 4, 3, 2, 1, 7, 6, 5, 0 };
  guint8 bytes[OP_FRAME_HEADER_BYTES];

  op_frame_header_encode (&header, bytes);
  g_assert_cmpmem (bytes, sizeof bytes, expected, sizeof expected);
}

static void
test_settings_come_back (void)
{
  g_autoptr(GBytes) bytes = op_fetch_settings_encode (&good_settings);
  g_auto(OpFetchSettings) settings = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_fetch_settings_decode (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &settings, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (settings.max_connections, ==, 8);
  g_assert_cmpuint (settings.max_per_host, ==, 6);
  g_assert_cmpuint (settings.connect_timeout_sec, ==, 30);
  g_assert_cmpuint (settings.low_speed_bytes, ==, 1000);
  g_assert_cmpuint (settings.low_speed_sec, ==, 20);
  g_assert_cmpuint (settings.max_redirects, ==, 10);
  g_assert_cmpstr (settings.proxy, ==, good_settings.proxy);
}

static void
test_request_comes_back (void)
{
  g_autoptr(GBytes) bytes = op_fetch_request_encode (&good_request);
  g_auto(OpFetchRequest) request = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_fetch_request_decode (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &request, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (request.url, ==, good_request.url);
  g_assert_cmpuint (request.offset, ==, 4711);
  g_assert_cmpstr (request.validator, ==, "\"abc\"");
  g_assert_cmpuint (request.max_bytes, ==, 1000000);
  g_assert_true (request.only_trusted);
}

static void
test_head_comes_back (void)
{
  g_autoptr(GBytes) bytes = op_fetch_head_encode (&good_head);
  g_auto(OpFetchHead) head = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_fetch_head_decode (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &head, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (head.status, ==, 206);
  g_assert_cmpuint (head.content_length, ==, 995289);
  g_assert_cmpstr (head.content_range, ==, good_head.content_range);
  g_assert_cmpstr (head.etag, ==, good_head.etag);
  g_assert_cmpstr (head.last_modified, ==, good_head.last_modified);
  g_assert_cmpstr (head.retry_after, ==, good_head.retry_after);
  g_assert_cmpstr (head.effective_url, ==, good_head.effective_url);
}

static void
test_end_comes_back (void)
{
  g_autoptr(GBytes) bytes = op_fetch_end_encode (&good_end);
  g_auto(OpFetchEnd) end = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (
      op_fetch_end_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &end, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (end.outcome, ==, OP_OUTCOME_CUT_OFF);
  g_assert_cmpstr (end.message, ==, good_end.message);
}

static void
test_missing_strings_are_empty (void)
{
  const OpFetchHead bare = { .status = 200, .content_length = OP_SIZE_UNKNOWN };
  g_autoptr(GBytes) bytes = op_fetch_head_encode (&bare);
  g_auto(OpFetchHead) head = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_fetch_head_decode (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &head, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (head.content_length, ==, OP_SIZE_UNKNOWN);
  g_assert_cmpstr (head.etag, ==, "");
  g_assert_cmpstr (head.effective_url, ==, "");
}

/* What a hostile server writes into its headers must not end the channel. */
static void
test_headers_of_a_hostile_server_are_left_out (void)
{
  g_autofree char *long_value = g_strnfill (1025, 'x');
  const OpFetchHead hostile = {
    .status = 200,
    .content_range = (char *) "bytes 0-9/10\r\nX: y",
    .etag = (char *) "\"\xff\xfe\"",
    .last_modified = long_value,
    .retry_after = (char *) "12\x7f",
    .effective_url = (char *) "https://example.org/\x01",
  };
  g_autoptr(GBytes) bytes = op_fetch_head_encode (&hostile);
  g_auto(OpFetchHead) head = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_fetch_head_decode (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &head, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (head.content_range, ==, "");
  g_assert_cmpstr (head.etag, ==, "");
  g_assert_cmpstr (head.last_modified, ==, "");
  g_assert_cmpstr (head.retry_after, ==, "");
  g_assert_cmpstr (head.effective_url, ==, "");
}

static void
test_messages_are_made_fit (void)
{
  g_autofree char *filler = g_strnfill (4095, 'x');
  g_autofree char *text = g_strconcat ("a\nb\xff", filler, NULL);
  const OpFetchEnd odd = { .outcome = OP_OUTCOME_PROTOCOL, .message = text };
  g_autoptr(GBytes) bytes = op_fetch_end_encode (&odd);
  g_auto(OpFetchEnd) end = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (
      op_fetch_end_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &end, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (end.message, "a b\uFFFDx"));
  g_assert_cmpuint (strlen (end.message), ==, 4096);
}

/* A sentence that would be cut in the middle of a character is cut before it. */
static void
test_messages_are_cut_between_characters (void)
{
  g_autofree char *filler = g_strnfill (4095, 'x');
  g_autofree char *text = g_strconcat (filler, "…", NULL);
  const OpFetchEnd long_end = { .outcome = OP_OUTCOME_PROTOCOL, .message = text };
  g_autoptr(GBytes) bytes = op_fetch_end_encode (&long_end);
  g_auto(OpFetchEnd) end = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (
      op_fetch_end_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &end, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (end.message, ==, filler);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/frames/header/comes-back", test_header_comes_back);
  g_test_add_func ("/frames/header/is-little-endian", test_header_is_little_endian);

  g_test_add_func ("/frames/settings/come-back", test_settings_come_back);
  g_test_add_func ("/frames/request/comes-back", test_request_comes_back);
  g_test_add_func ("/frames/head/comes-back", test_head_comes_back);
  g_test_add_func ("/frames/end/comes-back", test_end_comes_back);
  g_test_add_func ("/frames/head/missing-strings-are-empty", test_missing_strings_are_empty);
  g_test_add_func ("/frames/head/headers-of-a-hostile-server-are-left-out",
                   test_headers_of_a_hostile_server_are_left_out);
  g_test_add_func ("/frames/end/messages-are-made-fit", test_messages_are_made_fit);
  g_test_add_func ("/frames/end/messages-are-cut-between-characters",
                   test_messages_are_cut_between_characters);

  return g_test_run ();
}
