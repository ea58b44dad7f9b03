/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Counts refusals, so that whoever is refused a thousand times a minute does not fill the log.
 * Pure: the time is told.
 */

#pragma once

#include "audit/event.h"

G_BEGIN_DECLS

typedef struct _OpRefusals OpRefusals;

OpRefusals *op_refusals_new (void) G_GNUC_WARN_UNUSED_RESULT;
void op_refusals_free (OpRefusals *self);

/* The record to write now; NULL when it is only counted. */
OpAuditRecord *op_refusals_add (OpRefusals *self,
                                const OpAuditRefusal *refusal,
                                gint64 now_usec) G_GNUC_WARN_UNUSED_RESULT;

/* The records of those whose minute is over; @now_usec: G_MAXINT64 for all.
 * (element-type OpAuditRecord) (transfer container): take them out */
GPtrArray *op_refusals_take_due (OpRefusals *self, gint64 now_usec) G_GNUC_WARN_UNUSED_RESULT;

/* When the next minute is over; 0 when nothing is counted. */
gint64 op_refusals_next_due_usec (OpRefusals *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpRefusals, op_refusals_free)

G_END_DECLS
