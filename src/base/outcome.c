/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/outcome.h"

static const char *const nicks[] = {
  [OP_OUTCOME_COMPLETE] = "complete",
  [OP_OUTCOME_ABORTED] = "aborted",
  [OP_OUTCOME_WORKER_DIED] = "worker-died",
  [OP_OUTCOME_RESOLVE] = "resolve",
  [OP_OUTCOME_CONNECT] = "connect",
  [OP_OUTCOME_TIMEOUT] = "timeout",
  [OP_OUTCOME_TOO_SLOW] = "too-slow",
  [OP_OUTCOME_CUT_OFF] = "cut-off",
  [OP_OUTCOME_TLS] = "tls",
  [OP_OUTCOME_REDIRECT] = "redirect",
  [OP_OUTCOME_PROTOCOL] = "protocol",
  [OP_OUTCOME_HTTP] = "http",
  [OP_OUTCOME_BAD_ANSWER] = "bad-answer",
  [OP_OUTCOME_BAD_CONTENT] = "bad-content",
  [OP_OUTCOME_MISSING] = "missing",
  [OP_OUTCOME_LOCAL] = "local",
  [OP_OUTCOME_BAD_REQUEST] = "bad-request",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == OP_N_OUTCOMES);

const char *
op_outcome_nick (OpOutcome outcome)
{
  g_return_val_if_fail (outcome < OP_N_OUTCOMES, NULL);

  return nicks[outcome];
}
