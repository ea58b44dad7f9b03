/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a Download has come to.
 */

#pragma once

#include "update/release.h"

G_BEGIN_DECLS

/**
 * OpDownloadResult:
 * @tree_name: (owned) (nullable): what is staged now; NULL when nothing was newer
 * @version: (owned): that the list is of
 * @notes_url: (owned) (nullable)
 */
typedef struct
{
  char *tree_name;
  char *version;
  char *notes_url;
  unsigned urgency;
  guint64 bytes;
} OpDownloadResult;

OpDownloadResult *op_download_result_new (const OpRelease *release,
                                          guint64 bytes) G_GNUC_WARN_UNUSED_RESULT;
void op_download_result_free (OpDownloadResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpDownloadResult, op_download_result_free)

G_END_DECLS
