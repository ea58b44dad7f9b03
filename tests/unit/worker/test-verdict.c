/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/verdict.h"

#include <errno.h>
#include <string.h>

static OpOutcome
judge (CURLcode code, gboolean is_connected, gboolean has_answer, char **out_message)
{
  const OpCurlResult result = {
    .code = code,
    .is_connected = is_connected,
    .has_answer = has_answer,
    .detail = "the detail",
    .os_errno = ECONNREFUSED,
    .host = "a.example",
  };

  return op_verdict_of (&result, out_message);
}

/* Whatever libcurl says, only one thing is a success, and all others have a sentence. */
static void
test_every_code (void)
{
  for (int code = 0; code < CURL_LAST; code++)
    {
      g_autofree char *message = NULL;
      OpOutcome outcome = judge (code, TRUE, TRUE, &message);

      g_test_message ("%s: %s: %s", curl_easy_strerror (code), op_outcome_nick (outcome), message);
      g_assert_cmpint (outcome, <, OP_N_OUTCOMES);
      g_assert_cmpint (outcome == OP_OUTCOME_COMPLETE, ==, code == CURLE_OK);
      g_assert_cmpint (outcome, !=, OP_OUTCOME_WORKER_DIED);
      g_assert_cmpint (outcome, !=, OP_OUTCOME_MISSING);
      g_assert_cmpint (*message == '\0', ==, code == CURLE_OK);
      if (code != CURLE_OK)
        g_assert_nonnull (strstr (message, "‘a.example’"));
    }
}

static void
test_time (void)
{
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;

  g_assert_cmpint (judge (CURLE_OPERATION_TIMEDOUT, FALSE, FALSE, &early), ==, OP_OUTCOME_TIMEOUT);
  g_assert_cmpint (judge (CURLE_OPERATION_TIMEDOUT, TRUE, TRUE, &late), ==, OP_OUTCOME_TOO_SLOW);
}

static void
test_memory (void)
{
  g_autofree char *header = NULL;
  g_autofree char *ours = NULL;

  g_assert_cmpint (judge (CURLE_OUT_OF_MEMORY, TRUE, FALSE, &header), ==, OP_OUTCOME_PROTOCOL);
  g_assert_cmpint (judge (CURLE_OUT_OF_MEMORY, FALSE, FALSE, &ours), ==, OP_OUTCOME_LOCAL);
}

static void
test_details (void)
{
  g_autofree char *tls = NULL;
  g_autofree char *connect = NULL;
  g_autofree char *resolve = NULL;

  judge (CURLE_PEER_FAILED_VERIFICATION, FALSE, FALSE, &tls);
  g_assert_nonnull (strstr (tls, "the detail"));
  judge (CURLE_COULDNT_CONNECT, FALSE, FALSE, &connect);
  g_assert_nonnull (strstr (connect, g_strerror (ECONNREFUSED)));

  /* It may name a proxy with its password. */
  judge (CURLE_COULDNT_RESOLVE_PROXY, FALSE, FALSE, &resolve);
  g_assert_null (strstr (resolve, "the detail"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verdict/every-code-has-one", test_every_code);
  g_test_add_func ("/verdict/time-is-connect-or-speed", test_time);
  g_test_add_func ("/verdict/memory-may-be-a-header", test_memory);
  g_test_add_func ("/verdict/details-where-they-are-safe", test_details);

  return g_test_run ();
}
