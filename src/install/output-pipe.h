/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A pipe that somebody else writes to, read in the main context so that nobody blocks who has much
 * to say; the end of it is kept.
 */

#pragma once

#include "install/output-tail.h"

G_BEGIN_DECLS

/* fd is (owned), -1 when closed; id is that of the source. */
typedef struct
{
  OpOutputTail tail;
  int fd;
  guint id;
} OpOutputPipe;

/* Must not move while it is open. Returns: the end to write to; -1 with errno set */
int op_output_pipe_open (OpOutputPipe *self) G_GNUC_WARN_UNUSED_RESULT;

void op_output_pipe_read_the_rest (OpOutputPipe *self);
void op_output_pipe_close (OpOutputPipe *self);

G_END_DECLS
