/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How outcomes are called. */

#include "base/outcome.h"

/* The static assert sees a name missing at the end, but not one in the middle. */
static void
test_every_name_is_there (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (OpOutcome outcome = 0; outcome < OP_N_OUTCOMES; outcome++)
    {
      const char *nick = op_outcome_nick (outcome);

      g_assert_nonnull (nick);
      g_assert_true (g_hash_table_add (seen, (char *) nick));
    }
}

static void
test_names (void)
{
  g_assert_cmpstr (op_outcome_nick (OP_OUTCOME_COMPLETE), ==, "complete");
  g_assert_cmpstr (op_outcome_nick (OP_OUTCOME_WORKER_DIED), ==, "worker-died");
  g_assert_cmpstr (op_outcome_nick (OP_OUTCOME_BAD_REQUEST), ==, "bad-request");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outcome/every-name-is-there-once", test_every_name_is_there);
  g_test_add_func ("/outcome/names", test_names);

  return g_test_run ();
}
