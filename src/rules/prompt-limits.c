/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/prompt-limits.h"

#include "base/error.h"

/* Both sums together stay well below the 128 of the bus. */
static const struct
{
  unsigned per_uid;
  unsigned in_all;
  const char *what;
} limits[] = {
  [OP_QUESTION_CHECK] = { 64, 80, "calls that wait to be authorised" },
  [OP_QUESTION_PROMPT] = { 4, 32, "open questions for a password" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (limits) == OP_N_QUESTIONS);

struct _OpPromptLimits
{
  GHashTable *open[OP_N_QUESTIONS]; /* (owned) (element-type uid count): no zeros */
  unsigned n_open[OP_N_QUESTIONS];
};

OpPromptLimits *
op_prompt_limits_new (void)
{
  OpPromptLimits *self = g_new0 (OpPromptLimits, 1);

  for (size_t i = 0; i < OP_N_QUESTIONS; i++)
    self->open[i] = g_hash_table_new (NULL, NULL);

  return self;
}

void
op_prompt_limits_free (OpPromptLimits *self)
{
  for (size_t i = 0; i < OP_N_QUESTIONS; i++)
    g_hash_table_unref (self->open[i]);
  g_free (self);
}

static unsigned
count (OpPromptLimits *self, OpQuestion question, guint32 uid)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->open[question], GUINT_TO_POINTER (uid)));
}

gboolean
op_prompt_limits_take (OpPromptLimits *self, OpQuestion question, guint32 uid, GError **error)
{
  unsigned n_mine = count (self, question, uid);

  if (n_mine >= limits[question].per_uid)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_LIMITS_EXCEEDED,
                   "The user with the id %u has %u %s, and may not have more: end one of them, or "
                   "call again later",
                   uid,
                   n_mine,
                   limits[question].what);
      return FALSE;
    }

  if (self->n_open[question] >= limits[question].in_all)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_LIMITS_EXCEEDED,
                   "There are %u %s, and may not be more: call again later",
                   self->n_open[question],
                   limits[question].what);
      return FALSE;
    }

  self->n_open[question]++;
  g_hash_table_insert (self->open[question], GUINT_TO_POINTER (uid), GUINT_TO_POINTER (n_mine + 1));

  return TRUE;
}

void
op_prompt_limits_give_back (OpPromptLimits *self, OpQuestion question, guint32 uid)
{
  unsigned n_mine = count (self, question, uid);

  g_return_if_fail (n_mine > 0);

  self->n_open[question]--;
  if (n_mine == 1)
    g_hash_table_remove (self->open[question], GUINT_TO_POINTER (uid));
  else
    g_hash_table_insert (
        self->open[question], GUINT_TO_POINTER (uid), GUINT_TO_POINTER (n_mine - 1));
}
