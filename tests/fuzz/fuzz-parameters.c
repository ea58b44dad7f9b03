/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "rules/parameters.h"
#include "rules/url.h"
#include "rules/version.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

/* Refused is always refused in the same way, and in words that can go over D-Bus. */
static void
check_error (const GError *error)
{
  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
try_download (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpDownloadParameters) parameters = op_download_parameters_parse (text, &error);

  if (parameters == NULL)
    {
      check_error (error);
      return;
    }

  g_assert_no_error (error);
  g_assert_true ((parameters->download_source == NULL) == (parameters->content_id == NULL));
  g_assert_true (parameters->download_source == NULL || parameters->update_base_url == NULL);
  g_assert_true (parameters->download_source == NULL ||
                 g_dbus_is_name (parameters->download_source));
  g_assert_true (parameters->content_id == NULL || strlen (parameters->content_id) - 1 < 255);
  g_assert_true (parameters->update_base_url == NULL ||
                 op_url_check (parameters->update_base_url, NULL, NULL));
  g_assert_true (parameters->update_to_version == NULL ||
                 op_version_is_valid (parameters->update_to_version));
}

static void
try_apply (OpApplyParameters *(*parse) (const char *, GError **), const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpApplyParameters) parameters = parse (text, &error);

  if (parameters == NULL)
    check_error (error);
  else
    g_assert_true (parameters->update_to_version == NULL ||
                   op_version_is_valid (parameters->update_to_version));
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);

  try_download (text);
  try_apply (op_apply_parameters_parse, text);
  try_apply (op_rollback_parameters_parse, text);

  return 0;
}
