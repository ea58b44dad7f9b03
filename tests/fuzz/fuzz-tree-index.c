/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "rules/paths.h"
#include "rules/tree-index.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

static void
check_file (OpTreeIndex *index, unsigned i)
{
  OpIndexedFile file;
  unsigned found;

  op_tree_index_get_file (index, i, &file);
  g_assert_true (op_path_check (file.path, NULL));
  g_assert_cmpuint (file.mode & ~0777u, ==, 0);
  g_assert_true (op_tree_index_find_path (index, file.path, &found));
  g_assert_cmpuint (found, ==, i);

  if (file.link != NULL)
    g_assert_true (op_path_check_link (file.path, file.link, NULL));
  else if (!file.damaged)
    g_assert_true (op_tree_index_find_content (index, &file.sha256, file.size, &found));
}

/* What was accepted is safe to use, and is written again byte for byte. */
static void
try_text (const char *text, size_t n_bytes)
{
  g_autoptr(OpTreeIndex) index = op_tree_index_parse (text, n_bytes, NULL);
  g_autoptr(GBytes) bytes = NULL;
  const void *written;
  size_t n_written;

  if (index == NULL)
    return;

  for (unsigned i = 0; i < op_tree_index_get_n_files (index); i++)
    check_file (index, i);

  bytes = op_tree_index_to_bytes (index);
  written = g_bytes_get_data (bytes, &n_written);
  g_assert_cmpmem (written, n_written, text, n_bytes);
}

/* No fuzzer finds a checksum, so the input is tried with the right last line, too. */
static void
try_sealed (const char *body, size_t n_bytes)
{
  g_autoptr(GString) text = g_string_new_len (body, n_bytes);
  g_autofree char *hex = NULL;
  OpSha256 sha256;
  unsigned n_files = 0;

  for (size_t i = 0; i < n_bytes; i++)
    n_files += body[i] == '\n';

  op_sha256_of (body, n_bytes, &sha256);
  hex = op_sha256_to_hex (&sha256);
  g_string_append_printf (text, "end %u %s\n", n_files - (n_files > 0), hex);
  try_text (text->str, text->len);
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  try_text ((const char *) data, n_bytes);
  try_sealed ((const char *) data, n_bytes);

  return 0;
}
