/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How the transfer of one file ended. The worker says it, the retry rules decide on it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OP_OUTCOME_COMPLETE,
  OP_OUTCOME_ABORTED, /* by us */
  OP_OUTCOME_WORKER_DIED,
  OP_OUTCOME_RESOLVE, /* no such host, or no name service */
  OP_OUTCOME_CONNECT,
  OP_OUTCOME_TIMEOUT,
  OP_OUTCOME_TOO_SLOW,    /* below the low-speed limit */
  OP_OUTCOME_CUT_OFF,     /* the connection broke, the body was too short */
  OP_OUTCOME_TLS,         /* certificate, handshake */
  OP_OUTCOME_REDIRECT,    /* too many, or to where we do not go */
  OP_OUTCOME_PROTOCOL,    /* not HTTP, headers without end */
  OP_OUTCOME_HTTP,        /* a status of 400 and above; see http_status */
  OP_OUTCOME_BAD_ANSWER,  /* a range or size that cannot be right */
  OP_OUTCOME_BAD_CONTENT, /* too long, wrong hash */
  OP_OUTCOME_MISSING,     /* a file:// URL without a file */
  OP_OUTCOME_LOCAL,       /* our disk: full, read-only */
  OP_OUTCOME_BAD_REQUEST, /* the worker will not ask this */
} OpOutcome;
#define OP_N_OUTCOMES (OP_OUTCOME_BAD_REQUEST + 1)

/* How it is called in frames and logs: "complete", "worker-died" … */
const char *op_outcome_nick (OpOutcome outcome);

G_END_DECLS
