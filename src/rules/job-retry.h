/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A transfer of one file ended badly: try again, when, and where? A table of what went
 * wrong → what to do, without a default, so that a new failure does not compile until
 * somebody has decided about it.
 */

#pragma once

#include "base/outcome.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 first_usec;
  guint64 max_usec;
  unsigned max_count;
} OpRetryPolicy;

/**
 * OpFailure:
 * @outcome: what went wrong
 * @http_status: for %OP_OUTCOME_HTTP
 * @retry_after_usec: what the server asked for; 0 if it did not
 * @n_retries: how often it was tried again already without any progress
 * @n_sources_left: other URLs of the file that are not given up
 */
typedef struct
{
  OpOutcome outcome;
  unsigned http_status;
  guint64 retry_after_usec;
  unsigned n_retries;
  unsigned n_sources_left;
} OpFailure;

typedef enum
{
  OP_RETRY_SAME,        /* the same source, after the delay; counts as a retry */
  OP_RETRY_AT_ONCE,     /* not the source's fault; does not count */
  OP_RETRY_NEXT_SOURCE, /* drop this source, go on with the next at once */
  OP_RETRY_GIVE_UP,
} OpRetryAction;

/* Doubling from first_usec to max_usec with full jitter (@random, 0 ≤ random < 1, picks the
 * point); Retry-After is a lower bound, and itself bounded by a day. */
OpRetryAction op_retry_decide (const OpRetryPolicy *policy,
                               const OpFailure *failure,
                               double random,
                               guint64 *out_delay_usec);

/* `Retry-After`: seconds or an HTTP date; 0 when it is neither, or past. */
guint64 op_retry_after_parse (const char *text, gint64 now_usec);

G_END_DECLS
