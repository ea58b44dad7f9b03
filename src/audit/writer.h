/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Writes records as lines, several with one sync. What cannot be written is refused to those who
 * wait for it, and kept for the rest.
 */

#pragma once

#include "audit/event.h"
#include "audit/segments.h"
#include "base/clock.h"

G_BEGIN_DECLS

/**
 * OpAuditEntry:
 * @record: (owned)
 * @is_awaited: somebody waits, and owns the entry
 * @done: it was written, or will not be; for those who wait
 * @error: (owned) (nullable)
 *
 * A record on its way.
 */
typedef struct
{
  OpAuditRecord *record;
  gboolean is_awaited;
  gboolean done;
  GError *error;
} OpAuditEntry;

void op_audit_entry_free (OpAuditEntry *self);

typedef struct _OpAuditWriter OpAuditWriter;

OpAuditWriter *op_audit_writer_new (OpClock *clock,
                                    OpAuditSegments *owned_segments,
                                    const char *(*error_name) (int code)) G_GNUC_WARN_UNUSED_RESULT;
void op_audit_writer_free (OpAuditWriter *self);

/* Those that could not be written before, then @batch, in this order. Takes the entries that nobody
 * waits for. Slow. */
void op_audit_writer_write (OpAuditWriter *self, GQueue *batch);

/* From any thread: wait for no other process any more. */
void op_audit_writer_stop (OpAuditWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpAuditWriter, op_audit_writer_free)

G_END_DECLS
