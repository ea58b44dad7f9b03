/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How many questions about callers may be open at once, for one user and in all. The system bus
 * lets a connection wait for 128 answers and no more: without a limit, one user whose agent stays
 * silent could use them up, and the service could talk to nobody else.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OP_QUESTION_CHECK,  /* polkit decides by itself */
  OP_QUESTION_PROMPT, /* somebody is asked for a password */
} OpQuestion;
#define OP_N_QUESTIONS (OP_QUESTION_PROMPT + 1)

typedef struct _OpPromptLimits OpPromptLimits;

OpPromptLimits *op_prompt_limits_new (void) G_GNUC_WARN_UNUSED_RESULT;
void op_prompt_limits_free (OpPromptLimits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpPromptLimits, op_prompt_limits_free)

/* One more; %OP_ERROR_LIMITS_EXCEEDED when it is one too many. What was taken is given back. */
gboolean op_prompt_limits_take (OpPromptLimits *self,
                                OpQuestion question,
                                guint32 uid,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_prompt_limits_give_back (OpPromptLimits *self, OpQuestion question, guint32 uid);

G_END_DECLS
