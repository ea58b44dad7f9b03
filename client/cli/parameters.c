/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/parameters.h"

#include <string.h>

static void
append_value (GString *text, const char *value)
{
  if (strpbrk (value, " \"\\") == NULL)
    {
      g_string_append (text, value);
      return;
    }

  g_string_append_c (text, '"');
  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

/* Only what would be taken for something else is refused here; the service knows the keys. */
static gboolean
append_pair (GString *text, const char *pair, GError **error)
{
  const char *equals = strchr (pair, '=');
  g_autofree char *key = NULL;

  if (equals == NULL || equals == pair)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘%s’ is not of the form key=value",
                   pair);
      return FALSE;
    }

  key = g_strndup (pair, (size_t) (equals - pair));
  if (strpbrk (key, " \"\t") != NULL)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "The key ‘%s’ may have no spaces or quotes",
                   key);
      return FALSE;
    }

  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, "%s=", key);
  append_value (text, equals + 1);

  return TRUE;
}

/**
 * op_join_parameters:
 * @pairs: (array zero-terminated=1): words `key=value`, unquoted
 * @error: return location, of #GOptionError
 *
 * Returns: (transfer full): the parameter string; "" for no pairs
 */
char *
op_join_parameters (const char *const *pairs, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (size_t i = 0; pairs[i] != NULL; i++)
    {
      if (!append_pair (text, pairs[i], error))
        return NULL;
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
