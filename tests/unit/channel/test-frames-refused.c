/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channel/frames.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"

/* clang-format off */
static const struct
{
  const char *name;
  guint8 bytes[OP_FRAME_HEADER_BYTES];
} refused_headers[] = {
  { "type-0",             { 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
  { "type-7",             { 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
  { "type-255",           { 255, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
  { "first-zero-is-not",  { 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
  { "last-zero-is-not",   { 2, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0 } },
  { "settings-with-id",   { 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
  { "fetch-without-id",   { 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
  { "abort-with-payload", { 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0 } },
  { "fetch-too-long",     { 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0 } },
  { "data-too-long",      { 5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 8, 0 } },
  { "end-of-4-gib",       { 6, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255 } },
};
/* clang-format on */

static void
test_header_is_refused (gconstpointer bytes)
{
  g_autoptr(GError) error = NULL;
  OpFrameHeader header;

  g_assert_false (op_frame_header_decode (bytes, &header, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_FAILED);
}

/* A decoder, whatever it decodes, over a payload that may lie at any address. */
typedef gboolean (*Decoder) (const void *data, size_t n_bytes, GError **error);

static gboolean
decode_settings (const void *data, size_t n_bytes, GError **error)
{
  g_auto(OpFetchSettings) settings = { 0 };

  return op_fetch_settings_decode (data, n_bytes, &settings, error);
}

static gboolean
decode_request (const void *data, size_t n_bytes, GError **error)
{
  g_auto(OpFetchRequest) request = { 0 };

  return op_fetch_request_decode (data, n_bytes, &request, error);
}

static gboolean
decode_head (const void *data, size_t n_bytes, GError **error)
{
  g_auto(OpFetchHead) head = { 0 };

  return op_fetch_head_decode (data, n_bytes, &head, error);
}

static gboolean
decode_end (const void *data, size_t n_bytes, GError **error)
{
  g_auto(OpFetchEnd) end = { 0 };

  return op_fetch_end_decode (data, n_bytes, &end, error);
}

/* Each is good but for one thing. In GVariant's text form, for the encoders would not write
 * some of them. */
typedef struct
{
  const char *name;
  Decoder decode;
  const char *text;
} Refusal;

#define REQUEST(url, offset, validator, max)                                                       \
  "('" url "', uint64 " offset ", '" validator "', uint64 " max ", false)"
#define HEAD(status, range, url) "(uint32 " status ", uint64 1, '" range "', '', '', '', '" url "')"
#define SETTINGS(connections, timeout, speed, redirects, proxy)                                    \
  "(uint32 " connections ", uint32 1, uint32 " timeout ", uint32 " speed                           \
  ", uint32 1, uint32 " redirects ", '" proxy "')"

/* clang-format off */
static const Refusal refused[] = {
  { "settings/no-connection",       decode_settings, SETTINGS ("0", "1", "0", "0", "") },
  { "settings/too-many-connections", decode_settings, SETTINGS ("257", "1", "0", "0", "") },
  { "settings/no-timeout",          decode_settings, SETTINGS ("1", "0", "0", "0", "") },
  { "settings/endless-timeout",     decode_settings, SETTINGS ("1", "86401", "0", "0", "") },
  { "settings/impossible-speed",    decode_settings, SETTINGS ("1", "1", "4294967295", "0", "") },
  { "settings/endless-redirects",   decode_settings, SETTINGS ("1", "1", "0", "101", "") },
  { "settings/proxy-with-line-end", decode_settings, SETTINGS ("1", "1", "0", "0", "a\\n") },
  { "settings/other-type",          decode_settings, "(uint32 1, 'a')" },
  { "request/no-url",               decode_request, REQUEST ("", "0", "", "1") },
  { "request/url-with-line-end",    decode_request, REQUEST ("http://a/\\r\\nb", "0", "", "1") },
  { "request/validator-with-line-end", decode_request, REQUEST ("http://a/", "0", "\\n", "1") },
  { "request/offset-too-large",     decode_request, REQUEST ("http://a/", "1099511627777", "", "1") },
  { "request/maximum-too-large",    decode_request, REQUEST ("http://a/", "0", "", "1099511627777") },
  { "request/other-type",           decode_request, "(uint32 1, 'a')" },
  { "head/status-0",                decode_head, HEAD ("0", "", "") },
  { "head/status-99",               decode_head, HEAD ("99", "", "") },
  { "head/status-1000",             decode_head, HEAD ("1000", "", "") },
  { "head/range-with-line-end",     decode_head, HEAD ("200", "a\\nb", "") },
  { "head/url-with-tab",            decode_head, HEAD ("200", "", "http://a/\\t") },
  { "head/other-type",              decode_head, "(uint32 1, 'a')" },
  { "end/unknown-outcome",          decode_end, "(uint32 17, 'a')" },
  { "end/message-with-line-end",    decode_end, "(uint32 1, 'a\\nb')" },
  { "end/other-type",               decode_end, "('a', 'b', 'c')" },
};
/* clang-format on */

static GBytes *
bytes_from_text (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value = g_variant_parse (NULL, text, NULL, NULL, &error);
  g_autoptr(GVariant) wire = NULL;

  g_assert_no_error (error);
  wire = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (value) : g_variant_ref (value);

  return g_variant_get_data_as_bytes (wire);
}

static void
test_is_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr(GBytes) bytes = bytes_from_text (refusal->text);
  g_autoptr(GError) error = NULL;

  g_assert_false (
      refusal->decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_FAILED);
}

/* The bounds of strings, each one byte too long. */
static void
test_long_strings_are_refused (void)
{
  const struct
  {
    const char *format;
    Decoder decode;
    size_t max_bytes;
  } strings[] = {
    { SETTINGS ("1", "1", "0", "0", "%s"), decode_settings, OP_MAX_URL_BYTES },
    { REQUEST ("%s", "0", "", "1"), decode_request, OP_MAX_URL_BYTES },
    { REQUEST ("http://a/", "0", "%s", "1"), decode_request, 1024 },
    { HEAD ("200", "%s", ""), decode_head, 1024 },
    { HEAD ("200", "", "%s"), decode_head, OP_MAX_URL_BYTES },
    { "(uint32 0, '%s')", decode_end, 4096 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      for (size_t more = 0; more < 2; more++)
        {
          g_autofree char *filler = g_strnfill (strings[i].max_bytes + more, 'x');
          g_auto(GStrv) halves = g_strsplit (strings[i].format, "%s", 2);
          g_autofree char *text = g_strjoinv (filler, halves);
          g_autoptr(GBytes) bytes = bytes_from_text (text);

          g_assert_cmpint (
              strings[i].decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL),
              ==,
              more == 0);
        }
    }
}

/* No prefix of a payload is a payload, wherever in memory it lies. */
static void
test_cut_payloads_are_refused (void)
{
  const struct
  {
    const char *text;
    Decoder decode;
  } good[] = {
    { SETTINGS ("1", "1", "0", "0", "http://a"), decode_settings },
    { REQUEST ("http://a/", "1", "abc", "1"), decode_request },
    { HEAD ("200", "bytes 0-0/1", "http://a/"), decode_head },
    { "(uint32 1, 'a')", decode_end },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GBytes) bytes = bytes_from_text (good[i].text);
      size_t n_bytes = g_bytes_get_size (bytes);
      g_autofree char *odd = g_malloc (n_bytes + 1);

      memcpy (odd + 1, g_bytes_get_data (bytes, NULL), n_bytes);
      g_assert_true (good[i].decode (odd + 1, n_bytes, NULL));

      for (size_t n_kept = 0; n_kept < n_bytes; n_kept++)
        g_assert_false (good[i].decode (odd + 1, n_kept, NULL));
    }
}

static void
test_nothing_at_all_is_refused (void)
{
  g_assert_false (decode_end (NULL, 0, NULL));
}

static void
test_more_than_a_payload_is_refused (void)
{
  g_autofree char *zeros = g_malloc0 (OP_FRAME_MAX_PAYLOAD_BYTES + 1);

  g_assert_false (decode_head (zeros, OP_FRAME_MAX_PAYLOAD_BYTES + 1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (refused_headers); i++)
    {
      g_autofree char *path =
          g_strconcat ("/frames-refused/header/", refused_headers[i].name, NULL);

      g_test_add_data_func (path, refused_headers[i].bytes, test_header_is_refused);
    }

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/frames-refused/", refused[i].name, NULL);

      g_test_add_data_func (path, &refused[i], test_is_refused);
    }
  g_test_add_func ("/frames-refused/long-strings", test_long_strings_are_refused);
  g_test_add_func ("/frames-refused/cut-payloads", test_cut_payloads_are_refused);
  g_test_add_func ("/frames-refused/nothing-at-all", test_nothing_at_all_is_refused);
  g_test_add_func ("/frames-refused/more-than-a-payload", test_more_than_a_payload_is_refused);

  return g_test_run ();
}
