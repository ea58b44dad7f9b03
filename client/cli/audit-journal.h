/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the system's journal knows of the lines of the audit log.
 */

#pragma once

#include <glib.h>

#include "audit/line.h"

G_BEGIN_DECLS

typedef struct _OpAuditJournal OpAuditJournal;

/* NULL, with a reason that follows ‘because’ in *@out_why, when there is nothing to compare with.
 */
OpAuditJournal *op_audit_journal_load (const char **out_why) G_GNUC_WARN_UNUSED_RESULT;
void op_audit_journal_free (OpAuditJournal *self);

/* Does the journal know another line with the number of this one? */
gboolean op_audit_journal_contradicts (OpAuditJournal *self, const OpAuditLine *line);

/* The highest number that it knows. */
guint64 op_audit_journal_get_last (OpAuditJournal *self);
guint op_audit_journal_get_n_lines (OpAuditJournal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpAuditJournal, op_audit_journal_free)

G_END_DECLS
