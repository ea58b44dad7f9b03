/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Root may do everything; about everybody else polkit is asked. Most questions polkit answers by
 * itself. Only when it would have somebody asked for a password, and the caller allows that, is a
 * prompt opened: for a limited time, and not too many at once.
 */

#pragma once

#include "auth/authoriser.h"

G_BEGIN_DECLS

/* How long somebody may think about a password. */
#define OP_PROMPT_TIMEOUT_MSEC (120 * 1000)

#define OP_TYPE_POLKIT_AUTHORISER (op_polkit_authoriser_get_type ())
G_DECLARE_FINAL_TYPE (OpPolkitAuthoriser, op_polkit_authoriser, OP, POLKIT_AUTHORISER, GObject)

/* @connection: of the bus that polkit and the callers are on. Nothing is asked yet. */
OpAuthoriser *op_polkit_authoriser_new (GDBusConnection *connection,
                                        int prompt_timeout_msec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
