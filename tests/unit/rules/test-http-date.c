/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/http-date.h"

#include <locale.h>

/* The moment of RFC 9110's examples. */
#define EXAMPLE_USEC (G_GINT64_CONSTANT (784111777) * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  const char *text;
  gint64 usec;
} Case;

static const Case cases[] = {
  { "usual", "Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE_USEC },
  { "rfc850", "Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE_USEC },
  { "asctime", "Sun Nov  6 08:49:37 1994", EXAMPLE_USEC },
  { "asctime-two-digits",
    "Wed Nov 16 08:49:37 1994",
    EXAMPLE_USEC + G_GINT64_CONSTANT (864000) * G_USEC_PER_SEC },
  { "rfc850-this-century",
    "Tuesday, 04-Feb-25 00:00:00 GMT",
    G_GINT64_CONSTANT (1738627200) * G_USEC_PER_SEC },
  { "leap-day", "Thu, 29 Feb 2024 00:00:00 GMT", G_GINT64_CONSTANT (1709164800) * G_USEC_PER_SEC },
  { "leap-second",
    "Sat, 31 Dec 2016 23:59:60 GMT",
    G_GINT64_CONSTANT (1483228799) * G_USEC_PER_SEC },
};

static const struct
{
  const char *name;
  const char *text;
} refused[] = {
  { "empty", "" },
  { "number", "784111777" },
  { "iso", "1994-11-06T08:49:37Z" },
  { "no-weekday", "06 Nov 1994 08:49:37 GMT" },
  { "other-zone", "Sun, 06 Nov 1994 08:49:37 CET" },
  { "no-zone", "Sun, 06 Nov 1994 08:49:37" },
  { "french", "dim., 06 nov. 1994 08:49:37 GMT" },
  { "lower-case-month", "Sun, 06 nov 1994 08:49:37 GMT" },
  { "one-digit-day", "Sun, 6 Nov 1994 08:49:37 GMT" },
  { "day-0", "Sun, 00 Nov 1994 08:49:37 GMT" },
  { "day-31-of-november", "Sun, 31 Nov 1994 08:49:37 GMT" },
  { "29-february-of-another-year", "Sun, 29 Feb 2023 08:49:37 GMT" },
  { "hour-24", "Sun, 06 Nov 1994 24:49:37 GMT" },
  { "minute-60", "Sun, 06 Nov 1994 08:60:37 GMT" },
  { "second-61", "Sun, 06 Nov 1994 08:49:61 GMT" },
  { "cut-in-the-time", "Sun, 06 Nov 1994 08:4" },
  { "cut-in-the-zone", "Sun, 06 Nov 1994 08:49:37 GM" },
  { "more-behind", "Sun, 06 Nov 1994 08:49:37 GMT+1" },
  { "space-before", " Sun, 06 Nov 1994 08:49:37 GMT" },
  { "year-0", "Sun, 06 Nov 0000 08:49:37 GMT" },
};

static void
test_reads (gconstpointer data)
{
  const Case *c = data;
  gint64 usec;

  g_assert_true (op_http_date_parse (c->text, &usec));
  g_assert_cmpint (usec, ==, c->usec);
}

static void
test_refuses (gconstpointer text)
{
  gint64 usec = 42;

  g_assert_false (op_http_date_parse (text, &usec));
  g_assert_cmpint (usec, ==, 42);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/http-date/reads/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_reads);
    }

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/http-date/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, refused[i].text, test_refuses);
    }

  return g_test_run ();
}
