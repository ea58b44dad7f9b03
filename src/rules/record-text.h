/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Records of ours as text: lines of fields with a space between them. There is one way to
 * write each thing, and no other is read, so a record that was read and is written again
 * has the same bytes.
 */

#pragma once

#include "base/digest.h"

G_BEGIN_DECLS

/**
 * OpRecordReader:
 * @rest: what has not been read yet
 * @end: of the text; there need be no NUL
 * @line: (not owned): the present line, cut into fields as they are taken
 * @field: (nullable): in @line, what has not been taken; %NULL when nothing is left
 * @line_number: 0 before the first one
 *
 * May be copied to look ahead; the copies share @line.
 */
typedef struct
{
  const char *rest;
  const char *end;
  GString *line;
  char *field;
  unsigned line_number;
} OpRecordReader;

/* %FALSE at the end, and when what is left has no line end, or a NUL before it. */
gboolean op_record_next_line (OpRecordReader *self) G_GNUC_WARN_UNUSED_RESULT;

/* The next field; an empty one when there is none, which nothing accepts. */
const char *op_record_take_field (OpRecordReader *self);

gboolean op_record_take_number (OpRecordReader *self,
                                guint64 max,
                                guint64 *out_number) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_record_take_octal (OpRecordReader *self,
                               guint64 max,
                               guint64 *out_number) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_record_take_signed (OpRecordReader *self, gint64 *out_number) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_record_take_sha256 (OpRecordReader *self,
                                OpSha256 *out_sha256) G_GNUC_WARN_UNUSED_RESULT;

/* What op_record_append_string() wrote; valid until the next line; %NULL if it is none. */
const char *op_record_take_string (OpRecordReader *self) G_GNUC_WARN_UNUSED_RESULT;

/* Spaces, control characters and `%` become `%XX`. */
void op_record_append_string (GString *text, const char *string);

G_END_DECLS
