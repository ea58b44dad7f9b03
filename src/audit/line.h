/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What of a line of the audit log makes the chain, and the head of the chain, which is kept in a
 * file of its own.
 */

#pragma once

#include <glib.h>

#include "base/digest.h"

G_BEGIN_DECLS

/* No line of ours is longer. */
#define OP_AUDIT_MAX_LINE_BYTES 65536u

/**
 * OpAuditLine:
 * @number: from 1, over all segments
 * @prev: that the line says of the one before
 * @hash: of the line itself
 * @has_torn, @torn: it says that the one before was torn, and had this hash
 */
typedef struct
{
  guint64 number;
  OpSha256 prev;
  OpSha256 hash;
  gboolean has_torn;
  OpSha256 torn;
} OpAuditLine;

/* Read what of a line matters here; @out_line has its hash in any case. */
gboolean op_audit_line_read (const char *text,
                             size_t n_bytes,
                             OpAuditLine *out_line) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OpAuditHead:
 * @number: of the last line; 0 for none
 * @hash: of it; zeros for none
 * @first: number of the oldest line that is kept; 1 until a segment was given up
 */
typedef struct
{
  guint64 number;
  OpSha256 hash;
  guint64 first;
} OpAuditHead;

char *op_audit_head_to_text (const OpAuditHead *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_audit_head_read (const char *text,
                             size_t n_bytes,
                             OpAuditHead *out_head) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
