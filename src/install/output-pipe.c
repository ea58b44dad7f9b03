/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/output-pipe.h"

#include <fcntl.h>
#include <unistd.h>

#include <glib-unix.h>

static gboolean
on_output (int fd, GIOCondition condition, gpointer user_data)
{
  OpOutputPipe *self = user_data;

  op_output_tail_read (&self->tail, &self->fd);
  if (self->fd >= 0)
    return G_SOURCE_CONTINUE;
  self->id = 0;

  return G_SOURCE_REMOVE;
}

int
op_output_pipe_open (OpOutputPipe *self)
{
  int fds[2];

  self->fd = -1;
  if (pipe2 (fds, O_CLOEXEC) < 0)
    return -1;

  self->fd = fds[0];
  g_unix_set_fd_nonblocking (self->fd, TRUE, NULL);
  self->id = g_unix_fd_add (self->fd, G_IO_IN | G_IO_HUP, on_output, self);

  return fds[1];
}

void
op_output_pipe_read_the_rest (OpOutputPipe *self)
{
  op_output_tail_read_the_rest (&self->tail, &self->fd);
}

void
op_output_pipe_close (OpOutputPipe *self)
{
  g_clear_handle_id (&self->id, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}
