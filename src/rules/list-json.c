/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/list-json.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/text.h"

/* The largest honest value is a file with 17 URLs of 8 KiB; as a tree of JSON values this
 * many bytes become some 20 MiB at the worst. */
#define MAX_VALUE_BYTES (256 * OP_KIB)

/* No NUL in strings, no overflow, no bad UTF-8: jansson refuses those by itself. */
#define JSON_FLAGS (JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY)

char
op_json_cursor_peek (OpJsonCursor *self)
{
  while (self->position < self->n_bytes)
    {
      char c = self->text[self->position];

      if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
        return c;
      self->position++;
    }

  return '\0';
}

gboolean
op_json_cursor_accept (OpJsonCursor *self, char expected)
{
  if (op_json_cursor_peek (self) != expected)
    return FALSE;

  self->position++;

  return TRUE;
}

gboolean
op_json_cursor_expect (OpJsonCursor *self, char expected, GError **error)
{
  if (op_json_cursor_accept (self, expected))
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_BAD_FILE_LIST,
               "This is not JSON: ‘%c’ expected at byte %" G_GSIZE_FORMAT,
               expected,
               self->position);

  return FALSE;
}

json_t *
op_json_cursor_read (OpJsonCursor *self, GError **error)
{
  size_t n_left = self->n_bytes - self->position;
  size_t n_window = MIN (n_left, MAX_VALUE_BYTES);
  json_error_t json_error = { 0 };
  g_autofree char *what = NULL;
  json_t *value;

  value = json_loadb (self->text + self->position, n_window, JSON_FLAGS, &json_error);
  if (value != NULL)
    {
      self->position += json_error.position;
      return value;
    }

  /* The end of the window may also cut a character into halves. */
  if (n_window < n_left && (size_t) json_error.position + 8 >= n_window)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_FILE_LIST,
                   "The value at byte %" G_GSIZE_FORMAT " is longer than 256 KiB",
                   self->position);
      return NULL;
    }

  what = op_text_quote (json_error.text);
  g_set_error (error,
               OP_ERROR,
               OP_ERROR_BAD_FILE_LIST,
               "This is not JSON as it should be: %s, at byte %" G_GSIZE_FORMAT,
               what,
               self->position + json_error.position);

  return NULL;
}

char *
op_json_cursor_read_key (OpJsonCursor *self, GError **error)
{
  g_autoptr(json_t) key = NULL;

  if (op_json_cursor_peek (self) != '"')
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_BAD_FILE_LIST,
                   "This is not JSON: a key in quotes expected at byte %" G_GSIZE_FORMAT,
                   self->position);
      return NULL;
    }

  key = op_json_cursor_read (self, error);
  if (key == NULL || !op_json_cursor_expect (self, ':', error))
    return NULL;

  return g_strdup (json_string_value (key));
}
