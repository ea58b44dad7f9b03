/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The end of what a program wrote: enough for its last words, however much it says before.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OP_OUTPUT_TAIL_BYTES (4 * 1024)

typedef struct
{
  char bytes[OP_OUTPUT_TAIL_BYTES];
  size_t n_bytes;
} OpOutputTail;

/* @fd: not blocking; closed at its end, and -1 then. Returns: %TRUE if there was something */
gboolean op_output_tail_read (OpOutputTail *self, int *fd);

/* What is left when all who wrote are dead. */
void op_output_tail_read_the_rest (OpOutputTail *self, int *fd);

/* The last line that says something; (nullable). */
char *op_output_tail_get_last_line (const OpOutputTail *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
