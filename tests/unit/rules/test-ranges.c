/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/ranges.h"

#include "base/bounds.h"
#include "base/error.h"

#define UNKNOWN OP_SIZE_UNKNOWN

/* @word: what the message has to say; %NULL when the answer is not refused */
typedef struct
{
  const char *name;
  OpAnswer answer;
  OpAnswerVerdict verdict;
  OpError code;
  const char *word;
} Case;

/* asked offset, status, Content-Range, Content-Length, expected size */
/* clang-format off */
static const Case cases[] = {
  { "whole",                   {   0, 200, NULL, 100, 100 }, OP_ANSWER_GO_ON, 0, NULL },
  { "whole-without-length",    {   0, 200, NULL, UNKNOWN, 100 }, OP_ANSWER_GO_ON, 0, NULL },
  { "whole-of-unknown-size",   {   0, 200, NULL, 100, UNKNOWN }, OP_ANSWER_GO_ON, 0, NULL },
  { "whole-empty",             {   0, 200, NULL, 0, 0 }, OP_ANSWER_GO_ON, 0, NULL },
  { "whole-too-short",         {   0, 200, NULL, 99, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "size" },
  { "whole-too-long",          {   0, 200, NULL, 101, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "size" },
  { "whole-for-a-range",       {  40, 200, NULL, 100, 100 }, OP_ANSWER_START_OVER, 0, NULL },
  { "whole-for-a-range-short", {  40, 200, NULL, 60, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "size" },
  { "rest",                    {  40, 206, "bytes 40-99/100", 60, 100 }, OP_ANSWER_GO_ON, 0, NULL },
  { "rest-without-length",     {  40, 206, "bytes 40-99/100", UNKNOWN, 100 }, OP_ANSWER_GO_ON, 0, NULL },
  { "rest-of-unknown-size",    {  40, 206, "bytes 40-99/100", 60, UNKNOWN }, OP_ANSWER_GO_ON, 0, NULL },
  { "rest-total-not-said",     {  40, 206, "bytes 40-99/*", 60, 100 }, OP_ANSWER_GO_ON, 0, NULL },
  { "rest-nothing-known",      {  40, 206, "bytes 40-99/*", UNKNOWN, UNKNOWN }, OP_ANSWER_GO_ON, 0, NULL },
  { "rest-not-asked-for",      {   0, 206, "bytes 0-99/100", 100, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "rest-without-range",      {  40, 206, NULL, 60, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "rest-multipart",          {  40, 206, "", 60, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "rest-from-elsewhere",     {  40, 206, "bytes 39-99/100", 61, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "begins" },
  { "rest-from-the-beginning", {  40, 206, "bytes 0-99/100", 100, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "begins" },
  { "rest-of-another-file",    {  40, 206, "bytes 40-100/101", 61, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "size" },
  { "rest-not-to-the-end",     {  40, 206, "bytes 40-98/100", 59, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "rest-not-to-unknown-end", {  40, 206, "bytes 40-98/100", 59, UNKNOWN }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "rest-past-the-end",       {  40, 206, "bytes 40-100/*", 61, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "rest-with-other-length",  {  40, 206, "bytes 40-99/100", 59, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "no-such-range",           {  40, 416, "bytes */30", 0, 100 }, OP_ANSWER_REFUSE, OP_ERROR_BAD_CONTENT, "range" },
  { "no-such-range-of-all",    {   0, 416, "bytes */0", 0, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "416 Range Not Satisfiable" },
  { "not-found",               {   0, 404, NULL, 9, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "404 Not Found" },
  { "not-found-rest",          {  40, 404, NULL, 9, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "404 Not Found" },
  { "unavailable",             {   0, 503, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "503 Service Unavailable" },
  { "status-nobody-knows",     {   0, 599, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "answered 599" },
  { "early-hints",             {   0, 103, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "103" },
  { "created",                 {   0, 201, NULL, 100, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "201" },
  { "no-content",              {   0, 204, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "204 No Content" },
  { "redirect-left-over",      {   0, 302, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "302 Found" },
  { "not-modified",            {  40, 304, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "304 Not Modified" },
  { "status-0",                {   0,   0, NULL, UNKNOWN, 100 }, OP_ANSWER_REFUSE, OP_ERROR_HTTP, "0" },
};

static const struct
{
  const char *name, *text;
  guint64 first, last, total;
} content_ranges[] = {
  { "usual",         "bytes 0-9/10", 0, 9, 10 },
  { "one-byte",      "bytes 9-9/10", 9, 9, 10 },
  { "unknown-total", "bytes 5-9/*", 5, 9, UNKNOWN },
  { "upper-case",    "Bytes 0-9/10", 0, 9, 10 },
  { "large",         "bytes 18446744073709551613-18446744073709551613/18446744073709551614",
                     G_MAXUINT64 - 2, G_MAXUINT64 - 2, G_MAXUINT64 - 1 },
};

static const struct
{
  const char *name, *text;
} refused_ranges[] = {
  { "empty",           "" },
  { "unit-alone",      "bytes" },
  { "unit-and-space",  "bytes " },
  { "other-unit",      "items 0-9/10" },
  { "no-unit",         "0-9/10" },
  { "unsatisfied",     "bytes */10" },
  { "no-last",         "bytes 0-/10" },
  { "no-first",        "bytes -9/10" },
  { "no-total",        "bytes 0-9/" },
  { "no-slash",        "bytes 0-9" },
  { "negative",        "bytes -1-9/10" },
  { "plus",            "bytes +1-9/10" },
  { "backwards",       "bytes 9-0/10" },
  { "last-is-total",   "bytes 0-10/10" },
  { "space-inside",    "bytes 0 -9/10" },
  { "behind",          "bytes 0-9/10 " },
  { "behind-unknown",  "bytes 0-9/*0" },
  { "hexadecimal",     "bytes 0x0-9/10" },
  { "overflow",        "bytes 0-18446744073709551616/18446744073709551617" },
  { "two-ranges",      "bytes 0-4,6-9/10" },
};

static const struct
{
  const char *name, *etag, *last_modified, *expected;
} validators[] = {
  { "strong-etag",         "\"abc\"", "Sun, 06 Nov 1994 08:49:37 GMT", "\"abc\"" },
  { "empty-strong-etag",   "\"\"", NULL, "\"\"" },
  { "weak-etag",           "W/\"abc\"", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT" },
  { "weak-etag-alone",     "W/\"abc\"", NULL, NULL },
  { "etag-without-quotes", "abc", NULL, NULL },
  { "etag-half-quoted",    "\"", NULL, NULL },
  { "etag-list",           "\"a\", \"b\"", NULL, NULL },
  { "etag-with-line-end",  "\"a\r\nHost: b\"", NULL, NULL },
  { "date-alone",          NULL, "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT" },
  { "no-date",             "", "yesterday", NULL },
  { "nothing",             NULL, NULL, NULL },
  { "empty",               "", "", NULL },
};
/* clang-format on */

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (op_answer_judge (&c->answer, &error), ==, c->verdict);

  if (c->word == NULL)
    {
      g_assert_no_error (error);
      return;
    }

  g_test_message ("%s", error->message);
  g_assert_error (error, OP_ERROR, (int) c->code);
  g_assert_nonnull (strstr (error->message, c->word));
  if (c->code == OP_ERROR_HTTP)
    g_assert_cmphex (op_error_get_hresult (error), ==, OP_HRESULT_FROM_HTTP (c->answer.status));
}

static void
test_both_sizes_are_named (void)
{
  const OpAnswer answer = { .status = 200, .content_length = 4711, .expected_size = 1234 };
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (op_answer_judge (&answer, &error), ==, OP_ANSWER_REFUSE);
  g_assert_nonnull (strstr (error->message, "4711"));
  g_assert_nonnull (strstr (error->message, "1234"));
}

static void
test_the_error_may_be_ignored (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (op_answer_judge (&cases[i].answer, NULL), ==, cases[i].verdict);
}

static void
test_content_ranges (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (content_ranges); i++)
    {
      guint64 first, last, total;

      g_test_message ("%s", content_ranges[i].name);
      g_assert_true (op_content_range_parse (content_ranges[i].text, &first, &last, &total));
      g_assert_cmpuint (first, ==, content_ranges[i].first);
      g_assert_cmpuint (last, ==, content_ranges[i].last);
      g_assert_cmpuint (total, ==, content_ranges[i].total);
    }
}

static void
test_refuses_content_range (gconstpointer text)
{
  guint64 first, last, total;

  g_assert_false (op_content_range_parse (text, &first, &last, &total));
}

static void
test_validators (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (validators); i++)
    {
      g_autofree char *chosen =
          op_validator_choose (validators[i].etag, validators[i].last_modified);

      g_test_message ("%s", validators[i].name);
      g_assert_cmpstr (chosen, ==, validators[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ranges/judge/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  for (size_t i = 0; i < G_N_ELEMENTS (refused_ranges); i++)
    {
      g_autofree char *path =
          g_strconcat ("/ranges/content-range/refuses/", refused_ranges[i].name, NULL);

      g_test_add_data_func (path, refused_ranges[i].text, test_refuses_content_range);
    }

  g_test_add_func ("/ranges/judge/both-sizes-are-named", test_both_sizes_are_named);
  g_test_add_func ("/ranges/judge/the-error-may-be-ignored", test_the_error_may_be_ignored);
  g_test_add_func ("/ranges/content-range/reads", test_content_ranges);
  g_test_add_func ("/ranges/validator", test_validators);

  return g_test_run ();
}
