/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Who asked for what, and what came of it: one JSON object a line, each with the hash of the line
 * before, never changed after it was written. What can be in it can be read in audit/event.h.
 *
 * Everything is written by a thread of its own, so that nobody waits who does not want to; whoever
 * waits shares one sync of the disk with all who wait at that time.
 */

#pragma once

#include "audit/event.h"
#include "base/clock.h"

G_BEGIN_DECLS

#define OP_TYPE_AUDIT_LOG (op_audit_log_get_type ())
G_DECLARE_FINAL_TYPE (OpAuditLog, op_audit_log, OP, AUDIT_LOG, GObject)

/**
 * OpAuditLogOptions:
 * @log_path: directory of the log
 * @state_path: directory of its head
 * @segment_bytes: how large a file of the log gets; 0 for the usual
 * @version: of the service
 * @error_name: how an #OpError is called on the bus
 */
typedef struct
{
  const char *log_path;
  const char *state_path;
  guint64 segment_bytes;
  const char *version;
  const char *(*error_name) (int code);
} OpAuditLogOptions;

/* Never fails: a log that cannot be written is said, and tried again with the next record. */
OpAuditLog *op_audit_log_new (OpClock *clock,
                              const OpAuditLogOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* Write what there is, and nothing more; what is added later is dropped. */
void op_audit_log_close (OpAuditLog *self);

/* Takes @owned_record, and does not wait: it is kept until it can be written. From any thread. */
void op_audit_log_add (OpAuditLog *self, OpAuditRecord *owned_record);

/* Takes @owned_record, and waits until it is durable: for a thread. %OP_ERROR_RECORD when it cannot
 * be; then it is in the log not at all, or the log is not to be trusted with anything. */
gboolean op_audit_log_add_durably (OpAuditLog *self,
                                   OpAuditRecord *owned_record,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A request was refused. The first of a user in a minute is written, the others are counted. In the
 * main context. */
void op_audit_log_refuse (OpAuditLog *self, const OpAuditRefusal *refusal);

G_END_DECLS
