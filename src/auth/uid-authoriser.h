/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One uid may do everything, and nobody else anything: for a private bus, whose one user is the
 * daemon's own.
 */

#pragma once

#include "auth/authoriser.h"

G_BEGIN_DECLS

#define OP_TYPE_UID_AUTHORISER (op_uid_authoriser_get_type ())
G_DECLARE_FINAL_TYPE (OpUidAuthoriser, op_uid_authoriser, OP, UID_AUTHORISER, GObject)

OpAuthoriser *op_uid_authoriser_new (guint32 uid) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
