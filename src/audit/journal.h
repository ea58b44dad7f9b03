/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Audit records as entries of the system's journal, with a message id, the fields that one may
 * want to filter by, and the number and the hash of the line in the audit log.
 */

#pragma once

#include "audit/event.h"

G_BEGIN_DECLS

/* @error_name: (nullable). From any thread. */
void op_audit_journal_send (const OpAuditRecord *record,
                            guint64 number,
                            const OpSha256 *hash,
                            const char *error_name);

/* The message id of a kind. */
const char *op_audit_message_id (OpAuditKind kind);

/* (transfer full): what a person reads */
char *op_audit_describe (const OpAuditRecord *record,
                         const char *error_name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
