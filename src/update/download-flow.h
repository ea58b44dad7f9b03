/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A Download, from the list to the complete, verified and synced tree beside the installed one:
 *
 *   find (list, plan) → prepare the stage → transfer → finish the stage
 *
 * What was brought before a failure stays for the next time; a cancel takes it away.
 */

#pragma once

#include "config/product-config.h"
#include "rules/parameters.h"
#include "transfer/source.h"
#include "update/download-result.h"
#include "update/release.h"

G_BEGIN_DECLS

#define OP_TYPE_DOWNLOAD (op_download_get_type ())
G_DECLARE_FINAL_TYPE (OpDownload, op_download, OP, DOWNLOAD, GObject)

/* Signal "changed": the wait reasons are others, or the transfer has begun. */
OpDownload *op_download_new (OpSource *source,
                             OpProductConfig *config,
                             const char *state_path,
                             const OpDownloadParameters *parameters) G_GNUC_WARN_UNUSED_RESULT;

/* Once. Ends with %G_IO_ERROR_CANCELLED after op_download_cancel(), when everything that it has
 * brought is gone from the disk. */
void op_download_run_async (OpDownload *self, GAsyncReadyCallback callback, gpointer user_data);
OpDownloadResult *op_download_run_finish (OpDownload *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After the end: take away what it has brought all the same. */
void op_download_discard_async (OpDownload *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean op_download_discard_finish (OpDownload *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void op_download_cancel (OpDownload *self);
void op_download_set_paused (OpDownload *self, gboolean paused);

/* What the list says, and the version that it is of; (nullable): NULL until it is known. */
const OpRelease *op_download_get_release (OpDownload *self);

static inline const char *
op_download_get_version (OpDownload *self)
{
  const OpRelease *release = op_download_get_release (self);

  return release != NULL ? op_file_list_get_version (release->list) : NULL;
}

/* Of the bodies; bytes_total is unknown until there is a plan. */
void op_download_get_progress (OpDownload *self, OpTransferProgress *out_progress);

/* (element-type OpWaitReason) (transfer full) */
GPtrArray *op_download_get_wait_reasons (OpDownload *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
