/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A file list: JSON in, a compact immutable table out. The native form (an object with
 * `files`) and the Click-to-Run form (a plain array) are read by the same code.
 *
 * The text may be 64 MiB with 100,000 files, so it is read element by element and never
 * held as a tree of JSON values. What is returned is safe to use: paths stay in the tree,
 * no two entries collide, sizes do not overflow, modes have no special bits.
 */

#pragma once

#include "base/digest.h"

G_BEGIN_DECLS

typedef struct _OpFileList OpFileList;

/**
 * OpListedFile:
 * @path: where it goes in the tree: relative, checked
 * @link: (nullable): it is a symbolic link to this; then there is no content
 * @url: (nullable): as the list writes it: absolute, or relative to the list
 * @urls: (nullable) (array zero-terminated=1): other sources, as the list writes them
 * @hash_location: (nullable): `<cab>/<member>`
 * @has_sha256: whether @sha256 means anything
 * @size: %OP_SIZE_UNKNOWN when the list does not say
 * @mode: 0644 or what the list says; permission bits only, always readable by the owner
 *
 * Pointers belong to the list; @urls is valid until the next call for this list.
 */
typedef struct
{
  const char *path;
  const char *link;
  const char *url;
  const char *const *urls;
  const char *hash_location;
  gboolean has_sha256;
  OpSha256 sha256;
  guint64 size;
  unsigned mode;
} OpListedFile;

/**
 * OpListRules:
 * @lcids: (nullable) (array length=n_lcids): languages whose files are wanted; those for
 *    every language always are, others are checked and left out
 * @product: (nullable): the id that a list which names a product must name
 *
 * What is asked of a list.
 */
typedef struct
{
  const guint32 *lcids;
  size_t n_lcids;
  const char *product;
} OpListRules;

/* %OP_ERROR_BAD_FILE_LIST, saying which file and what is wrong; %OP_ERROR_NOT_SUPPORTED
 * naming the key for what is not built yet (a hash algorithm other than Sha256). */
OpFileList *op_file_list_parse (const char *text,
                                size_t n_bytes,
                                const OpListRules *rules,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_file_list_free (OpFileList *self);

const char *op_file_list_get_version (const OpFileList *self);
guint64 op_file_list_get_release (const OpFileList *self);       /* 0: none */
const char *op_file_list_get_notes_url (const OpFileList *self); /* (nullable) */
unsigned op_file_list_get_urgency (const OpFileList *self);      /* 0 to 3; 1 if not said */
gboolean op_file_list_is_native (const OpFileList *self);        /* an object, not an array */
unsigned op_file_list_get_n_files (const OpFileList *self);
void op_file_list_get_file (OpFileList *self, unsigned index, OpListedFile *out_file);
guint64 op_file_list_get_total_bytes (const OpFileList *self); /* of the known sizes */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpFileList, op_file_list_free)

G_END_DECLS
