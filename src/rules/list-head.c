/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/list-head.h"

#include "base/error.h"
#include "rules/url.h"
#include "rules/version.h"

#define MAX_URGENCY 3

static gboolean
take_string (const json_t *value, const char *key, char **field, GError **error)
{
  if (!json_is_string (value))
    {
      g_set_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "‘%s’ must be a string", key);
      return FALSE;
    }
  *field = g_strdup (json_string_value (value));

  return TRUE;
}

static gboolean
take_number (const json_t *value, const char *key, guint64 max, guint64 *field, GError **error)
{
  if (!json_is_integer (value) || json_integer_value (value) < 0 ||
      (guint64) json_integer_value (value) > max)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_FILE_LIST,
                   "‘%s’ must be a whole number from 0 to %" G_GUINT64_FORMAT,
                   key,
                   max);
      return FALSE;
    }
  *field = json_integer_value (value);

  return TRUE;
}

/* People will be shown this and click on it: it has to be a page. */
static gboolean
check_notes_url (const char *notes_url, GError **error)
{
  g_autoptr(GError) reason = NULL;
  OpScheme scheme;

  if (!op_url_check (notes_url, &scheme, &reason))
    {
      g_set_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "‘notes_url’: %s", reason->message);
      return FALSE;
    }

  if (scheme == OP_SCHEME_FILE)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_FILE_LIST,
                   "‘notes_url’ must begin with ‘https://’ or ‘http://’");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_version (const char *version, GError **error)
{
  if (op_version_is_valid (version))
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_BAD_FILE_LIST,
               "‘version’ is not one: 1 to 64 of ‘A-Z a-z 0-9 . + _ -’, a letter or digit first");

  return FALSE;
}

const char *
op_list_key_canonical (const char *key)
{
  return g_str_equal (key, "notesUrl") ? "notes_url" : key;
}

gboolean
op_list_head_take (OpListHead *self, const char *key, const json_t *value, GError **error)
{
  guint64 urgency = self->urgency;

  /* As good as absent: services write null for what they lack. */
  if (json_is_null (value))
    return TRUE;
  if (g_str_equal (key, "product"))
    return take_string (value, key, &self->product, error);
  if (g_str_equal (key, "version"))
    return take_string (value, key, &self->version, error) && check_version (self->version, error);
  if (g_str_equal (key, "notes_url"))
    return take_string (value, key, &self->notes_url, error) &&
           check_notes_url (self->notes_url, error);
  if (g_str_equal (key, "release"))
    return take_number (value, key, G_MAXINT64, &self->release, error);
  if (g_str_equal (key, "urgency"))
    {
      if (!take_number (value, key, MAX_URGENCY, &urgency, error))
        return FALSE;
      self->urgency = urgency;
    }

  return TRUE;
}

void
op_list_head_clear (OpListHead *self)
{
  g_clear_pointer (&self->product, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->notes_url, g_free);
}
