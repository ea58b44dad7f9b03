/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/http-date.h"

#include <string.h>

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const short_days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const long_days[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday" };

/* a, A: day of the week, short and long; b: month; d, e: day, with 0 or a space before a
 * single digit; t: time; y, Y: year. Everything else stands for itself. */
static const char *const forms[] = {
  "a, d b Y t GMT",
  "A, d-b-y t GMT",
  "a b e t Y",
};

typedef struct
{
  unsigned year;
  unsigned month;
  unsigned day;
  unsigned hour;
  unsigned minute;
  unsigned second;
} Fields;

static gboolean
take_number (const char **rest, unsigned n_digits, unsigned *out_number)
{
  unsigned number = 0;

  for (unsigned i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (**rest))
        return FALSE;
      number = number * 10 + g_ascii_digit_value (*(*rest)++);
    }
  *out_number = number;

  return TRUE;
}

static gboolean
take_name (const char **rest, const char *const *names, unsigned n_names, unsigned *out_index)
{
  for (unsigned i = 0; i < n_names; i++)
    {
      if (g_str_has_prefix (*rest, names[i]))
        {
          *rest += strlen (names[i]);
          *out_index = i;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
take_char (const char **rest, char wanted)
{
  return *(*rest)++ == wanted;
}

static gboolean
take_time (const char **rest, Fields *fields)
{
  return take_number (rest, 2, &fields->hour) && take_char (rest, ':') &&
         take_number (rest, 2, &fields->minute) && take_char (rest, ':') &&
         take_number (rest, 2, &fields->second);
}

static gboolean
take_short_year (const char **rest, Fields *fields)
{
  if (!take_number (rest, 2, &fields->year))
    return FALSE;
  fields->year += fields->year < 70 ? 2000 : 1900;

  return TRUE;
}

static gboolean
take_padded_day (const char **rest, Fields *fields)
{
  if (**rest != ' ')
    return take_number (rest, 2, &fields->day);

  (*rest)++;
  return take_number (rest, 1, &fields->day);
}

static gboolean
take_part (const char **rest, char part, Fields *fields)
{
  unsigned unused;

  switch (part)
    {
    case 'a':
      return take_name (rest, short_days, G_N_ELEMENTS (short_days), &unused);
    case 'A':
      return take_name (rest, long_days, G_N_ELEMENTS (long_days), &unused);
    case 'b':
      return take_name (rest, months, G_N_ELEMENTS (months), &fields->month);
    case 'd':
      return take_number (rest, 2, &fields->day);
    case 'e':
      return take_padded_day (rest, fields);
    case 'y':
      return take_short_year (rest, fields);
    case 'Y':
      return take_number (rest, 4, &fields->year);
    case 't':
      return take_time (rest, fields);
    default:
      return take_char (rest, part);
    }
}

static gboolean
matches (const char *text, const char *form, Fields *out_fields)
{
  for (; *form != '\0'; form++)
    {
      if (*text == '\0' || !take_part (&text, *form, out_fields))
        return FALSE;
    }

  return *text == '\0';
}

gboolean
op_http_date_parse (const char *text, gint64 *out_usec)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      Fields fields = { 0 };
      g_autoptr(GDateTime) date = NULL;

      if (!matches (text, forms[i], &fields))
        continue;

      /* There may be a leap second; GDateTime knows none. */
      date = g_date_time_new_utc (fields.year,
                                  fields.month + 1,
                                  fields.day,
                                  fields.hour,
                                  fields.minute,
                                  fields.second == 60 ? 59 : fields.second);
      if (date == NULL)
        return FALSE;

      *out_usec = g_date_time_to_unix (date) * G_USEC_PER_SEC;
      return TRUE;
    }

  return FALSE;
}
