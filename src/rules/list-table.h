/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where the files of a list are kept: 64 bytes each and all strings in one block, so that
 * 100,000 files fit in a few MiB. Filled once, then only read.
 */

#pragma once

#include "base/digest.h"

G_BEGIN_DECLS

#define OP_MAX_FILE_URLS 16u

typedef struct _OpListTable OpListTable;

/**
 * OpListRow:
 * @urls: (array length=n_urls): sources besides @url
 * @mode: permission bits
 *
 * One file, as it goes in and comes out; the strings that come out belong to the table.
 */
typedef struct
{
  const char *path;
  const char *link;          /* (nullable) */
  const char *url;           /* (nullable) */
  const char *hash_location; /* (nullable) */
  const char *urls[OP_MAX_FILE_URLS + 1];
  unsigned n_urls;
  gboolean has_sha256;
  OpSha256 sha256;
  guint64 size;
  unsigned mode;
} OpListRow;

OpListTable *op_list_table_new (void) G_GNUC_WARN_UNUSED_RESULT;
void op_list_table_free (OpListTable *self);

/* %FALSE if that would be too many files, or more bytes than a release may have. */
gboolean op_list_table_add (OpListTable *self,
                            const OpListRow *row,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* No path twice, none below a path that is a file or a link. */
gboolean op_list_table_check_paths (const OpListTable *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

unsigned op_list_table_get_n_rows (const OpListTable *self);
guint64 op_list_table_get_total_bytes (const OpListTable *self);
void op_list_table_get_row (const OpListTable *self, unsigned index, OpListRow *out_row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpListTable, op_list_table_free)

G_END_DECLS
