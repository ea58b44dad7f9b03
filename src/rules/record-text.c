/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/record-text.h"

#include <string.h>

static gboolean
needs_escape (guint8 byte)
{
  return byte <= ' ' || byte == '%' || byte == 0x7f;
}

void
op_record_append_string (GString *text, const char *string)
{
  for (; *string != '\0'; string++)
    {
      if (needs_escape (*string))
        g_string_append_printf (text, "%%%02X", (guint8) *string);
      else
        g_string_append_c (text, *string);
    }
}

gboolean
op_record_next_line (OpRecordReader *self)
{
  const char *newline = memchr (self->rest, '\n', self->end - self->rest);

  if (newline == NULL || memchr (self->rest, '\0', newline - self->rest) != NULL)
    return FALSE;

  g_string_truncate (self->line, 0);
  g_string_append_len (self->line, self->rest, newline - self->rest);
  self->field = self->line->str;
  self->rest = newline + 1;
  self->line_number++;

  return TRUE;
}

static char *
take_field (OpRecordReader *self)
{
  char *field = self->field;
  char *space = field != NULL ? strchr (field, ' ') : NULL;

  if (space != NULL)
    *space++ = '\0';
  self->field = space;

  return field;
}

const char *
op_record_take_field (OpRecordReader *self)
{
  const char *field = take_field (self);

  return field != NULL ? field : "";
}

static gboolean
take_number (OpRecordReader *self, unsigned base, guint64 max, guint64 *out_number)
{
  const char *field = op_record_take_field (self);

  /* The function below would skip a vertical tab. */
  if (!g_ascii_isdigit (field[0]) || (field[0] == '0' && field[1] != '\0'))
    return FALSE;

  return g_ascii_string_to_unsigned (field, base, 0, max, out_number, NULL);
}

gboolean
op_record_take_number (OpRecordReader *self, guint64 max, guint64 *out_number)
{
  return take_number (self, 10, max, out_number);
}

gboolean
op_record_take_octal (OpRecordReader *self, guint64 max, guint64 *out_number)
{
  return take_number (self, 8, max, out_number);
}

gboolean
op_record_take_signed (OpRecordReader *self, gint64 *out_number)
{
  gboolean is_negative = self->field != NULL && *self->field == '-';
  guint64 number;

  if (is_negative)
    self->field++;

  if (!take_number (self, 10, G_MAXINT64, &number) || (is_negative && number == 0))
    return FALSE;
  *out_number = is_negative ? -(gint64) number : (gint64) number;

  return TRUE;
}

gboolean
op_record_take_sha256 (OpRecordReader *self, OpSha256 *out_sha256)
{
  const char *field = op_record_take_field (self);

  return strpbrk (field, "ABCDEF") == NULL && op_sha256_from_hex (field, out_sha256);
}

/* The byte that @escape, `%XX`, stands for; 0 if it stands for none that is escaped. */
static guint8
unescape_byte (const char *escape)
{
  guint8 byte;

  if (!g_ascii_isxdigit (escape[1]) || !g_ascii_isxdigit (escape[2]) ||
      g_ascii_islower (escape[1]) || g_ascii_islower (escape[2]))
    return 0;

  byte = g_ascii_xdigit_value (escape[1]) << 4 | g_ascii_xdigit_value (escape[2]);

  return needs_escape (byte) ? byte : 0;
}

const char *
op_record_take_string (OpRecordReader *self)
{
  char *field = take_field (self);
  char *to = field;

  if (field == NULL)
    return NULL;

  for (const char *from = field; *from != '\0'; from++)
    {
      guint8 byte = *from;

      if (byte == '%')
        {
          byte = unescape_byte (from);
          if (byte == 0)
            return NULL;
          from += 2;
        }
      else if (needs_escape (byte))
        return NULL;
      *to++ = byte;
    }
  *to = '\0';

  return field;
}
