/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A release that is on offer, seen against what is installed: whether it is wanted, what of it has
 * to come over the network, and which tree it is to become.
 */

#pragma once

#include "config/product-config.h"
#include "rules/parameters.h"
#include "rules/plan.h"
#include "rules/release-choice.h"
#include "transfer/source.h"
#include "update/installed.h"

G_BEGIN_DECLS

/**
 * OpRelease:
 * @list_url: (owned): where the list came from
 * @plan: (owned) (nullable): NULL when nothing is wanted
 * @tree_name: (owned) (nullable): likewise
 * @is_there: the tree is on the disk already, whole and sound
 */
typedef struct
{
  char *list_url;
  OpFileList *list;
  OpInstalled *installed;
  OpChoice choice;
  OpPlan *plan;
  char *tree_name;
  gboolean is_there;
} OpRelease;

void op_release_free (OpRelease *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpRelease, op_release_free)

#define OP_TYPE_FINDER (op_finder_get_type ())
G_DECLARE_FINAL_TYPE (OpFinder, op_finder, OP, FINDER, GObject)

/* @asked_version: (nullable). @create_root: make the install root if there is none. */
OpFinder *op_finder_new (OpSource *source,
                         OpProductConfig *config,
                         const char *state_path,
                         const char *asked_version,
                         gboolean create_root) G_GNUC_WARN_UNUSED_RESULT;

/* The transfer of the list; not begun. */
OpTransfer *op_finder_get_transfer (OpFinder *self);

void op_finder_run_async (OpFinder *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
OpRelease *op_finder_run_finish (OpFinder *self,
                                 GAsyncResult *result,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
