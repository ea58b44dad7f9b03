/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/http-date.h"
#include "rules/job-retry.h"
#include "rules/ranges.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

#define NOW_USEC (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

/* Whatever the server says: when the verdict is to go on, what follows ends where the file
 * ends, as far as anybody knows. */
static void
try_answer (const char *text, guint64 asked_offset, guint64 content_length, guint64 expected_size)
{
  const OpAnswer answer = {
    .asked_offset = asked_offset,
    .status = 206,
    .content_range = text,
    .content_length = content_length,
    .expected_size = expected_size,
  };
  g_autoptr(GError) error = NULL;
  OpAnswerVerdict verdict = op_answer_judge (&answer, &error);
  guint64 first, last, total;

  g_assert_cmpint (verdict, !=, OP_ANSWER_START_OVER);
  g_assert_cmpint (verdict == OP_ANSWER_REFUSE, ==, error != NULL);
  if (verdict == OP_ANSWER_REFUSE)
    return;

  g_assert_true (op_content_range_parse (text, &first, &last, &total));
  g_assert_cmpuint (first, ==, asked_offset);
  if (expected_size != OP_SIZE_UNKNOWN)
    g_assert_cmpuint (last, ==, expected_size - 1);
  if (content_length != OP_SIZE_UNKNOWN)
    g_assert_cmpuint (content_length, ==, last - first + 1);
}

static void
try_range (const char *text)
{
  guint64 first, last, total;

  if (!op_content_range_parse (text, &first, &last, &total))
    return;

  g_assert_cmpuint (first, <=, last);
  g_assert_cmpuint (last, <, total);

  try_answer (text, first, OP_SIZE_UNKNOWN, OP_SIZE_UNKNOWN);
  try_answer (text, first, last - first + 1, total);
  try_answer (text, first, last - first + 1, OP_SIZE_UNKNOWN);
  try_answer (text, first, G_MAXUINT64 - 1, total);
  try_answer (text, first + 1, last - first, total);
  try_answer (text, 0, last, 100);
}

/* The other headers of an answer have parsers of the same kind. */
static void
try_other_headers (const char *text)
{
  g_autofree char *validator = op_validator_choose (text, text);
  gint64 usec;

  if (validator != NULL)
    g_assert_cmpstr (validator, ==, text);
  if (validator != NULL)
    g_assert_null (strpbrk (validator, "\r\n"));

  if (op_http_date_parse (text, &usec))
    g_assert_cmpuint (op_retry_after_parse (text, NOW_USEC), ==, MAX (usec - NOW_USEC, 0));
  else
    g_assert_cmpuint (
        op_retry_after_parse (text, NOW_USEC), <=, (guint64) 999999999 * G_USEC_PER_SEC);
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);

  try_range (text);
  try_answer (text, 1, OP_SIZE_UNKNOWN, OP_SIZE_UNKNOWN);
  try_other_headers (text);

  return 0;
}
