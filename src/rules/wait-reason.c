/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/wait-reason.h"

/**
 * op_wait_reason_new:
 * @code: static
 * @text: what is not UTF-8 in it is replaced: it may quote a file name
 */
OpWaitReason *
op_wait_reason_new (const char *code, const char *text, const char *who, gint64 retry_usec)
{
  OpWaitReason *self = g_new0 (OpWaitReason, 1);

  self->code = code;
  self->text = g_utf8_make_valid (text, -1);
  self->who = g_strdup (who);
  self->retry_usec = retry_usec;

  return self;
}

void
op_wait_reason_free (OpWaitReason *self)
{
  g_free (self->text);
  g_free (self->who);
  g_free (self);
}
