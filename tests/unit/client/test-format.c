/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/format.h"
#include "client/cli/parameters.h"

static const struct
{
  guint64 bytes;
  const char *text;
} sizes[] = {
  { 0, "0 B" },
  { 999, "999 B" },
  { 1000, "1.00 kB" },
  { 9994, "9.99 kB" },
  { 9995, "10.0 kB" },
  { 99949, "99.9 kB" },
  { 99950, "100 kB" },
  { 999499, "999 kB" },
  { 999500, "1.00 MB" },
  { G_GUINT64_CONSTANT (123456789012), "123 GB" },
  { G_MAXUINT64, "18.4 EB" },
};

static void
test_sizes (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = op_format_size (sizes[i].bytes);

      g_assert_cmpstr (text, ==, sizes[i].text);
    }
}

static const struct
{
  guint seconds;
  const char *text;
} durations[] = {
  { 0, "0:00" },          { 59, "0:59" },         { 60, "1:00" },
  { 3599, "59:59" },      { 3600, "1:00:00" },    { 86399, "23:59:59" },
  { 86400, "1 d 00:00" }, { 90061, "1 d 01:01" }, { G_MAXUINT32, "49710 d 06:28" },
};

static void
test_durations (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (durations); i++)
    {
      g_autofree char *text = op_format_duration (durations[i].seconds);

      g_assert_cmpstr (text, ==, durations[i].text);
    }
}

static void
test_times (void)
{
  g_autofree char *never = op_format_time (0);
  g_autofree char *some = op_format_time (G_GUINT64_CONSTANT (1700000000000000));
  g_autofree char *absurd = op_format_time (G_MAXUINT64);

  g_assert_cmpstr (never, ==, "never");
  g_assert_true (g_str_has_prefix (some, "2023-11-1"));
  g_assert_nonnull (absurd);
}

/* What would move the cursor, ring, turn text around or end the line. */
static const struct
{
  const char *text;
  const char *escaped;
} escapes[] = {
  { "plain", "plain" },
  { "Größe 大", "Größe 大" },
  { "\033[31mred", "\\x1b[31mred" },
  { "a\nb\tc\r", "a\\x0ab\\x09c\\x0d" },
  { "\x7f", "\\x7f" },
  { "\302\233A", "\\x9bA" },
  { "\342\200\256evil", "\\u202eevil" },
  { "\342\200\250line", "\\u2028line" },
};

static void
test_escapes (void)
{
  g_autofree char *invalid = op_escape_text ("a\xff");

  for (size_t i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      g_autofree char *escaped = op_escape_text (escapes[i].text);

      g_assert_cmpstr (escaped, ==, escapes[i].escaped);
    }
  g_assert_true (g_utf8_validate (invalid, -1, NULL));
}

static void
test_widths (void)
{
  g_autofree char *fits = op_text_truncate ("abc", 3);
  g_autofree char *cut = op_text_truncate ("abcd", 3);
  g_autofree char *wide = op_text_truncate ("大大大", 4);
  g_autofree char *none = op_text_truncate ("abc", 0);

  g_assert_cmpuint (op_text_width ("a大e\314\201"), ==, 4);
  g_assert_cmpstr (fits, ==, "abc");
  g_assert_cmpstr (cut, ==, "ab…");
  g_assert_cmpstr (wide, ==, "大…");
  g_assert_cmpstr (none, ==, "");
}

static const struct
{
  const char *words[4];
  const char *joined;
} parameters[] = {
  { { NULL }, "" },
  { { "a=b", NULL }, "a=b" },
  { { "a=b", "c=d", NULL }, "a=b c=d" },
  { { "a=b c", NULL }, "a=\"b c\"" },
  { { "a=say \"x\"", NULL }, "a=\"say \\\"x\\\"\"" },
  { { "a=C:\\dir", NULL }, "a=\"C:\\\\dir\"" },
  { { "a=b=c", NULL }, "a=b=c" },
  { { "a=", NULL }, "a=" },
};

static void
test_parameters (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *joined = op_join_parameters (parameters[i].words, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (joined, ==, parameters[i].joined);
    }
}

static void
test_refuses_parameters (void)
{
  const char *const refused[] = { "word", "=value", "two words=x", "qu\"ote=x" };

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const char *const words[] = { "good=x", refused[i], NULL };
      g_autoptr(GError) error = NULL;

      g_assert_null (op_join_parameters (words, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/a-size-has-three-digits-and-a-unit", test_sizes);
  g_test_add_func ("/format/a-duration-has-the-units-it-needs", test_durations);
  g_test_add_func ("/format/a-time-is-local-or-never", test_times);
  g_test_add_func ("/format/nothing-moves-the-cursor", test_escapes);
  g_test_add_func ("/format/wide-and-combining-characters-count", test_widths);
  g_test_add_func ("/parameters/what-needs-quotes-gets-them", test_parameters);
  g_test_add_func ("/parameters/what-is-no-pair-is-refused", test_refuses_parameters);

  return g_test_run ();
}
