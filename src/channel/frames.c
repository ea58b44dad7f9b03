/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channel/frames.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/outcome.h"

#define MAX_HEADER_VALUE_BYTES 1024
#define MAX_MESSAGE_BYTES 4096

#define MAX_CONNECTIONS 256
#define MAX_SECONDS (24 * 60 * 60)
#define MAX_REDIRECTS 100

#define SETTINGS_TYPE G_VARIANT_TYPE ("(uuuuuus)")
#define REQUEST_TYPE G_VARIANT_TYPE ("(ststb)")
#define HEAD_TYPE G_VARIANT_TYPE ("(utsssss)")
#define END_TYPE G_VARIANT_TYPE ("(us)")

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (
      error, OP_ERROR, OP_ERROR_FAILED, "The other side of the channel sent a bad frame: %s", what);

  return FALSE;
}

static guint32
max_payload_bytes (OpFrameType type)
{
  switch (type)
    {
    case OP_FRAME_ABORT:
      return 0;

    case OP_FRAME_DATA:
      return OP_FRAME_MAX_DATA_BYTES;

    case OP_FRAME_SETTINGS:
    case OP_FRAME_FETCH:
    case OP_FRAME_HEAD:
    case OP_FRAME_END:
      return OP_FRAME_MAX_PAYLOAD_BYTES;
    }

  g_return_val_if_reached (0);
}

static void
put_le32 (guint8 *out, guint32 number)
{
  number = GUINT32_TO_LE (number);
  memcpy (out, &number, sizeof number);
}

static guint32
get_le32 (const guint8 *in)
{
  guint32 number;

  memcpy (&number, in, sizeof number);

  return GUINT32_FROM_LE (number);
}

void
op_frame_header_encode (const OpFrameHeader *header, guint8 out[OP_FRAME_HEADER_BYTES])
{
  g_return_if_fail (header->n_bytes <= max_payload_bytes (header->type));

  put_le32 (out, header->type);
  put_le32 (out + 4, header->id);
  put_le32 (out + 8, header->n_bytes);
}

gboolean
op_frame_header_decode (const guint8 in[OP_FRAME_HEADER_BYTES],
                        OpFrameHeader *out_header,
                        GError **error)
{
  guint32 type = get_le32 (in); /* with the three bytes that have to be zero */
  guint32 id = get_le32 (in + 4);
  guint32 n_bytes = get_le32 (in + 8);

  if (type < OP_FRAME_SETTINGS || type > OP_FRAME_END)
    return refuse (error, "its type is unknown");

  if ((type == OP_FRAME_SETTINGS) != (id == 0))
    return refuse (error, "its id cannot be");

  if (n_bytes > max_payload_bytes (type))
    return refuse (error, "it is too long");

  out_header->type = type;
  out_header->id = id;
  out_header->n_bytes = n_bytes;

  return TRUE;
}

/* Little-endian on every machine, so that what a test or a fuzzer has recorded is the same
 * everywhere. */
static GVariant *
to_or_from_wire (GVariant *value)
{
  return G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (value) : g_variant_ref (value);
}

/* Consumes a floating @value. */
static GBytes *
to_bytes (GVariant *value)
{
  g_autoptr(GVariant) native = g_variant_ref_sink (value);
  g_autoptr(GVariant) wire = to_or_from_wire (native);

  return g_variant_get_data_as_bytes (wire);
}

/* The value owns a copy: it may be asked after @data has gone. */
static GVariant *
from_bytes (const GVariantType *type, const void *data, size_t n_bytes, GError **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GVariant) wire = NULL;

  if (n_bytes > OP_FRAME_MAX_PAYLOAD_BYTES)
    {
      refuse (error, "it is too long");
      return NULL;
    }

  bytes = g_bytes_new (data, n_bytes);
  wire = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE /* trusted */));
  if (!g_variant_is_normal_form (wire))
    {
      refuse (error, "its payload is malformed");
      return NULL;
    }

  return to_or_from_wire (wire);
}

/* Without control characters: none is legal in a URL, a header value or a sentence, and
 * each would let one line look like two in a log. */
static gboolean
is_clean (const char *text, size_t max_bytes)
{
  size_t n_bytes = strnlen (text, max_bytes + 1);

  if (n_bytes > max_bytes)
    return FALSE;

  for (size_t i = 0; i < n_bytes; i++)
    {
      if (g_ascii_iscntrl (text[i]))
        return FALSE;
    }

  return TRUE;
}

/* What the other side would refuse is not sent: a server may write anything into a
 * header, and must not be able to end the channel with it. (nullable @text) */
static const char *
clean_or_empty (const char *text, size_t max_bytes)
{
  if (text == NULL || !is_clean (text, max_bytes) || !g_utf8_validate (text, -1, NULL))
    return "";

  return text;
}

/* A sentence may hold parts of what a server sent; it is made fit instead of dropped. */
static char *
make_clean_message (const char *text)
{
  char *message = g_utf8_make_valid (text != NULL ? text : "", -1);

  if (strlen (message) > MAX_MESSAGE_BYTES)
    *g_utf8_find_prev_char (message, message + MAX_MESSAGE_BYTES + 1) = '\0';

  for (char *c = message; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        *c = ' ';
    }

  return message;
}

GBytes *
op_fetch_settings_encode (const OpFetchSettings *settings)
{
  return to_bytes (g_variant_new ("(uuuuuus)",
                                  settings->max_connections,
                                  settings->max_per_host,
                                  settings->connect_timeout_sec,
                                  settings->low_speed_bytes,
                                  settings->low_speed_sec,
                                  settings->max_redirects,
                                  settings->proxy != NULL ? settings->proxy : ""));
}

static gboolean
settings_are_sane (const OpFetchSettings *settings)
{
  return settings->max_connections >= 1 && settings->max_connections <= MAX_CONNECTIONS &&
         settings->max_per_host >= 1 && settings->max_per_host <= MAX_CONNECTIONS &&
         settings->connect_timeout_sec >= 1 && settings->connect_timeout_sec <= MAX_SECONDS &&
         settings->low_speed_bytes <= OP_GIB && settings->low_speed_sec <= MAX_SECONDS &&
         settings->max_redirects <= MAX_REDIRECTS && is_clean (settings->proxy, OP_MAX_URL_BYTES);
}

gboolean
op_fetch_settings_decode (const void *data,
                          size_t n_bytes,
                          OpFetchSettings *out_settings,
                          GError **error)
{
  g_autoptr(GVariant) value = from_bytes (SETTINGS_TYPE, data, n_bytes, error);
  g_auto(OpFetchSettings) settings = { 0 };

  if (value == NULL)
    return FALSE;

  g_variant_get (value,
                 "(uuuuuus)",
                 &settings.max_connections,
                 &settings.max_per_host,
                 &settings.connect_timeout_sec,
                 &settings.low_speed_bytes,
                 &settings.low_speed_sec,
                 &settings.max_redirects,
                 &settings.proxy);
  if (!settings_are_sane (&settings))
    return refuse (error, "its settings are out of range");

  *out_settings = settings;
  memset (&settings, 0, sizeof settings);

  return TRUE;
}

void
op_fetch_settings_clear (OpFetchSettings *self)
{
  g_clear_pointer (&self->proxy, g_free);
}

GBytes *
op_fetch_request_encode (const OpFetchRequest *request)
{
  return to_bytes (g_variant_new ("(ststb)",
                                  request->url,
                                  request->offset,
                                  request->validator != NULL ? request->validator : "",
                                  MIN (request->max_bytes, OP_MAX_RELEASE_BYTES),
                                  request->only_trusted));
}

gboolean
op_fetch_request_decode (const void *data,
                         size_t n_bytes,
                         OpFetchRequest *out_request,
                         GError **error)
{
  g_autoptr(GVariant) value = from_bytes (REQUEST_TYPE, data, n_bytes, error);
  g_auto(OpFetchRequest) request = { 0 };

  if (value == NULL)
    return FALSE;

  g_variant_get (value,
                 "(ststb)",
                 &request.url,
                 &request.offset,
                 &request.validator,
                 &request.max_bytes,
                 &request.only_trusted);
  if (*request.url == '\0' || !is_clean (request.url, OP_MAX_URL_BYTES))
    return refuse (error, "its URL is none");
  if (!is_clean (request.validator, MAX_HEADER_VALUE_BYTES))
    return refuse (error, "its validator is none");
  if (request.offset > OP_MAX_RELEASE_BYTES || request.max_bytes > OP_MAX_RELEASE_BYTES)
    return refuse (error, "its sizes are out of range");

  *out_request = request;
  memset (&request, 0, sizeof request);

  return TRUE;
}

void
op_fetch_request_clear (OpFetchRequest *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->validator, g_free);
}

GBytes *
op_fetch_head_encode (const OpFetchHead *head)
{
  return to_bytes (g_variant_new ("(utsssss)",
                                  head->status,
                                  head->content_length,
                                  clean_or_empty (head->content_range, MAX_HEADER_VALUE_BYTES),
                                  clean_or_empty (head->etag, MAX_HEADER_VALUE_BYTES),
                                  clean_or_empty (head->last_modified, MAX_HEADER_VALUE_BYTES),
                                  clean_or_empty (head->retry_after, MAX_HEADER_VALUE_BYTES),
                                  clean_or_empty (head->effective_url, OP_MAX_URL_BYTES)));
}

gboolean
op_fetch_head_decode (const void *data, size_t n_bytes, OpFetchHead *out_head, GError **error)
{
  g_autoptr(GVariant) value = from_bytes (HEAD_TYPE, data, n_bytes, error);
  g_auto(OpFetchHead) head = { 0 };

  if (value == NULL)
    return FALSE;

  g_variant_get (value,
                 "(utsssss)",
                 &head.status,
                 &head.content_length,
                 &head.content_range,
                 &head.etag,
                 &head.last_modified,
                 &head.retry_after,
                 &head.effective_url);
  if (head.status < 100 || head.status > 999)
    return refuse (error, "its HTTP status is none");
  if (!is_clean (head.content_range, MAX_HEADER_VALUE_BYTES) ||
      !is_clean (head.etag, MAX_HEADER_VALUE_BYTES) ||
      !is_clean (head.last_modified, MAX_HEADER_VALUE_BYTES) ||
      !is_clean (head.retry_after, MAX_HEADER_VALUE_BYTES))
    return refuse (error, "a header in it is none");
  if (!is_clean (head.effective_url, OP_MAX_URL_BYTES))
    return refuse (error, "its URL is none");

  *out_head = head;
  memset (&head, 0, sizeof head);

  return TRUE;
}

void
op_fetch_head_clear (OpFetchHead *self)
{
  g_clear_pointer (&self->content_range, g_free);
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->last_modified, g_free);
  g_clear_pointer (&self->retry_after, g_free);
  g_clear_pointer (&self->effective_url, g_free);
}

GBytes *
op_fetch_end_encode (const OpFetchEnd *end)
{
  g_autofree char *message = make_clean_message (end->message);

  return to_bytes (g_variant_new ("(us)", end->outcome, message));
}

gboolean
op_fetch_end_decode (const void *data, size_t n_bytes, OpFetchEnd *out_end, GError **error)
{
  g_autoptr(GVariant) value = from_bytes (END_TYPE, data, n_bytes, error);
  g_auto(OpFetchEnd) end = { 0 };

  if (value == NULL)
    return FALSE;

  g_variant_get (value, "(us)", &end.outcome, &end.message);
  if (end.outcome >= OP_N_OUTCOMES)
    return refuse (error, "its outcome is unknown");
  if (!is_clean (end.message, MAX_MESSAGE_BYTES))
    return refuse (error, "its message is none");

  *out_end = end;
  memset (&end, 0, sizeof end);

  return TRUE;
}

void
op_fetch_end_clear (OpFetchEnd *self)
{
  g_clear_pointer (&self->message, g_free);
}
