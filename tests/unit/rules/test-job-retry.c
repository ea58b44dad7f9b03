/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/job-retry.h"

#include <math.h>

#define SECOND ((guint64) G_USEC_PER_SEC)
#define DAY (24 * 60 * 60 * SECOND)
#define NEVER G_MAXUINT

static const OpRetryPolicy policy = {
  .first_usec = SECOND,
  .max_usec = 300 * SECOND,
  .max_count = 10,
};

/* @n_same: how many times the same source is tried again before the next one is */
typedef struct
{
  OpOutcome outcome;
  unsigned http_status;
  OpRetryAction first;
  unsigned n_same;
} Case;

/* clang-format off */
static const Case cases[] = {
  { OP_OUTCOME_COMPLETE,      0, OP_RETRY_GIVE_UP,      0 },
  { OP_OUTCOME_ABORTED,       0, OP_RETRY_GIVE_UP,      0 },
  { OP_OUTCOME_WORKER_DIED,   0, OP_RETRY_AT_ONCE,      0 },
  { OP_OUTCOME_RESOLVE,       0, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_CONNECT,       0, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_TIMEOUT,       0, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_TOO_SLOW,      0, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_CUT_OFF,       0, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_TLS,           0, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_REDIRECT,      0, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_PROTOCOL,      0, OP_RETRY_SAME,         1 },
  { OP_OUTCOME_HTTP,        408, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        425, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        429, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        500, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        502, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        503, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        504, OP_RETRY_SAME,        10 },
  { OP_OUTCOME_HTTP,        204, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        400, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        401, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        403, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        404, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        407, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        410, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        501, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_HTTP,        505, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_BAD_ANSWER,    0, OP_RETRY_SAME,         1 },
  { OP_OUTCOME_BAD_CONTENT,   0, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_MISSING,       0, OP_RETRY_NEXT_SOURCE,  0 },
  { OP_OUTCOME_LOCAL,         0, OP_RETRY_GIVE_UP,      0 },
  { OP_OUTCOME_BAD_REQUEST,   0, OP_RETRY_GIVE_UP,      0 },
};
/* clang-format on */

static OpRetryAction
decide (const Case *c, unsigned n_retries, unsigned n_sources_left)
{
  const OpFailure failure = {
    .outcome = c->outcome,
    .http_status = c->http_status,
    .n_retries = n_retries,
    .n_sources_left = n_sources_left,
  };
  guint64 delay_usec = G_MAXUINT64;
  OpRetryAction action = op_retry_decide (&policy, &failure, 0.5, &delay_usec);

  g_assert_cmpuint (delay_usec, <=, policy.max_usec);
  if (action != OP_RETRY_SAME)
    g_assert_cmpuint (delay_usec, ==, 0);

  return action;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gboolean may_move = c->first == OP_RETRY_SAME || c->first == OP_RETRY_NEXT_SOURCE;

  g_assert_cmpint (decide (c, 0, 1), ==, c->first);

  for (unsigned n_retries = 0; n_retries < c->n_same; n_retries++)
    g_assert_cmpint (decide (c, n_retries, 1), ==, OP_RETRY_SAME);

  if (may_move)
    {
      g_assert_cmpint (decide (c, c->n_same, 1), ==, OP_RETRY_NEXT_SOURCE);
      g_assert_cmpint (decide (c, c->n_same, 0), ==, OP_RETRY_GIVE_UP);
      g_assert_cmpint (decide (c, NEVER, 0), ==, OP_RETRY_GIVE_UP);
    }
  else
    g_assert_cmpint (decide (c, NEVER, 0), ==, c->first);
}

static void
test_the_table_is_whole (void)
{
  gboolean seen[OP_N_OUTCOMES] = { FALSE };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    seen[cases[i].outcome] = TRUE;

  for (OpOutcome outcome = 0; outcome < OP_N_OUTCOMES; outcome++)
    {
      g_test_message ("%s", op_outcome_nick (outcome));
      g_assert_true (seen[outcome]);
    }
}

static guint64
get_delay (const OpRetryPolicy *p, unsigned n_retries, guint64 retry_after_usec, double random)
{
  const OpFailure failure = {
    .outcome = OP_OUTCOME_HTTP,
    .http_status = 503,
    .n_retries = n_retries,
    .retry_after_usec = retry_after_usec,
  };
  guint64 delay_usec;

  g_assert_cmpint (op_retry_decide (p, &failure, random, &delay_usec), ==, OP_RETRY_SAME);

  return delay_usec;
}

static void
test_the_delay_doubles (void)
{
  for (unsigned n_retries = 0; n_retries < 10; n_retries++)
    {
      guint64 ceiling = MIN (SECOND << n_retries, policy.max_usec);

      g_assert_cmpuint (get_delay (&policy, n_retries, 0, 0.0), ==, 0);
      g_assert_cmpuint (get_delay (&policy, n_retries, 0, 0.5), ==, ceiling / 2);
      g_assert_cmpuint (get_delay (&policy, n_retries, 0, nextafter (1.0, 0.0)), <=, ceiling);
    }
}

static void
test_the_delay_does_not_overflow (void)
{
  const OpRetryPolicy patient = { SECOND, 300 * SECOND, G_MAXUINT };
  const OpRetryPolicy endless = { G_MAXUINT64, G_MAXUINT64, G_MAXUINT };
  const OpRetryPolicy upside_down = { 10 * SECOND, 4 * SECOND, 1 };

  g_assert_cmpuint (get_delay (&patient, 63, 0, 0.5), ==, 150 * SECOND);
  g_assert_cmpuint (get_delay (&patient, 64, 0, 0.5), ==, 150 * SECOND);
  g_assert_cmpuint (get_delay (&patient, G_MAXUINT - 1, 0, 0.5), ==, 150 * SECOND);
  g_assert_cmpuint (get_delay (&endless, 5, 0, 0.9), >, DAY);
  g_assert_cmpuint (get_delay (&endless, 5, 0, 1.0), >, DAY);
  g_assert_cmpuint (get_delay (&upside_down, 0, 0, 0.5), ==, 2 * SECOND);
}

static void
test_the_server_may_ask_for_more (void)
{
  g_assert_cmpuint (get_delay (&policy, 0, 120 * SECOND, 0.9), ==, 120 * SECOND);
  g_assert_cmpuint (get_delay (&policy, 0, 3600 * SECOND, 0.9), ==, 3600 * SECOND);
  g_assert_cmpuint (get_delay (&policy, 9, SECOND, 0.5), ==, 150 * SECOND);
  g_assert_cmpuint (get_delay (&policy, 0, 2 * DAY, 0.5), ==, DAY);
  g_assert_cmpuint (get_delay (&policy, 0, G_MAXUINT64, 0.5), ==, DAY);
}

static void
test_no_retries_means_none (void)
{
  const OpRetryPolicy hasty = { SECOND, SECOND, 0 };
  const OpFailure cut_off = { .outcome = OP_OUTCOME_CUT_OFF };
  const OpFailure bad_answer = { .outcome = OP_OUTCOME_BAD_ANSWER, .n_sources_left = 1 };
  guint64 delay_usec;

  g_assert_cmpint (op_retry_decide (&hasty, &cut_off, 0.5, &delay_usec), ==, OP_RETRY_GIVE_UP);
  g_assert_cmpint (
      op_retry_decide (&hasty, &bad_answer, 0.5, &delay_usec), ==, OP_RETRY_NEXT_SOURCE);
}

static void
test_retry_after (void)
{
  const gint64 now_usec = G_GINT64_CONSTANT (784111777) * G_USEC_PER_SEC;
  static const struct
  {
    const char *text;
    guint64 seconds;
  } headers[] = {
    { "0", 0 },
    { "1", 1 },
    { "120", 120 },
    { "0120", 120 },
    { "999999999", 999999999 },
    { "9999999999", 999999999 },
    { "99999999999999999999999999", 999999999 },
    { "Sun, 06 Nov 1994 08:49:38 GMT", 1 },
    { "Sunday, 06-Nov-94 08:50:37 GMT", 60 },
    { "Sun Nov  6 09:49:37 1994", 3600 },
    { "Sun, 06 Nov 1994 08:49:37 GMT", 0 },
    { "Sun, 06 Nov 1994 08:49:36 GMT", 0 },
    { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
    { "", 0 },
    { "-1", 0 },
    { "+1", 0 },
    { "1.5", 0 },
    { " 1", 0 },
    { "1 ", 0 },
    { "0x10", 0 },
    { "soon", 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_test_message ("‘%s’", headers[i].text);
      g_assert_cmpuint (
          op_retry_after_parse (headers[i].text, now_usec), ==, headers[i].seconds * SECOND);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf (
          "/job-retry/%s/%u", op_outcome_nick (cases[i].outcome), cases[i].http_status);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  g_test_add_func ("/job-retry/the-table-is-whole", test_the_table_is_whole);
  g_test_add_func ("/job-retry/the-delay-doubles", test_the_delay_doubles);
  g_test_add_func ("/job-retry/the-delay-does-not-overflow", test_the_delay_does_not_overflow);
  g_test_add_func ("/job-retry/the-server-may-ask-for-more", test_the_server_may_ask_for_more);
  g_test_add_func ("/job-retry/no-retries-means-none", test_no_retries_means_none);
  g_test_add_func ("/job-retry/retry-after", test_retry_after);

  return g_test_run ();
}
