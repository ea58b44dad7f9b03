/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Why something waits: for people, and for programs.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpWaitReason:
 * @code: one of those the D-Bus contract lists: "paused", "retry" …
 * @text: one sentence
 * @who: who is the cause: a user, a host, an application; "" for nobody
 * @retry_usec: when it is looked at again at the earliest; 0 for not by itself
 */
typedef struct
{
  const char *code;
  char *text;
  char *who;
  gint64 retry_usec;
} OpWaitReason;

OpWaitReason *op_wait_reason_new (const char *code,
                                  const char *text,
                                  const char *who,
                                  gint64 retry_usec) G_GNUC_WARN_UNUSED_RESULT;
void op_wait_reason_free (OpWaitReason *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpWaitReason, op_wait_reason_free)

G_END_DECLS
