/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/download-result.h"

OpDownloadResult *
op_download_result_new (const OpRelease *release, guint64 bytes)
{
  OpDownloadResult *self = g_new0 (OpDownloadResult, 1);

  self->version = g_strdup (op_file_list_get_version (release->list));
  self->notes_url = g_strdup (op_file_list_get_notes_url (release->list));
  self->urgency = op_file_list_get_urgency (release->list);
  self->tree_name = g_strdup (release->tree_name);
  self->bytes = bytes;

  return self;
}

void
op_download_result_free (OpDownloadResult *self)
{
  g_free (self->tree_name);
  g_free (self->version);
  g_free (self->notes_url);
  g_free (self);
}
