/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "update/product-private.h"

gboolean
op_product_lock (OpProduct *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->state_path, "lock", NULL);

  self->lock_fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, path);
      return FALSE;
    }

  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) < 0)
    {
      op_product_unlock (self);
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_IN_USE,
                   "Another process is updating %s; try again when it has finished",
                   self->config->title);
      return FALSE;
    }

  return TRUE;
}

void
op_product_unlock (OpProduct *self)
{
  if (self->lock_fd < 0)
    return;

  /* Said, for a child that is just being started has the descriptor too, until it is. */
  flock (self->lock_fd, LOCK_UN);
  close (self->lock_fd);
  self->lock_fd = -1;
}
