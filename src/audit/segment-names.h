/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the files of the audit log are called.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OP_AUDIT_NAME "audit.jsonl"
#define OP_AUDIT_HEAD_NAME "audit.head"
#define OP_AUDIT_N_SEGMENTS 32u

/* @index: 0 is what is written to. */
char *op_audit_segment_name (unsigned index) G_GNUC_WARN_UNUSED_RESULT;

/* The names of those that are there, oldest first. (transfer full) */
GStrv op_audit_list_segments (const char *log_path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
