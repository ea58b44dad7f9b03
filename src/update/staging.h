/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a download does to the disk, as steps for a thread: prepare the next tree, finish it, or
 * take everything away again.
 */

#pragma once

#include "install/stage.h"
#include "update/release.h"

G_BEGIN_DECLS

typedef struct _OpStaging OpStaging;

OpStaging *op_staging_new (const char *root_path, const char *state_path) G_GNUC_WARN_UNUSED_RESULT;
void op_staging_free (OpStaging *self);

/* (nullable): NULL before it is prepared. */
OpStage *op_staging_get_stage (OpStaging *self);

/* @release: must outlive the staging. Slow, as the next two are. */
gboolean op_staging_prepare (OpStaging *self,
                             OpRelease *release,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_staging_finish (OpStaging *self,
                            OpRelease *release,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Also what an earlier, interrupted download of the product has left; and the finished tree. */
gboolean op_staging_discard (OpStaging *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpStaging, op_staging_free)

G_END_DECLS
