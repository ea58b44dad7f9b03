/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lists to try, put together from good pieces, and what all tests of lists ask of an error.
 */

#pragma once

#include <string.h>

#include "base/error.h"
#include "rules/file-list.h"

#define HASH "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"
#define NATIVE(files) "{\"version\": \"2.0\", \"files\": [" files "]}"
#define GOOD "\"hash\": \"" HASH "\", \"size\": 7"
#define FILE_OF(name, more) "{\"name\": \"" name "\", " GOOD more "}"
#define LINK(name, target) "{\"name\": \"" name "\", \"link\": \"" target "\"}"

static inline void
assert_refused (const char *text, size_t n_bytes, const OpListRules *rules, const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpFileList) list = op_file_list_parse (text, n_bytes, rules, &error);

  g_assert_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST);
  g_assert_null (list);
  g_test_message ("%s", error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, word));
}
