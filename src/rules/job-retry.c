/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/job-retry.h"

#include <string.h>

#include "rules/http-date.h"

#define DAY_USEC ((guint64) 24 * 60 * 60 * G_USEC_PER_SEC)

/* More is not a number of seconds that anybody means. */
#define MAX_RETRY_AFTER_DIGITS 9

/* What a failure says about the source. */
typedef enum
{
  HOPELESS,  /* no source can help */
  BLAMELESS, /* the source has nothing to do with it */
  PASSING,   /* it may be better later, as often as the policy allows */
  DUBIOUS,   /* it may have been an accident, once */
  PERMANENT, /* the source will not get better */
} Kind;

static Kind
get_kind_of_status (unsigned http_status)
{
  switch (http_status)
    {
    case 408:
    case 425:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return PASSING;

    default:
      return PERMANENT;
    }
}

/* Every outcome, and no default: see the header. */
static Kind
get_kind (const OpFailure *failure)
{
  switch (failure->outcome)
    {
    case OP_OUTCOME_COMPLETE: /* nothing is left to do */
    case OP_OUTCOME_ABORTED:
    case OP_OUTCOME_LOCAL:
    case OP_OUTCOME_BAD_REQUEST:
      return HOPELESS;

    case OP_OUTCOME_WORKER_DIED:
      return BLAMELESS;

    case OP_OUTCOME_RESOLVE:
    case OP_OUTCOME_CONNECT:
    case OP_OUTCOME_TIMEOUT:
    case OP_OUTCOME_TOO_SLOW:
    case OP_OUTCOME_CUT_OFF:
      return PASSING;

    case OP_OUTCOME_PROTOCOL:
    case OP_OUTCOME_BAD_ANSWER:
      return DUBIOUS;

    case OP_OUTCOME_TLS:
    case OP_OUTCOME_REDIRECT:
    case OP_OUTCOME_BAD_CONTENT:
    case OP_OUTCOME_MISSING:
      return PERMANENT;

    case OP_OUTCOME_HTTP:
      return get_kind_of_status (failure->http_status);
    }

  g_return_val_if_reached (HOPELESS);
}

static guint64
get_delay_usec (const OpRetryPolicy *policy, const OpFailure *failure, double random)
{
  guint64 ceiling_usec = policy->max_usec;
  guint64 delay_usec;

  if (failure->n_retries < 64 && policy->first_usec <= policy->max_usec >> failure->n_retries)
    ceiling_usec = policy->first_usec << failure->n_retries;

  ceiling_usec = MIN (ceiling_usec, G_MAXINT64); /* what a double can be turned back into */
  delay_usec = (guint64) (CLAMP (random, 0.0, 1.0) * (double) ceiling_usec);

  return MAX (delay_usec, MIN (failure->retry_after_usec, DAY_USEC));
}

/**
 * op_retry_decide:
 * @policy: how patient we are
 * @failure: what happened
 * @random: 0 ≤ random < 1
 * @out_delay_usec: how long to wait first; 0 unless %OP_RETRY_SAME is returned
 */
OpRetryAction
op_retry_decide (const OpRetryPolicy *policy,
                 const OpFailure *failure,
                 double random,
                 guint64 *out_delay_usec)
{
  Kind kind = get_kind (failure);
  unsigned max_count = kind == PASSING ? policy->max_count : MIN (policy->max_count, 1);

  *out_delay_usec = 0;

  if (kind == HOPELESS)
    return OP_RETRY_GIVE_UP;

  if (kind == BLAMELESS)
    return OP_RETRY_AT_ONCE;

  if (kind != PERMANENT && failure->n_retries < max_count)
    {
      *out_delay_usec = get_delay_usec (policy, failure, random);
      return OP_RETRY_SAME;
    }

  return failure->n_sources_left > 0 ? OP_RETRY_NEXT_SOURCE : OP_RETRY_GIVE_UP;
}

/**
 * op_retry_after_parse:
 * @text: the value of the header
 *
 * Returns: how long to wait from now on
 */
guint64
op_retry_after_parse (const char *text, gint64 now_usec)
{
  size_t n_digits = strspn (text, "0123456789");
  gint64 date_usec;

  if (n_digits > 0 && text[n_digits] == '\0')
    {
      if (n_digits > MAX_RETRY_AFTER_DIGITS)
        return (guint64) 999999999 * G_USEC_PER_SEC;
      return g_ascii_strtoull (text, NULL, 10) * G_USEC_PER_SEC;
    }

  if (!op_http_date_parse (text, &date_usec) || date_usec <= now_usec)
    return 0;

  return (guint64) date_usec - (guint64) now_usec;
}
