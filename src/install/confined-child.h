/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A program of somebody else's, run with as little of ours as can be: another user when we are
 * root, no way to get privileges back, nothing open but its output, and a process group that is
 * ended as a whole.
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * OpConfinedChild:
 * @pid: also the number of its process group
 * @pid_fd: readable when it has ended
 * @out_fd: its standard output, not blocking; -1 when closed
 * @err_fd: its standard error, likewise
 *
 * Not more than one thread at a time.
 */
typedef struct
{
  pid_t pid;
  int pid_fd;
  int out_fd;
  int err_fd;
} OpConfinedChild;

/* @user: (nullable): used when we are root; then NULL is an error. %OP_ERROR_HEALTH_CHECK. */
gboolean op_confined_child_start (OpConfinedChild *self,
                                  const char *program,
                                  char *const *argv,
                                  const char *directory,
                                  const char *user,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Ends its whole group. Returns: %TRUE if the child had ended by itself before; @out_status: as
 * waitpid() gives it. Its output can still be read until op_confined_child_clear(). */
gboolean op_confined_child_end (OpConfinedChild *self, int *out_status);
void op_confined_child_clear (OpConfinedChild *self);

G_END_DECLS
