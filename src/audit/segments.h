/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The log on the disk: lines are added at the end and nothing is ever written twice.
 *
 *   LOG/audit.jsonl        what is written to
 *   LOG/audit.jsonl.1      the segment before it, and so on to .31
 *   LOG/audit.jsonl.next   room for the next one, so that a full disk does not stop us at once
 *   STATE/audit.head       number and hash of the last line
 *
 * After a power cut at any moment the log is whole but for its last line, and the head is that of
 * the last line or of one before it.
 */

#pragma once

#include "audit/line.h"
#include "base/bounds.h"

G_BEGIN_DECLS

#define OP_AUDIT_SEGMENT_BYTES (16 * OP_MIB)

typedef struct _OpAuditSegments OpAuditSegments;

/**
 * OpAuditFindings:
 * @is_torn, @torn: the last line was not finished; its hash
 * @head_lost: there is a log, and no head that can be read
 * @n_behind: lines that the head does not know
 * @n_missing: lines that the head knows, and that are not there
 * @is_changed: the last line is not the one that the head knows
 *
 * What there is to say about a log that was opened. All zero when it is as it was left.
 */
typedef struct
{
  gboolean is_torn;
  OpSha256 torn;
  gboolean head_lost;
  guint64 n_behind;
  guint64 n_missing;
  gboolean is_changed;
} OpAuditFindings;

/* @segment_bytes: how large a segment gets */
OpAuditSegments *op_audit_segments_new (const char *log_path,
                                        const char *state_path,
                                        guint64 segment_bytes) G_GNUC_WARN_UNUSED_RESULT;
void op_audit_segments_free (OpAuditSegments *self);

/* Make sure that what is written to is open, and still what others see: @out_findings is about a
 * log that was opened by this call. One process at a time. */
gboolean op_audit_segments_open (OpAuditSegments *self,
                                 OpAuditFindings *out_findings,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

void op_audit_segments_close (OpAuditSegments *self);

/* Of the last line that was added. */
const OpAuditHead *op_audit_segments_get_head (OpAuditSegments *self);

/* Add the line that follows the head; all of it or nothing. Open. */
gboolean op_audit_segments_append (OpAuditSegments *self,
                                   const char *line,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What was added is durable when this returns. */
gboolean op_audit_segments_commit (OpAuditSegments *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpAuditSegments, op_audit_segments_free)

G_END_DECLS
