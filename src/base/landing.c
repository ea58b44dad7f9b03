/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/landing.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"

#define READ_BYTES (256 * 1024)

/* Begin to write to the disk while more comes in, so that the sync at the end is short. */
#define WRITE_BACK_BYTES (8 * OP_MIB)

struct _OpLanding
{
  int fd;           /* (owned) */
  OpDigest *digest; /* (owned) (nullable): %NULL when finished */
  OpExpectation expected;
  guint64 offset;
  guint64 written_back;
};

/**
 * op_landing_new:
 * @owned_fd: an empty file, open for reading and writing; or one to take over
 */
OpLanding *
op_landing_new (int owned_fd, const OpExpectation *expected)
{
  OpLanding *self = g_new0 (OpLanding, 1);

  self->fd = owned_fd;
  self->digest = op_digest_new ();
  self->expected = *expected;

  return self;
}

void
op_landing_free (OpLanding *self)
{
  g_clear_pointer (&self->digest, op_digest_free);
  close (self->fd);
  g_free (self);
}

int
op_landing_get_fd (OpLanding *self)
{
  return self->fd;
}

/* How many bytes have been received, counted from the beginning of the file. */
guint64
op_landing_get_offset (OpLanding *self)
{
  return self->offset;
}

static guint64
get_limit (OpLanding *self)
{
  return self->expected.size != OP_SIZE_UNKNOWN ? self->expected.size : self->expected.max_bytes;
}

/**
 * op_landing_take_over:
 *
 * Count and hash what the file has already, so that the rest can be added to it. When
 * it has more than it should, it starts over.
 */
gboolean
op_landing_take_over (OpLanding *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (READ_BYTES);

  while (TRUE)
    {
      ssize_t n_read;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      n_read = pread (self->fd, buffer, READ_BYTES, self->offset);
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        {
          op_set_error_from_errno (error, OP_ERROR_FAILED, errno, "Reading what is there");
          return FALSE;
        }
      if (n_read == 0)
        break;

      op_digest_update (self->digest, buffer, n_read);
      self->offset += n_read;
      if (self->offset > get_limit (self))
        return op_landing_start_over (self, error);
    }
  self->written_back = self->offset;

  return TRUE;
}

/* Empties the file even when nothing of it was counted: what it had before must not stay
 * behind the end of something shorter. */
gboolean
op_landing_start_over (OpLanding *self, GError **error)
{
  if (ftruncate (self->fd, 0) < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_FAILED, errno, "Emptying a file");
      return FALSE;
    }

  self->offset = 0;
  self->written_back = 0;
  if (self->digest == NULL)
    self->digest = op_digest_new ();
  else
    op_digest_reset (self->digest);

  return TRUE;
}

static gboolean
write_at_offset (OpLanding *self, const void *data, size_t n_bytes, GError **error)
{
  const char *rest = data;

  while (n_bytes > 0)
    {
      ssize_t n_written = pwrite (self->fd, rest, n_bytes, self->offset);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        {
          op_set_error_from_errno (error, OP_ERROR_INSTALL_ROOT, errno, "Writing");
          return FALSE;
        }

      op_digest_update (self->digest, rest, n_written);
      rest += n_written;
      n_bytes -= n_written;
      self->offset += n_written;
    }

  return TRUE;
}

/**
 * op_landing_write:
 *
 * One byte more than was promised is an error, and is not written.
 */
gboolean
op_landing_write (OpLanding *self, const void *data, size_t n_bytes, GError **error)
{
  if (n_bytes > get_limit (self) - self->offset)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_CONTENT,
                   "More than the expected size of %" G_GUINT64_FORMAT " bytes was sent",
                   get_limit (self));
      return FALSE;
    }

  if (!write_at_offset (self, data, n_bytes, error))
    return FALSE;

  if (self->offset - self->written_back >= WRITE_BACK_BYTES)
    {
      /* Only a hint: the sync at the end is what counts. */
      sync_file_range (
          self->fd, self->written_back, self->offset - self->written_back, SYNC_FILE_RANGE_WRITE);
      self->written_back = self->offset;
    }

  return TRUE;
}

/**
 * op_landing_finish:
 * @out_sha256: the hash of what came
 *
 * Returns: %TRUE if size and hash are the expected ones; otherwise the landing can only
 *    start over
 */
gboolean
op_landing_finish (OpLanding *self, OpSha256 *out_sha256, GError **error)
{
  if (self->expected.size != OP_SIZE_UNKNOWN && self->offset != self->expected.size)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_CONTENT,
                   "The size is %" G_GUINT64_FORMAT " bytes, not the expected %" G_GUINT64_FORMAT,
                   self->offset,
                   self->expected.size);
      return FALSE;
    }

  op_digest_finish (self->digest, out_sha256);
  g_clear_pointer (&self->digest, op_digest_free);

  if (self->expected.has_sha256 && !op_sha256_equal (out_sha256, &self->expected.sha256))
    {
      g_autofree char *expected = op_sha256_to_hex (&self->expected.sha256);
      g_autofree char *got = op_sha256_to_hex (out_sha256);

      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_CONTENT,
                   "The hash is %s, not the expected %s",
                   got,
                   expected);
      return FALSE;
    }

  return TRUE;
}
