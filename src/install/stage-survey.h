/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What an earlier download left in the partial tree: what of it is good, what can be gone on
 * with, and that nothing else stays.
 */

#pragma once

#include <gio/gio.h>

#include "install/stage-notes.h"
#include "install/stage-table.h"
#include "install/stage-take.h"

G_BEGIN_DECLS

/* @dirs: that the tree needs; a file is not believed to be what it was, but hashed. */
gboolean op_stage_survey (OpStageTable *table,
                          OpTaker *taker,
                          const OpStageNotes *notes,
                          GHashTable *dirs,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
