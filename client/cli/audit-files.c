/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/audit-files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <offpeak.h>

#include "audit/segment-names.h"

static void
set_error (GError **error, const char *path, int saved_errno)
{
  gboolean denied = saved_errno == EACCES || saved_errno == EPERM;

  g_set_error (error,
               OFFPEAK_ERROR,
               denied ? OFFPEAK_ERROR_ACCESS_DENIED : OFFPEAK_ERROR_FAILED,
               denied ? "%s: %s; only root may read the audit log" : "%s: %s",
               path,
               g_strerror (saved_errno));
}

/* FALSE with no error when @func has had enough. */
static gboolean
read_segment (FILE *file, OpAuditLineFunc func, gpointer user_data)
{
  char *text = NULL;
  size_t n_allocated = 0;
  ssize_t n_bytes;
  gboolean go_on = TRUE;

  while (go_on && (n_bytes = getline (&text, &n_allocated, file)) > 0)
    {
      gboolean is_whole = text[n_bytes - 1] == '\n';

      go_on = func (text, is_whole ? n_bytes - 1 : n_bytes, is_whole, user_data);
    }
  free (text);

  return go_on;
}

static void
close_file (gpointer data)
{
  fclose (data);
}

/* All are opened before the first is read: a new segment in the meantime renames them. */
static GPtrArray *
open_segments (const OpPlaces *places, GError **error)
{
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (close_file);
  g_auto(GStrv) names = op_audit_list_segments (places->log);

  for (size_t i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (places->log, names[i], NULL);
      FILE *file = fopen (path, "re");

      if (file == NULL)
        {
          set_error (error, path, errno);
          return NULL;
        }
      g_ptr_array_add (files, file);
    }

  return g_steal_pointer (&files);
}

gboolean
op_audit_files_read (const OpPlaces *places,
                     OpAuditLineFunc func,
                     gpointer user_data,
                     GError **error)
{
  g_autoptr(GDir) dir = g_dir_open (places->log, 0, NULL);
  g_autoptr(GPtrArray) files = NULL;

  if (dir == NULL)
    {
      set_error (error, places->log, errno);
      return FALSE;
    }

  files = open_segments (places, error);
  if (files == NULL)
    return FALSE;

  for (guint i = 0; i < files->len; i++)
    {
      if (!read_segment (g_ptr_array_index (files, i), func, user_data))
        break;
    }

  return TRUE;
}

gboolean
op_audit_files_read_head (const OpPlaces *places, OpAuditHead *out_head)
{
  g_autofree char *path = g_build_filename (places->state, OP_AUDIT_HEAD_NAME, NULL);
  g_autofree char *text = NULL;
  size_t n_bytes;

  return g_file_get_contents (path, &text, &n_bytes, NULL) &&
         op_audit_head_read (text, n_bytes, out_head);
}
