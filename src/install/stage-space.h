/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Is there room for the rest of a tree? Better said before the first byte than after the last.
 */

#pragma once

#include "install/stage-table.h"
#include "install/stage-take.h"

G_BEGIN_DECLS

/* Of files that are not taken from anywhere yet. %OP_ERROR_NO_SPACE. */
gboolean op_stage_check_space (const OpStageTable *table,
                               OpTaker *taker,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Take the space for a file of @size bytes now; a file system that cannot is not asked again by
 * the file. */
gboolean op_stage_reserve (int fd, guint64 size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for all large files that are to be fetched. */
gboolean op_stage_reserve_all (const OpStageTable *table, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
