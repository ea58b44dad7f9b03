/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How the next tree is to be made: which of its files an installed tree already has, which
 * have to come over the network, and how much that is.
 */

#pragma once

#include "rules/file-list.h"
#include "rules/tree-index.h"

G_BEGIN_DECLS

typedef enum
{
  OP_PLAN_FETCH, /* get it */
  OP_PLAN_REUSE, /* take it from tree `tree`, its file `index` */
  OP_PLAN_SAME,  /* the same content as file `index` of this very list: take it from there */
  OP_PLAN_LINK,  /* a symbolic link: make it */
} OpPlanAction;

typedef struct
{
  OpPlanAction action;
  unsigned tree;  /* for REUSE: which of the trees given */
  unsigned index; /* for REUSE and SAME */
} OpPlanStep;

/**
 * OpPlan:
 * @steps: (array length=n_steps): one for each file of the list, in its order
 * @n_fetch: how many of them are %OP_PLAN_FETCH; an empty file is, too, though it needs no transfer
 * @fetch_bytes: of the known sizes of what is to be fetched
 * @total_bytes: size of the new tree, of the known sizes
 */
typedef struct
{
  OpPlanStep *steps;
  unsigned n_steps;
  unsigned n_fetch;
  guint64 fetch_bytes;
  guint64 total_bytes;
} OpPlan;

/* @trees: (array length=n_trees): what is installed, the best to take from first. */
OpPlan *op_plan_make (OpFileList *list,
                      OpTreeIndex *const *trees,
                      size_t n_trees) G_GNUC_WARN_UNUSED_RESULT;
void op_plan_free (OpPlan *self);

/* Is the tree that @index describes exactly what @list asks for (path, hash, mode, links), with
 * nothing damaged, nothing more, nothing less? */
gboolean op_plan_is_installed (OpFileList *list, OpTreeIndex *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpPlan, op_plan_free)

G_END_DECLS
