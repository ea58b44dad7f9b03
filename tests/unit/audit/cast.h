/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Logs to be judged, and what judges them.
 */

#pragma once

#include "audit/chain.h"
#include "audit/event.h"

G_BEGIN_DECLS

/* A sound log of @n_lines lines: (element-type utf8); *@out_head: (nullable): its head. */
GPtrArray *make_lines (unsigned n_lines, OpAuditHead *out_head) G_GNUC_WARN_UNUSED_RESULT;

/* The line that follows @head, which moves on. */
char *make_line (OpAuditRecord *owned_record, OpAuditHead *head) G_GNUC_WARN_UNUSED_RESULT;

OpAuditVerdict judge_lines (GPtrArray *lines, const OpAuditHead *head);

/* All lines of the segments in @log_path, as they are: (element-type utf8). */
GPtrArray *read_lines (const char *log_path) G_GNUC_WARN_UNUSED_RESULT;

/* The head in @state_path; it must be one. */
OpAuditHead read_head (const char *state_path);

/* The value of the member @key of @line, as JSON; "" when there is none. */
char *get_member (const char *line, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/* As the assembly has it. */
const char *name_error (int code);

G_END_DECLS
