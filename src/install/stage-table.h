/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is known of each file of a tree that is being made. All the parts of the stage read and
 * fill this one table; who may when is the stage's affair.
 */

#pragma once

#include <sys/stat.h>

#include "rules/plan.h"

G_BEGIN_DECLS

/**
 * OpStagedFile:
 * @path: belongs to the list
 * @link: (nullable): likewise
 * @size: as listed, perhaps %OP_SIZE_UNKNOWN; when it is there, as it is
 * @sha256: as listed; when it is there, of what is there
 * @has_sha256: whether the list has one
 * @is_done: it is there, complete and verified
 * @is_partial: some of it is there, worth going on with
 */
typedef struct
{
  const char *path;
  const char *link;
  guint64 size;
  guint64 inode;
  gint64 mtime_nsec;
  OpSha256 sha256;
  guint16 mode;
  guint8 has_sha256;
  guint8 is_done;
  guint8 is_partial;
} OpStagedFile;

/**
 * OpStageTable:
 * @dir_fd: the tree that is being made; the stage's
 * @plan: the caller's; has a step for each file
 * @files: (owned) (array length=n_files)
 */
typedef struct
{
  int dir_fd;
  OpPlan *plan;
  OpStagedFile *files;
  unsigned n_files;
} OpStageTable;

OpStageTable *
op_stage_table_new (int dir_fd, OpFileList *list, OpPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
void op_stage_table_free (OpStageTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpStageTable, op_stage_table_free)

/* What was to be taken from an installed tree has to be fetched; the sums are corrected. */
void op_stage_table_fetch_instead (OpStageTable *self, unsigned index);

/* @info: of the file, as it is there now */
void op_stage_table_set_done (OpStageTable *self, unsigned index, const struct stat *info);

/* The file that a step of %OP_PLAN_SAME takes its content from. */
const OpStagedFile *op_stage_table_get_origin (const OpStageTable *self, unsigned index);

/* All directories that the tree needs, as a set; (element-type filename filename). */
GHashTable *op_stage_table_get_dirs (const OpStageTable *self) G_GNUC_WARN_UNUSED_RESULT;

/* The same, each after the one that it lies in; the strings belong to @dirs. */
GPtrArray *op_stage_dirs_sort (GHashTable *dirs) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
