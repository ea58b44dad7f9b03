/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The last steps before a tree can have its name: links, the rights of directories, a look at
 * every file.
 */

#pragma once

#include <gio/gio.h>

#include "install/stage-table.h"

G_BEGIN_DECLS

/* In order: each needs what stands above it. */
gboolean op_stage_make_dirs (const OpStageTable *table,
                             GHashTable *dirs,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_stage_make_links (OpStageTable *table, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_stage_open_dirs (const OpStageTable *table, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_stage_check_whole (const OpStageTable *table,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What is there, to be kept. */
OpTreeIndex *op_stage_make_index (const OpStageTable *table,
                                  const char *version,
                                  guint64 release) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
