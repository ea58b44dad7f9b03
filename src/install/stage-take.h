/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a new tree takes instead of fetching it: files of installed trees, and files that are
 * in it twice.
 */

#pragma once

#include <gio/gio.h>

#include "install/stage-table.h"

G_BEGIN_DECLS

typedef struct _OpTaker OpTaker;

/* @table: stays the stage's, and must live longer */
OpTaker *op_taker_new (OpStageTable *table) G_GNUC_WARN_UNUSED_RESULT;
void op_taker_free (OpTaker *self);

/* The next tree that the plan counts in. @owned_tree_fd: -1: nothing can be had from it. */
void op_taker_add_tree (OpTaker *self, int owned_tree_fd, const OpTreeIndex *index);

/* What file @index is to be taken from; %FALSE when its tree is not there. */
gboolean op_taker_get_source (OpTaker *self, unsigned index, OpIndexedFile *out_file);

/* Is file @index, that is to be taken from an installed tree, still there as indexed?
 * @out_info: of that file */
gboolean op_taker_look (OpTaker *self, unsigned index, struct stat *out_info);

/* Take all that is not there yet. What cannot be had is to be fetched then: not a failure. */
gboolean
op_taker_take (OpTaker *self, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The files that have the content of another one of this tree, which is there now. */
gboolean
op_taker_share (OpTaker *self, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpTaker, op_taker_free)

G_END_DECLS
