/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * SHA-256, by OpenSSL (which uses the processor's own instructions).
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define OP_SHA256_BYTES 32
#define OP_SHA256_HEX_CHARS 64

typedef struct
{
  guint8 bytes[OP_SHA256_BYTES];
} OpSha256;

typedef struct _OpDigest OpDigest;

OpDigest *op_digest_new (void) G_GNUC_WARN_UNUSED_RESULT;
void op_digest_free (OpDigest *self);
void op_digest_reset (OpDigest *self);
void op_digest_update (OpDigest *self, const void *data, size_t n_bytes);
void op_digest_finish (OpDigest *self, OpSha256 *out_sha256);

void op_sha256_of (const void *data, size_t n_bytes, OpSha256 *out_sha256);
gboolean op_sha256_of_fd (int fd,
                          GCancellable *cancellable,
                          OpSha256 *out_sha256,
                          guint64 *out_n_bytes,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean op_sha256_equal (const OpSha256 *a, const OpSha256 *b);
gboolean op_sha256_from_hex (const char *hex, OpSha256 *out_sha256) G_GNUC_WARN_UNUSED_RESULT;
char *op_sha256_to_hex (const OpSha256 *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpDigest, op_digest_free)

G_END_DECLS
