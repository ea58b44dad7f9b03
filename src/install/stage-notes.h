/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * With what to ask for the rest of a file that was cut off: a line for each large file of a
 * stage, appended and never synced. What is lost costs a transfer, and is never wrong: a server
 * sends the rest only when the file is still the same.
 */

#pragma once

#include "install/stage-table.h"

G_BEGIN_DECLS

typedef struct _OpStageNotes OpStageNotes;

/* Reads what an earlier download of @tree_name noted. @state_fd is duplicated. */
OpStageNotes *op_stage_notes_new (int state_fd, const char *tree_name) G_GNUC_WARN_UNUSED_RESULT;
void op_stage_notes_free (OpStageNotes *self);

/* (nullable): valid as long as the notes are. */
const char *op_stage_notes_get (const OpStageNotes *self, const OpStagedFile *file);

/* @validator: (nullable): what was noted before is not true any more */
void op_stage_notes_set (OpStageNotes *self, const OpStagedFile *file, const char *validator);

/* Forget everything. */
void op_stage_notes_remove (OpStageNotes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpStageNotes, op_stage_notes_free)

G_END_DECLS
