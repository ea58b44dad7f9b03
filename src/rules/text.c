/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/text.h"

#define MAX_QUOTED_BYTES 200

gboolean
op_text_has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      unsigned char byte = *p;

      if (byte < 0x20 || byte == 0x7f)
        return TRUE;
      /* C1, U+0080 to U+009F, is C2 80 to C2 9F. */
      if (byte == 0xc2 && (unsigned char) p[1] >= 0x80 && (unsigned char) p[1] <= 0x9f)
        return TRUE;
    }

  return FALSE;
}

/**
 * op_text_quote:
 * @text: anything
 *
 * Returns: (transfer full): @text as it may stand in a message
 */
char *
op_text_quote (const char *text)
{
  GString *quoted = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      gunichar c = g_utf8_get_char_validated (p, -1);

      if (quoted->len >= MAX_QUOTED_BYTES)
        {
          g_string_append (quoted, "…");
          break;
        }

      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_c (quoted, '?');
          p++;
          continue;
        }

      if (g_unichar_iscntrl (c))
        g_string_append_c (quoted, '?');
      else
        g_string_append_unichar (quoted, c);
      p = g_utf8_next_char (p);
    }

  return g_string_free (quoted, FALSE);
}
