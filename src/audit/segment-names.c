/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/segment-names.h"

char *
op_audit_segment_name (unsigned index)
{
  return index == 0 ? g_strdup (OP_AUDIT_NAME) : g_strdup_printf (OP_AUDIT_NAME ".%u", index);
}

GStrv
op_audit_list_segments (const char *log_path)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (unsigned i = OP_AUDIT_N_SEGMENTS; i-- > 0;)
    {
      g_autofree char *name = op_audit_segment_name (i);
      g_autofree char *path = g_build_filename (log_path, name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_strv_builder_add (names, name);
    }

  return g_strv_builder_end (names);
}
