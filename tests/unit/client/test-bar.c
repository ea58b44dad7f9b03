/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/bar.h"
#include "client/cli/format.h"

#include <string.h>

static const OpBarFacts half_way = {
  .label = "com.example.editor",
  .bytes_total = 200000000,
  .bytes_done = 100000000,
  .bytes_per_second = 2000000,
  .seconds_left = 50,
  .files_total = 1200,
  .files_done = 600,
};

static void
test_fits_every_width (void)
{
  for (unsigned columns = 0; columns <= 250; columns++)
    {
      g_autofree char *line = op_bar_format (&half_way, columns);

      g_test_message ("%3u: %s", columns, line);
      g_assert_cmpuint (op_text_width (line), <=, columns);
      if (columns >= 20)
        g_assert_nonnull (strstr (line, "50%  [#"));
    }
}

static void
test_wide_says_all (void)
{
  g_autofree char *line = op_bar_format (&half_way, 120);

  g_assert_true (g_str_has_prefix (line, "com.example.editor   50%  [####"));
  g_assert_nonnull (strstr (line, "----]  100 MB of 200 MB  2.00 MB/s  0:50 left"));
  g_assert_true (g_str_has_suffix (line, "600 of 1200 files"));
}

static void
test_narrow_keeps_what_counts (void)
{
  g_autofree char *line = op_bar_format (&half_way, 40);

  g_assert_nonnull (strstr (line, "50%"));
  g_assert_nonnull (strstr (line, "0:50 left"));
  g_assert_null (strstr (line, "files"));
}

static void
test_ends_at_a_hundred (void)
{
  OpBarFacts facts = half_way;
  g_autofree char *almost = NULL;
  g_autofree char *all = NULL;
  g_autofree char *too_much = NULL;

  facts.bytes_done = facts.bytes_total - 1;
  almost = op_bar_format (&facts, 60);
  facts.bytes_done = facts.bytes_total;
  all = op_bar_format (&facts, 60);
  facts.bytes_done = G_MAXUINT64 - 1;
  too_much = op_bar_format (&facts, 60);

  g_assert_nonnull (strstr (almost, " 99%"));
  g_assert_nonnull (strstr (all, "100%"));
  g_assert_null (strchr (all, '-'));
  g_assert_nonnull (strstr (too_much, "100%"));
}

static void
test_unknown_total_has_no_bar (void)
{
  OpBarFacts facts = half_way;
  g_autofree char *line = NULL;

  facts.bytes_total = G_MAXUINT64;
  facts.seconds_left = G_MAXUINT32;
  line = op_bar_format (&facts, 80);

  g_assert_null (strchr (line, '['));
  g_assert_null (strchr (line, '%'));
  g_assert_null (strstr (line, "left"));
  g_assert_nonnull (strstr (line, "100 MB"));
}

static void
test_waiting_says_why (void)
{
  OpBarFacts facts = half_way;
  g_autofree char *line = NULL;
  g_autofree char *described = NULL;
  g_autofree char *cut = NULL;

  facts.state = "waiting: there is no network";
  line = op_bar_format (&facts, 80);
  described = op_bar_describe (&facts);
  cut = op_bar_format (&facts, 30);

  g_assert_cmpstr (line, ==, "com.example.editor   50%  waiting: there is no network");
  g_assert_cmpstr (described, ==, line);
  g_assert_cmpuint (op_text_width (cut), ==, 30);
}

static void
test_describes_without_bar (void)
{
  g_autofree char *text = op_bar_describe (&half_way);

  g_assert_cmpstr (text,
                   ==,
                   "com.example.editor   50%  100 MB of 200 MB  2.00 MB/s  0:50 left  "
                   "600 of 1200 files");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bar/fits-every-width", test_fits_every_width);
  g_test_add_func ("/bar/wide-says-all", test_wide_says_all);
  g_test_add_func ("/bar/narrow-keeps-what-counts", test_narrow_keeps_what_counts);
  g_test_add_func ("/bar/ends-at-a-hundred", test_ends_at_a_hundred);
  g_test_add_func ("/bar/unknown-total-has-no-bar", test_unknown_total_has_no_bar);
  g_test_add_func ("/bar/waiting-says-why", test_waiting_says_why);
  g_test_add_func ("/bar/describes-itself-without-a-bar", test_describes_without_bar);

  return g_test_run ();
}
