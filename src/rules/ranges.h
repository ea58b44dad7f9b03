/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A request for a file or the rest of one, and the server's answer: do the bytes that
 * follow belong where we would write them?
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpAnswer:
 * @asked_offset: what the request began at; 0 for the whole file
 * @status: HTTP status
 * @content_range: (nullable): the header, as it came
 * @content_length: of the body; %OP_SIZE_UNKNOWN when it was not said
 * @expected_size: of the whole file; %OP_SIZE_UNKNOWN when nobody said
 */
typedef struct
{
  guint64 asked_offset;
  unsigned status;
  const char *content_range;
  guint64 content_length;
  guint64 expected_size;
} OpAnswer;

typedef enum
{
  OP_ANSWER_GO_ON,      /* the bytes belong at asked_offset */
  OP_ANSWER_START_OVER, /* the whole file follows: empty what we have first */
  OP_ANSWER_REFUSE,     /* this cannot be right: end the request, *error says why */
} OpAnswerVerdict;

/* @error is set for %OP_ANSWER_REFUSE: %OP_ERROR_HTTP with the status as HRESULT,
 * %OP_ERROR_BAD_CONTENT for a size or range that cannot be right. */
OpAnswerVerdict op_answer_judge (const OpAnswer *answer, GError **error);

/* `bytes A-B/T` or `bytes A-B/ *`; T is OP_SIZE_UNKNOWN for the latter. */
gboolean op_content_range_parse (const char *text,
                                 guint64 *out_first,
                                 guint64 *out_last,
                                 guint64 *out_total) G_GNUC_WARN_UNUSED_RESULT;

/* The validator to resume with: a strong ETag, else Last-Modified, else %NULL.
 * (transfer full) (nullable) */
char *op_validator_choose (const char *etag, const char *last_modified) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
