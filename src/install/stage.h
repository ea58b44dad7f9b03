/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The next tree while Download builds it, in `versions/<tree>~partial`.
 *
 *   open → prepare → (for each file to fetch: open_file … close_file) → finish | discard
 *
 * What is in the directory already, from a download that was cut off, is used: complete files
 * are hashed and kept, incomplete ones gone on with, everything else removed. finish() returns
 * when the tree is whole, verified, synced and renamed: a power cut before leaves a partial
 * tree, after it a complete one.
 *
 * prepare and finish are slow and belong in a thread; open_file and close_file are called from
 * the transfer thread. Not more than one thread at a time.
 */

#pragma once

#include "base/landing.h"
#include "rules/plan.h"

G_BEGIN_DECLS

typedef struct _OpStage OpStage;

/**
 * OpStageSource:
 * @tree_name: of an installed tree
 * @index: what is in it
 *
 * A tree that files may be taken from.
 */
typedef struct
{
  const char *tree_name;
  OpTreeIndex *index;
} OpStageSource;

/* @root_fd: the install root; @state_fd: a directory for the stage's own notes (validators);
 * both are duplicated. @tree_name: of the tree that is to be. */
OpStage *op_stage_new (int root_fd, int state_fd, const char *tree_name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void op_stage_free (OpStage *self);

/**
 * op_stage_prepare:
 * @list: what the tree is to hold; kept, must outlive the stage
 * @plan: how; a REUSE whose file is not as indexed any more (inode, size, mtime) or cannot be
 *    had becomes FETCH here, and the sums are corrected
 * @sources: (array length=n_sources): the trees that @plan counts in
 *
 * Make the directories, take what installed trees have (reflink, else hard link when the mode is
 * the same, else copy), go through what is there already, and check that the disk has room
 * (%OP_ERROR_NO_SPACE says how much is needed and how much there is). Space for large files is
 * reserved.
 */
gboolean op_stage_prepare (OpStage *self,
                           OpFileList *list,
                           OpPlan *plan,
                           const OpStageSource *sources,
                           size_t n_sources,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After prepare: is file @index there, complete and verified? If not, how many of its bytes are,
 * and with what to ask for the rest (nullable: NULL means from the beginning). */
gboolean op_stage_has_file (OpStage *self, unsigned index);
guint64 op_stage_get_partial (OpStage *self, unsigned index, const char **out_validator);

/* The file, ready to be written on: what is there already is counted and hashed. Remembers
 * nothing; the caller owns the landing. @expected: what it must be. */
OpLanding *op_stage_open_file (OpStage *self,
                               unsigned index,
                               const OpExpectation *expected,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Keep @validator for a later resume; before the first byte of the file is written. */
void op_stage_note_validator (OpStage *self, unsigned index, const char *validator);

/* @landing is finished and its hash was right: set the mode, remember inode and time stamp. */
gboolean op_stage_close_file (OpStage *self,
                              unsigned index,
                              OpLanding *landing,
                              const OpSha256 *sha256,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Everything is there: make the links and copies within the tree, check that each file is
 * there, sync, save the index, rename. Returns the index of the tree. On failure the partial
 * tree stays. */
OpTreeIndex *op_stage_finish (OpStage *self,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remove the partial tree and the notes. */
gboolean op_stage_discard (OpStage *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpStage, op_stage_free)

G_END_DECLS
