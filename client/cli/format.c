/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/format.h"

#include <string.h>

/**
 * op_format_size:
 * @bytes: a size
 *
 * Returns: (transfer full): three digits and a decimal unit, such as "12.3 MB"
 */
char *
op_format_size (guint64 bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
  double value = (double) bytes;
  size_t unit = 0;

  if (bytes < 1000)
    return g_strdup_printf ("%u B", (unsigned) bytes);

  /* Compared with what "%.0f" rounds up to a fourth digit. */
  for (value /= 1000; value >= 999.5 && unit + 1 < G_N_ELEMENTS (units); unit++)
    value /= 1000;

  if (value < 9.995)
    return g_strdup_printf ("%.2f %s", value, units[unit]);
  if (value < 99.95)
    return g_strdup_printf ("%.1f %s", value, units[unit]);

  return g_strdup_printf ("%.0f %s", value, units[unit]);
}

/**
 * op_format_duration:
 * @seconds: a duration
 *
 * Returns: (transfer full): such as "0:31", "12:05", "1:02:33", "3 d 04:05"
 */
char *
op_format_duration (guint seconds)
{
  guint days = seconds / 86400;
  guint hours = seconds / 3600 % 24;
  guint minutes = seconds / 60 % 60;

  if (days > 0)
    return g_strdup_printf ("%u d %02u:%02u", days, hours, minutes);
  if (hours > 0)
    return g_strdup_printf ("%u:%02u:%02u", hours, minutes, seconds % 60);

  return g_strdup_printf ("%u:%02u", minutes, seconds % 60);
}

/**
 * op_format_time:
 * @time_usec: microseconds since the epoch; 0 for never
 *
 * Returns: (transfer full): date and local time
 */
char *
op_format_time (guint64 time_usec)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;

  if (time_usec == 0)
    return g_strdup ("never");

  utc = g_date_time_new_from_unix_utc ((gint64) (time_usec / G_USEC_PER_SEC));
  if (utc == NULL)
    return g_strdup ("at no time that there is");
  local = g_date_time_to_local (utc);

  return g_date_time_format (local, "%F %T");
}

/* Control characters move the cursor, and formatting characters turn text around. */
static gboolean
is_harmless (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && type != G_UNICODE_SURROGATE &&
         type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

/**
 * op_escape_text:
 * @text: from anywhere
 *
 * Returns: (transfer full): one line of valid UTF-8 that a terminal only shows
 */
char *
op_escape_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *escaped = g_string_sized_new (strlen (valid));

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar unichar = g_utf8_get_char (c);

      if (is_harmless (unichar))
        g_string_append_unichar (escaped, unichar);
      else if (unichar < 0x100)
        g_string_append_printf (escaped, "\\x%02x", unichar);
      else
        g_string_append_printf (escaped, "\\u%04x", unichar);
    }

  return g_string_free (escaped, FALSE);
}

static unsigned
unichar_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;

  return g_unichar_iswide (c) ? 2 : 1;
}

/**
 * op_text_width:
 * @text: valid UTF-8
 *
 * Returns: how many columns of a terminal it takes
 */
unsigned
op_text_width (const char *text)
{
  unsigned width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += unichar_width (g_utf8_get_char (c));

  return width;
}

/**
 * op_text_truncate:
 * @text: valid UTF-8
 * @columns: how many columns it may take
 *
 * Returns: (transfer full): as much of it as fits, with an ellipsis for the rest
 */
char *
op_text_truncate (const char *text, unsigned columns)
{
  unsigned width = 0;
  const char *c;

  if (op_text_width (text) <= columns)
    return g_strdup (text);
  if (columns == 0)
    return g_strdup ("");

  for (c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      width += unichar_width (g_utf8_get_char (c));
      if (width > columns - 1)
        break;
    }

  return g_strdup_printf ("%.*s…", (int) (c - text), text);
}
