/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The parameters of Download, Apply and Rollback: `key=value` pairs separated by spaces.
 * Text in, an immutable value out, or %OP_ERROR_INVALID_ARGS naming the key.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Strings are (owned) (nullable): %NULL when not given. */
typedef struct
{
  gboolean display_level;
  char *update_base_url;
  char *update_to_version;
  char *download_source;
  char *content_id;
} OpDownloadParameters;

/* Of Apply and of Rollback; only the latter takes `updatetoversion`. */
typedef struct
{
  gboolean display_level;
  gboolean force_app_shutdown;
  char *update_to_version;
} OpApplyParameters;

OpDownloadParameters *op_download_parameters_parse (const char *text,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_download_parameters_free (OpDownloadParameters *self);

OpApplyParameters *op_apply_parameters_parse (const char *text,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
OpApplyParameters *op_rollback_parameters_parse (const char *text,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_apply_parameters_free (OpApplyParameters *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpDownloadParameters, op_download_parameters_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpApplyParameters, op_apply_parameters_free)

G_END_DECLS
