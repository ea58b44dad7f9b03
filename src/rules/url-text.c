/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The parts of url.h that only need to see a URL as text. */

#include "rules/url.h"

#include <string.h>

#include "base/error.h"
#include "rules/text.h"

static const char *
find_value (const char *const *pairs, const char *name, size_t n_bytes)
{
  for (size_t i = 0; pairs[i] != NULL; i += 2)
    {
      if (strlen (pairs[i]) == n_bytes && strncmp (pairs[i], name, n_bytes) == 0)
        return pairs[i + 1];
    }

  return NULL;
}

/**
 * op_url_fill:
 * @template: a URL with names in braces; those that @pairs does not have stay as they are
 */
char *
op_url_fill (const char *template, const char *const *pairs)
{
  GString *url = g_string_new (NULL);

  for (const char *p = template; *p != '\0'; p++)
    {
      const char *end = *p == '{' ? strchr (p, '}') : NULL;
      const char *value = end != NULL ? find_value (pairs, p + 1, end - (p + 1)) : NULL;

      if (value == NULL)
        {
          g_string_append_c (url, *p);
          continue;
        }

      g_string_append_uri_escaped (url, value, /* reserved_chars_allowed= */ NULL, FALSE);
      p = end;
    }

  return g_string_free (url, FALSE);
}

/**
 * op_url_redact:
 * @url: anything: what is no good URL has to be shown, too, to say so
 *
 * Passwords stand in front of an `@`, tokens behind a `?`.
 */
char *
op_url_redact (const char *url)
{
  gboolean is_valid = g_uri_is_valid (url, G_URI_FLAGS_ENCODED, /* error= */ NULL);
  size_t n_scheme = strspn (url, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+-.");
  gboolean has_authority = g_str_has_prefix (url + n_scheme, "://");
  const char *begin = has_authority ? url + n_scheme + strlen ("://") : url;
  /* In a malformed one nobody knows where the password ends. */
  size_t n_search = is_valid && has_authority ? strcspn (begin, "/?#") : strlen (begin);
  const char *at = memrchr (begin, '@', n_search);
  const char *rest = at != NULL ? at + 1 : begin;
  g_autofree char *shown = NULL;

  shown = g_strdup_printf ("%.*s%.*s", (int) (begin - url), url, (int) strcspn (rest, "?#"), rest);

  return op_text_quote (shown);
}

static gboolean
is_http (const char *url)
{
  return g_ascii_strncasecmp (url, "http://", 7) == 0 ||
         g_ascii_strncasecmp (url, "https://", 8) == 0;
}

/* What the list itself says. */
static char *
resolve_listed (const OpUrlPlaces *places, const char *url, GError **error)
{
  g_autofree char *resolved = op_url_resolve (places->list_url, url, error);

  if (resolved == NULL)
    return NULL;

  if (is_http (places->list_url) && !is_http (resolved))
    {
      g_autofree char *shown = op_url_redact (resolved);

      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_FILE_LIST,
                   "The URL ‘%s’ is not for a list that came over the network; it may name "
                   "‘https://’ and ‘http://’ only",
                   shown);
      return NULL;
    }

  return g_steal_pointer (&resolved);
}

/**
 * op_url_of_file:
 *
 * %OP_ERROR_BAD_FILE_LIST, naming @path, if it is to be had nowhere.
 */
char *
op_url_of_file (const OpUrlPlaces *places, const char *path, const char *url, GError **error)
{
  const char *base = places->given_base != NULL ? places->given_base : places->configured_base;
  g_autofree char *result = NULL;
  g_autoptr(GError) local_error = NULL;

  if (places->given_base == NULL && url != NULL)
    result = resolve_listed (places, url, &local_error);
  else if (base == NULL)
    g_set_error (&local_error,
                 OP_ERROR,
                 OP_ERROR_BAD_FILE_LIST,
                 "The list names no ‘url’ for it, and the product has no ‘UpdateBaseUrl’");
  else
    result = op_url_join (base, path);

  if (result != NULL && !op_url_check (result, /* out_scheme= */ NULL, &local_error))
    g_clear_pointer (&result, g_free);

  if (result == NULL)
    {
      g_autofree char *quoted = op_text_quote (path);

      g_set_error (
          error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "File ‘%s’: %s", quoted, local_error->message);
    }

  return g_steal_pointer (&result);
}
