/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is to be fetched, and where it goes. The job counts and hashes; the sink describes, opens,
 * and is told when a file is whole.
 */

#pragma once

#include <gio/gio.h>

#include "base/landing.h"

G_BEGIN_DECLS

/**
 * OpTransferFile:
 * @urls: (array zero-terminated=1) (owned): where it is to be had, the best first
 * @expected: what it must be
 * @needs_size: refuse it when neither @expected nor the server says how long it is
 * @only_trusted: never leave https, file and this machine, not even by a redirect
 * @have_bytes: of it are in the sink already
 * @validator: (owned) (nullable): what to ask for the rest with
 *
 * One file of a transfer.
 */
typedef struct
{
  char **urls;
  OpExpectation expected;
  gboolean needs_size;
  gboolean only_trusted;
  guint64 have_bytes;
  char *validator;
} OpTransferFile;

void op_transfer_file_free (OpTransferFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpTransferFile, op_transfer_file_free)

#define OP_TYPE_SINK (op_sink_get_type ())
G_DECLARE_INTERFACE (OpSink, op_sink, OP, SINK, GObject)

/**
 * OpSinkInterface:
 * @describe_file: what file @index is; in the main thread, when it is about to be asked for, so
 *    that a job of 100,000 files does not hold 100,000 URLs; fails when it cannot be had at all
 * @open_file: a landing for file @index, with what is there already taken over
 * @note_validator: what to resume file @index with, %NULL for nothing; before its first byte is
 *    written
 * @close_file: file @index is whole, and is what it should be
 *
 * The others are called in a transfer thread, never two at a time for one file, and every one must
 * be implemented.
 */
struct _OpSinkInterface
{
  GTypeInterface parent_iface;

  OpTransferFile *(*describe_file) (OpSink *self, unsigned index, GError **error);
  OpLanding *(*open_file) (OpSink *self,
                           unsigned index,
                           const OpExpectation *expected,
                           GError **error);
  void (*note_validator) (OpSink *self, unsigned index, const char *validator);
  gboolean (*close_file) (OpSink *self,
                          unsigned index,
                          OpLanding *landing,
                          const OpSha256 *sha256,
                          GError **error);
};

OpTransferFile *
op_sink_describe_file (OpSink *self, unsigned index, GError **error) G_GNUC_WARN_UNUSED_RESULT;
OpLanding *op_sink_open_file (OpSink *self,
                              unsigned index,
                              const OpExpectation *expected,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_sink_note_validator (OpSink *self, unsigned index, const char *validator);
gboolean op_sink_close_file (OpSink *self,
                             unsigned index,
                             OpLanding *landing,
                             const OpSha256 *sha256,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
