/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Is a log what was written? Every line has a number and the hash of the line before; the head,
 * which is kept elsewhere, has the number and the hash of the last one. Pure: lines in, a verdict
 * out.
 */

#pragma once

#include "audit/line.h"

G_BEGIN_DECLS

typedef enum
{
  OP_AUDIT_SOUND,
  OP_AUDIT_CHANGED,  /* the line is not what was written */
  OP_AUDIT_DROPPED,  /* lines are missing before it */
  OP_AUDIT_INSERTED, /* the line was never written */
  OP_AUDIT_CUT,      /* lines are missing at the end */
} OpAuditFault;
#define OP_N_AUDIT_FAULTS (OP_AUDIT_CUT + 1)

const char *op_audit_fault_nick (OpAuditFault fault);

/**
 * OpAuditVerdict:
 * @position: of the bad line among all that were read, from 1
 * @first, @last: numbers of the lines that are missing; of the bad line when none is
 *
 * The first thing that is wrong.
 */
typedef struct
{
  OpAuditFault fault;
  guint64 position;
  guint64 first;
  guint64 last;
} OpAuditVerdict;

typedef struct _OpAuditChain OpAuditChain;

/* @head: (nullable): when it is lost, where the log begins and ends cannot be judged. */
OpAuditChain *op_audit_chain_new (const OpAuditHead *head) G_GNUC_WARN_UNUSED_RESULT;
void op_audit_chain_free (OpAuditChain *self);

/* The next line, without its end. */
void op_audit_chain_push (OpAuditChain *self, const char *text, size_t n_bytes);

/* No line follows. */
void op_audit_chain_finish (OpAuditChain *self, OpAuditVerdict *out_verdict);

/* Of the last line that is sound: its number, 0 for none. */
guint64 op_audit_chain_get_last (OpAuditChain *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpAuditChain, op_audit_chain_free)

G_END_DECLS
