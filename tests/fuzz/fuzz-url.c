/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "rules/url.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

#define BASE "https://host/base/list.json?v=1"

static void
check_good (const char *url, OpScheme scheme)
{
  g_autofree char *file_path = op_url_get_file_path (url, NULL);
  g_autofree char *joined = op_url_join (url, "a b/c");

  g_assert_true (scheme != OP_SCHEME_HTTP ||
                 op_url_is_trusted_transport (url) == op_url_is_loopback (url));
  g_assert_true (scheme == OP_SCHEME_HTTP || op_url_is_trusted_transport (url));
  g_assert_true (strlen (joined) > 8192 || op_url_check (joined, NULL, NULL));

  if (file_path != NULL)
    {
      g_assert_cmpint (scheme, ==, OP_SCHEME_FILE);
      g_assert_cmpint (*file_path, ==, '/');
      g_assert_null (strstr (file_path, "/../"));
      g_assert_false (g_str_has_suffix (file_path, "/.."));
    }
}

static void
check_resolved (const char *reference)
{
  OpUrlPlaces places = { BASE, NULL, NULL };
  g_autofree char *url = op_url_resolve (BASE, reference, NULL);
  g_autofree char *of_file = op_url_of_file (&places, "a", reference, NULL);
  OpScheme scheme;

  g_assert_true (url == NULL || op_url_check (url, NULL, NULL));

  if (of_file != NULL)
    {
      g_assert_cmpstr (of_file, ==, url);
      g_assert_true (op_url_check (of_file, &scheme, NULL));
      g_assert_cmpint (scheme, !=, OP_SCHEME_FILE);
    }
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  static const char *const pairs[] = { "channel", "stable", NULL };
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = op_url_redact (text);
  g_autofree char *filled = op_url_fill (text, pairs);
  gboolean is_good;
  OpScheme scheme;

  g_assert_null (strstr (filled, "{channel}"));
  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_null (strpbrk (shown, "#\n"));

  is_good = op_url_check (text, &scheme, &error);
  g_assert_true (is_good == (error == NULL));
  if (is_good)
    check_good (text, scheme);
  else
    {
      g_assert_false (op_url_is_trusted_transport (text));
      g_assert_false (op_url_is_below (text, BASE));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  check_resolved (text);

  return 0;
}
