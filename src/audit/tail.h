/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The ends of a segment, read without reading all of it.
 */

#pragma once

#include "audit/line.h"

G_BEGIN_DECLS

/**
 * OpAuditTail:
 * @has_line, @line: the last line that is one
 * @is_torn, @torn: something follows that is none; its hash
 * @is_open: the file does not end with the end of a line
 */
typedef struct
{
  gboolean has_line;
  OpAuditLine line;
  gboolean is_torn;
  OpSha256 torn;
  gboolean is_open;
} OpAuditTail;

gboolean
op_audit_tail_read (int fd, OpAuditTail *out_tail, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number of the first line that has one; 0 if there is none. */
guint64 op_audit_read_first_number (int dir_fd, const char *name);

G_END_DECLS
