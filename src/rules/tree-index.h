/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What was installed in one tree: path, hash, size, mode of every file, and the inode and
 * time stamp it had then, so that a later look can tell cheaply that nobody touched it.
 * Plain data and its text form; content/version-index puts it on disk.
 */

#pragma once

#include "base/digest.h"

G_BEGIN_DECLS

typedef struct _OpTreeIndex OpTreeIndex;

/**
 * OpIndexedFile:
 * @path: in the tree; belongs to the index
 * @link: (nullable): target, of a symbolic link; hash, size, inode mean nothing then
 * @mtime_nsec: nanoseconds since the epoch
 * @damaged: Verify found it wrong; it is not to be used for another tree
 */
typedef struct
{
  const char *path;
  const char *link;
  OpSha256 sha256;
  guint64 size;
  unsigned mode;
  guint64 inode;
  gint64 mtime_nsec;
  gboolean damaged;
} OpIndexedFile;

OpTreeIndex *op_tree_index_new (const char *version, guint64 release) G_GNUC_WARN_UNUSED_RESULT;
void op_tree_index_free (OpTreeIndex *self);

void op_tree_index_add (OpTreeIndex *self, const OpIndexedFile *file);
void op_tree_index_mark_damaged (OpTreeIndex *self, unsigned index);

const char *op_tree_index_get_version (const OpTreeIndex *self);
guint64 op_tree_index_get_release (const OpTreeIndex *self);
unsigned op_tree_index_get_n_files (const OpTreeIndex *self);
void op_tree_index_get_file (const OpTreeIndex *self, unsigned index, OpIndexedFile *out_file);

/* The first undamaged file with this hash and size (any size, for %OP_SIZE_UNKNOWN); %FALSE if
 * there is none. Sorts at the first call, so one thread at a time may ask. */
gboolean op_tree_index_find_content (OpTreeIndex *self,
                                     const OpSha256 *sha256,
                                     guint64 size,
                                     unsigned *out_index);
gboolean op_tree_index_find_path (OpTreeIndex *self, const char *path, unsigned *out_index);

/* Text: a header line with format number, version, release; a line a file; a last line with
 * the count and the SHA-256 of all before, so that a torn or changed record is noticed. */
GBytes *op_tree_index_to_bytes (const OpTreeIndex *self) G_GNUC_WARN_UNUSED_RESULT;
OpTreeIndex *op_tree_index_parse (const char *text,
                                  size_t n_bytes,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT; /* %OP_ERROR_RECORD */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpTreeIndex, op_tree_index_free)

G_END_DECLS
