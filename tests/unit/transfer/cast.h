/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the tests of transfers share: data, heads and requests to play with.
 */

#pragma once

#include "base/bounds.h"
#include "base/error.h"
#include "fakes/fake-sink.h"
#include "transfer/request.h"

G_BEGIN_DECLS

/* Bytes that differ from place to place, the same for the same @seed. */
GBytes *make_bytes (size_t n_bytes, unsigned seed) G_GNUC_WARN_UNUSED_RESULT;

/* A file of @sink that must become just that. */
OpTransferFile *add_bytes (OpFakeSink *sink, const char *url, GBytes *bytes);

/* What a server says. What is 0 is 200, unknown, not sent, and the address of this machine. */
typedef struct
{
  unsigned status;
  guint64 length; /* EMPTY: 0 */
  const char *range;
  const char *etag;
  const char *last_modified;
  const char *retry_after;
  const char *url;
} Head;
#define EMPTY G_MAXUINT64

OpFetchHead to_fetch_head (const Head *head);
gboolean take_head (OpRequest *request, const Head *head) G_GNUC_WARN_UNUSED_RESULT;

/* The request for the first time that a job would make for file @index. */
OpRequest *make_request (OpFakeSink *sink, unsigned index) G_GNUC_WARN_UNUSED_RESULT;

/* A sink, and a file that is large enough to be kept when it breaks off. */
typedef struct
{
  OpFakeSink *sink; /* (owned) */
  GBytes *large;    /* (owned) */
} Fixture;
#define LARGE_BYTES (100 * OP_KIB)

void set_up (Fixture *f, gconstpointer unused);
void tear_down (Fixture *f, gconstpointer unused);
const guint8 *large (Fixture *f);

/* For the large file, 70 KiB of which are there; with so many bytes of it taken. */
OpRequest *make_resuming (Fixture *f, const char *validator) G_GNUC_WARN_UNUSED_RESULT;
OpRequest *make_begun (Fixture *f, size_t n_bytes) G_GNUC_WARN_UNUSED_RESULT;

/* It is over with this outcome, and its message has @word in it. */
void assert_over (OpRequest *request, OpOutcome outcome, const char *word);

/* What is in file @index, and whether the sink was told that it is complete. */
void assert_file (OpFakeSink *sink, unsigned index, const void *data, size_t n_bytes);
void assert_closed (OpFakeSink *sink, unsigned index, GBytes *bytes);

G_END_DECLS
