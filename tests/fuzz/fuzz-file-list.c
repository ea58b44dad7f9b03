/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/file-list.h"
#include "rules/paths.h"
#include "rules/version.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

static void
check_file (const OpListedFile *file, gboolean is_native)
{
  g_assert_true (op_path_check (file->path, NULL));
  g_assert_cmpuint (file->mode & ~0755u, ==, 0);
  g_assert_cmpuint (file->mode & 0400, !=, 0);

  if (file->link != NULL)
    {
      g_assert_true (op_path_check_link (file->path, file->link, NULL));
      g_assert_null (file->url);
      g_assert_null (file->urls);
      g_assert_false (file->has_sha256);
    }
  else if (is_native)
    {
      g_assert_true (file->has_sha256 || file->hash_location != NULL);
      g_assert_cmpuint (file->size, <=, OP_MAX_RELEASE_BYTES);
    }
}

/* No path twice, and none below another: asked in the simplest way there is. */
static void
check_collisions (OpFileList *list)
{
  g_autoptr(GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
  OpListedFile file;

  for (unsigned i = 0; i < op_file_list_get_n_files (list); i++)
    {
      op_file_list_get_file (list, i, &file);
      g_assert_true (g_hash_table_add (paths, (gpointer) file.path));
    }

  for (unsigned i = 0; i < op_file_list_get_n_files (list); i++)
    {
      g_autofree char *above = NULL;
      char *slash;

      op_file_list_get_file (list, i, &file);
      above = g_strdup (file.path);
      while ((slash = strrchr (above, '/')) != NULL)
        {
          *slash = '\0';
          g_assert_false (g_hash_table_contains (paths, above));
        }
    }
}

static void
check_list (OpFileList *list)
{
  guint64 total_bytes = 0;

  g_assert_true (op_version_is_valid (op_file_list_get_version (list)));
  g_assert_cmpuint (op_file_list_get_urgency (list), <=, 3);
  g_assert_cmpuint (op_file_list_get_n_files (list), >, 0);
  g_assert_cmpuint (op_file_list_get_n_files (list), <=, OP_MAX_LIST_FILES);

  for (unsigned i = 0; i < op_file_list_get_n_files (list); i++)
    {
      OpListedFile file;

      op_file_list_get_file (list, i, &file);
      check_file (&file, op_file_list_is_native (list));
      total_bytes += file.size != OP_SIZE_UNKNOWN ? file.size : 0;
    }

  g_assert_cmpuint (op_file_list_get_total_bytes (list), ==, total_bytes);
  g_assert_cmpuint (total_bytes, <=, OP_MAX_RELEASE_BYTES);
  check_collisions (list);
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  static const guint32 lcids[] = { 1033, 1036 };
  OpListRules rules = { .lcids = lcids, .n_lcids = G_N_ELEMENTS (lcids), .product = "app" };
  g_autoptr(GError) error = NULL;
  g_autoptr(OpFileList) list = op_file_list_parse ((const char *) data, n_bytes, &rules, &error);

  if (list != NULL)
    {
      g_assert_no_error (error);
      check_list (list);
      return 0;
    }

  g_assert_true (g_error_matches (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST) ||
                 g_error_matches (error, OP_ERROR, OP_ERROR_NOT_SUPPORTED));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));

  return 0;
}
