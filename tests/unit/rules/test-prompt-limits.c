/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/prompt-limits.h"

#include "base/error.h"

#define FRED 1000u
#define WILMA 1001u

/* Take until it is refused; returns how many that were. */
static unsigned
take_all (OpPromptLimits *limits, OpQuestion question, guint32 uid)
{
  g_autoptr(GError) error = NULL;
  unsigned n_taken = 0;

  while (op_prompt_limits_take (limits, question, uid, &error))
    n_taken++;
  g_assert_error (error, OP_ERROR, OP_ERROR_LIMITS_EXCEEDED);

  return n_taken;
}

static void
test_per_user (void)
{
  g_autoptr(OpPromptLimits) limits = op_prompt_limits_new ();

  g_assert_cmpuint (take_all (limits, OP_QUESTION_PROMPT, FRED), ==, 4);
  g_assert_cmpuint (take_all (limits, OP_QUESTION_PROMPT, WILMA), ==, 4);
  g_assert_cmpuint (take_all (limits, OP_QUESTION_CHECK, FRED), ==, 64);
}

static void
test_in_all (void)
{
  g_autoptr(OpPromptLimits) limits = op_prompt_limits_new ();
  unsigned n_prompts = 0, n_checks = 0;

  for (guint32 uid = FRED; uid < FRED + 100; uid++)
    {
      n_prompts += take_all (limits, OP_QUESTION_PROMPT, uid);
      n_checks += take_all (limits, OP_QUESTION_CHECK, uid);
    }
  g_assert_cmpuint (n_prompts, ==, 32);

  /* The system bus stops a connection at 128 open calls; some have to be left for other things. */
  g_assert_cmpuint (n_prompts + n_checks, <, 120);
}

static void
test_given_back (void)
{
  g_autoptr(OpPromptLimits) limits = op_prompt_limits_new ();

  for (unsigned i = 0; i < 10; i++)
    {
      g_assert_cmpuint (take_all (limits, OP_QUESTION_PROMPT, FRED), ==, i == 0 ? 4 : 1);
      op_prompt_limits_give_back (limits, OP_QUESTION_PROMPT, FRED);
    }
  for (unsigned i = 0; i < 3; i++)
    op_prompt_limits_give_back (limits, OP_QUESTION_PROMPT, FRED);
  for (guint32 uid = FRED; uid < FRED + 8; uid++)
    g_assert_cmpuint (take_all (limits, OP_QUESTION_PROMPT, uid), ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prompt-limits/each-user-has-their-own", test_per_user);
  g_test_add_func ("/prompt-limits/all-together-stay-below-that-of-the-bus", test_in_all);
  g_test_add_func ("/prompt-limits/what-is-given-back-can-be-taken", test_given_back);

  return g_test_run ();
}
