/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What daemon and worker say to each other over their socket: frames of a fixed header and
 * a payload. Pure: bytes to values and back; shared by both sides. Each side treats the
 * other as hostile: lengths are bounded, payloads are checked to be in normal form.
 *
 *   down: SETTINGS (once, first), FETCH, ABORT
 *   up:   for each FETCH: HEAD (at most once), DATA (any number, only after HEAD), END (once)
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OP_FRAME_SETTINGS = 1,
  OP_FRAME_FETCH = 2,
  OP_FRAME_ABORT = 3, /* no payload; END follows all the same */
  OP_FRAME_HEAD = 4,
  OP_FRAME_DATA = 5, /* payload: the bytes */
  OP_FRAME_END = 6,
} OpFrameType;

#define OP_FRAME_HEADER_BYTES 12
#define OP_FRAME_MAX_DATA_BYTES (512 * 1024)
#define OP_FRAME_MAX_PAYLOAD_BYTES (64 * 1024) /* of everything but DATA */

/* On the wire little-endian: type (1 byte), 3 zero bytes, id (4), payload bytes (4). */
typedef struct
{
  OpFrameType type;
  guint32 id; /* of the request; 0 for SETTINGS */
  guint32 n_bytes;
} OpFrameHeader;

void op_frame_header_encode (const OpFrameHeader *header, guint8 out[OP_FRAME_HEADER_BYTES]);
gboolean op_frame_header_decode (const guint8 in[OP_FRAME_HEADER_BYTES],
                                 OpFrameHeader *out_header,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Durations in seconds, rates in bytes a second. Strings are owned by whoever holds the struct;
 * the _clear function of each frees them. */
typedef struct
{
  guint32 max_connections; /* requests in flight */
  guint32 max_per_host;
  guint32 connect_timeout_sec;
  guint32 low_speed_bytes;
  guint32 low_speed_sec;
  guint32 max_redirects;
  char *proxy; /* "" for what the environment says */
} OpFetchSettings;

typedef struct
{
  char *url;
  guint64 offset;        /* ask for the bytes from here on */
  char *validator;       /* "" or what goes into If-Range */
  guint64 max_bytes;     /* end the request when the body gets longer */
  gboolean only_trusted; /* never leave https and loopback, not even by a redirect */
} OpFetchRequest;

typedef struct
{
  guint32 status;         /* HTTP */
  guint64 content_length; /* OP_SIZE_UNKNOWN if not said */
  char *content_range;    /* "" if not sent; so the rest */
  char *etag;
  char *last_modified;
  char *retry_after;
  char *effective_url; /* after redirects */
} OpFetchHead;

typedef struct
{
  guint32 outcome; /* OpOutcome */
  char *message;   /* one sentence, for people; "" when complete */
} OpFetchEnd;

GBytes *op_fetch_settings_encode (const OpFetchSettings *settings);
gboolean op_fetch_settings_decode (const void *data,
                                   size_t n_bytes,
                                   OpFetchSettings *out_settings,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_fetch_settings_clear (OpFetchSettings *self);

GBytes *op_fetch_request_encode (const OpFetchRequest *request);
gboolean op_fetch_request_decode (const void *data,
                                  size_t n_bytes,
                                  OpFetchRequest *out_request,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_fetch_request_clear (OpFetchRequest *self);

GBytes *op_fetch_head_encode (const OpFetchHead *head);
gboolean op_fetch_head_decode (const void *data,
                               size_t n_bytes,
                               OpFetchHead *out_head,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_fetch_head_clear (OpFetchHead *self);

GBytes *op_fetch_end_encode (const OpFetchEnd *end);
gboolean op_fetch_end_decode (const void *data, size_t n_bytes, OpFetchEnd *out_end, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void op_fetch_end_clear (OpFetchEnd *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpFetchSettings, op_fetch_settings_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpFetchRequest, op_fetch_request_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpFetchHead, op_fetch_head_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpFetchEnd, op_fetch_end_clear)

G_END_DECLS
