/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/digest.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "base/error.h"

#define READ_BYTES (256 * 1024)

/* OpenSSL can fail here only when it has no memory or no SHA-256; neither can be
 * gone on from. The calls stay outside the assertions: those can be compiled out. */
struct _OpDigest
{
  EVP_MD_CTX *context; /* (owned) */
};

/* Fetched once: looking an algorithm up by name costs more than hashing a small file. */
static const EVP_MD *
sha256 (void)
{
  static gsize algorithm;

  if (g_once_init_enter (&algorithm))
    {
      EVP_MD *fetched = EVP_MD_fetch (NULL, "SHA256", NULL);

      g_assert (fetched != NULL);
      g_once_init_leave (&algorithm, (gsize) fetched);
    }

  return (const EVP_MD *) algorithm;
}

OpDigest *
op_digest_new (void)
{
  OpDigest *self = g_new0 (OpDigest, 1);

  self->context = EVP_MD_CTX_new ();
  g_assert (self->context != NULL);
  op_digest_reset (self);

  return self;
}

void
op_digest_free (OpDigest *self)
{
  EVP_MD_CTX_free (self->context);
  g_free (self);
}

void
op_digest_reset (OpDigest *self)
{
  int ok = EVP_DigestInit_ex2 (self->context, sha256 (), NULL);

  g_assert (ok == 1);
}

void
op_digest_update (OpDigest *self, const void *data, size_t n_bytes)
{
  int ok = EVP_DigestUpdate (self->context, data, n_bytes);

  g_assert (ok == 1);
}

/**
 * op_digest_finish:
 *
 * The digest cannot be updated after this, only reset.
 */
void
op_digest_finish (OpDigest *self, OpSha256 *out_sha256)
{
  unsigned n_bytes = 0;
  int ok = EVP_DigestFinal_ex (self->context, out_sha256->bytes, &n_bytes);

  g_assert (ok == 1 && n_bytes == OP_SHA256_BYTES);
}

void
op_sha256_of (const void *data, size_t n_bytes, OpSha256 *out_sha256)
{
  g_autoptr(OpDigest) digest = op_digest_new ();

  op_digest_update (digest, data, n_bytes);
  op_digest_finish (digest, out_sha256);
}

/**
 * op_sha256_of_fd:
 * @fd: read from its beginning to its end; its position does not matter
 * @cancellable: (nullable): asked every 256 KiB
 * @out_n_bytes: how long it was
 */
gboolean
op_sha256_of_fd (int fd,
                 GCancellable *cancellable,
                 OpSha256 *out_sha256,
                 guint64 *out_n_bytes,
                 GError **error)
{
  g_autoptr(OpDigest) digest = op_digest_new ();
  g_autofree char *buffer = g_malloc (READ_BYTES);
  guint64 offset = 0;

  while (TRUE)
    {
      ssize_t n_read;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      n_read = pread (fd, buffer, READ_BYTES, offset);
      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read < 0)
        {
          op_set_error_from_errno (error, OP_ERROR_FAILED, errno, "Reading");
          return FALSE;
        }
      if (n_read == 0)
        break;

      op_digest_update (digest, buffer, n_read);
      offset += n_read;
    }

  op_digest_finish (digest, out_sha256);
  *out_n_bytes = offset;

  return TRUE;
}

gboolean
op_sha256_equal (const OpSha256 *a, const OpSha256 *b)
{
  return memcmp (a->bytes, b->bytes, OP_SHA256_BYTES) == 0;
}

/**
 * op_sha256_from_hex:
 *
 * Returns: %TRUE if @hex is exactly 64 hexadecimal digits, in either case
 */
gboolean
op_sha256_from_hex (const char *hex, OpSha256 *out_sha256)
{
  if (strlen (hex) != OP_SHA256_HEX_CHARS)
    return FALSE;

  for (unsigned i = 0; i < OP_SHA256_HEX_CHARS; i++)
    {
      if (!g_ascii_isxdigit (hex[i]))
        return FALSE;
    }

  for (unsigned i = 0; i < OP_SHA256_BYTES; i++)
    out_sha256->bytes[i] =
        g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]);

  return TRUE;
}

char *
op_sha256_to_hex (const OpSha256 *self)
{
  static const char digits[] = "0123456789abcdef";
  char *hex = g_malloc (OP_SHA256_HEX_CHARS + 1);

  for (unsigned i = 0; i < OP_SHA256_BYTES; i++)
    {
      hex[2 * i] = digits[self->bytes[i] >> 4];
      hex[2 * i + 1] = digits[self->bytes[i] & 15];
    }
  hex[OP_SHA256_HEX_CHARS] = '\0';

  return hex;
}
