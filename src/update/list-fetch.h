/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Brings a file list, or another document of bounded size, and nothing else: a transfer of one
 * file that never has a name on the disk.
 */

#pragma once

#include "transfer/source.h"

G_BEGIN_DECLS

typedef struct _OpListFetch OpListFetch;

/* @url: where from; never left for what is not https, file or this machine. @dir_path: of a
 * directory on the disk that may hold it while it comes. */
OpListFetch *op_list_fetch_new (OpSource *source,
                                const char *url,
                                const char *dir_path,
                                guint64 max_bytes) G_GNUC_WARN_UNUSED_RESULT;
void op_list_fetch_free (OpListFetch *self);

/* Its transfer, to begin, suspend and cancel it. */
OpTransfer *op_list_fetch_get_transfer (OpListFetch *self);

/* When the transfer has succeeded: the text, mapped rather than read; (transfer full). */
GBytes *op_list_fetch_get_text (OpListFetch *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpListFetch, op_list_fetch_free)

G_END_DECLS
