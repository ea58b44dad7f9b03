/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/version.h"

#include <string.h>

static void
test_knows_a_version (void)
{
  static const char *const good[] = { "1", "1.0", "16.0.1234.1001", "a+b_c-d", "2024.1-rc1" };
  static const char *const bad[] = { "",    ".1",   "-1",   "..",  "1/2",         "1 2",
                                     "1~1", "1.0~", "../1", "1\n", "1.0\xc3\xbc", "_1" };
  g_autofree char *longest = g_strnfill (64, '1');
  g_autofree char *too_long = g_strnfill (65, '1');

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (op_version_is_valid (good[i]));
  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (op_version_is_valid (bad[i]));

  g_assert_true (op_version_is_valid (longest));
  g_assert_false (op_version_is_valid (too_long));
}

/* Oldest first; those of one line are as old as each other. */
static const char *const ages[][4] = {
  { "a" },
  { "b" },
  { "0", "00", "0." },
  { "0.9" },
  { "1", "01", "1.", "1-" },
  { "1.a" },
  { "1.b" },
  { "1.0", "1-0", "1_00", "1+0" },
  { "1.0a", "1.0.a", "1.0-a" },
  { "1.0rc1" },
  { "1.0rc2" },
  { "1.0rc10" },
  { "1.0.1" },
  { "1.2" },
  { "1.10" },
  { "1.9999999999999999999999999999999999999998" },
  { "1.9999999999999999999999999999999999999999" },
  { "1.10000000000000000000000000000000000000000" },
  { "2" },
  { "16.0.1234.1001" },
  { "16.0.1234.1002" },
};

static int
sign (int order)
{
  return (order > 0) - (order < 0);
}

static void
test_orders_any_two (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      for (size_t j = 0; j < G_N_ELEMENTS (ages); j++)
        {
          int expected = sign ((int) i - (int) j);

          for (size_t k = 0; k < 16; k++)
            {
              const char *a = ages[i][k / 4], *b = ages[j][k % 4];

              if (a == NULL || b == NULL)
                continue;
              g_test_message ("%s, %s", a, b);
              g_assert_cmpint (sign (op_version_compare (a, b)), ==, expected);
            }
        }
    }
}

static void
test_the_release_number_decides_when_both_have_one (void)
{
  g_assert_cmpint (op_release_compare ("1.0", 8, "2.0", 7), >, 0);
  g_assert_cmpint (op_release_compare ("2.0", 7, "2.0", 7), ==, 0);
  g_assert_cmpint (op_release_compare ("1.0", 0, "2.0", 7), <, 0);
  g_assert_cmpint (op_release_compare ("1.0", 8, "2.0", 0), <, 0);
  g_assert_cmpint (op_release_compare ("1.0", G_MAXUINT64, "2.0", 1), >, 0);
}

static void
test_finds_the_number_in_a_path (void)
{
  static const struct
  {
    const char *path, *version;
  } cases[] = {
    { "/office/data/16.0.1234.1001/", "16.0.1234.1001" },
    { "1.2", "1.2" },
    { "a/1.2/3.4/", "1.2" },
    { "/office/data/", NULL },
    { "", NULL },
    { "a/16/", NULL },
    { "a/v1.2/", NULL },
    { "a/1.2-rc/", NULL },
    { "a/1..2/", NULL },
    { "a/.1/", NULL },
    { "a/1./", NULL },
    { "a/../", NULL },
    { "1.2345678901234567890123456789012345678901234567890123456789012345/", NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *version = op_version_find_in_path (cases[i].path);

      g_assert_cmpstr (version, ==, cases[i].version);
    }
}

static void
test_a_tree_has_the_name_of_its_version (void)
{
  g_autofree char *plain = op_tree_name ("1.0", 0);
  g_autofree char *repaired = op_tree_name ("1.0", 12);
  g_autofree char *version = NULL;
  unsigned repair = 7;

  g_assert_cmpstr (plain, ==, "1.0");
  g_assert_cmpstr (repaired, ==, "1.0~12");

  version = op_tree_name_get_version (repaired, &repair);
  g_assert_cmpstr (version, ==, "1.0");
  g_assert_cmpuint (repair, ==, 12);

  g_free (version);
  version = op_tree_name_get_version (plain, &repair);
  g_assert_cmpstr (version, ==, "1.0");
  g_assert_cmpuint (repair, ==, 0);
}

static void
test_what_is_no_tree (void)
{
  static const char *const bad[] = { "",       ".",       "..",  "1.0~",    "1.0~partial",
                                     "1.0~01", "1.0~0",   "~1",  "1.0~1~2", "1.0~+1",
                                     "1.0~ 1", "1.0~\v1", "a/b", "1.0~-1",  "1.0~4294967296" };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_null (op_tree_name_get_version (bad[i], NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/version/knows-a-version", test_knows_a_version);
  g_test_add_func ("/version/orders-any-two", test_orders_any_two);
  g_test_add_func ("/version/the-release-number-decides-when-both-have-one",
                   test_the_release_number_decides_when_both_have_one);
  g_test_add_func ("/version/finds-the-number-in-a-path", test_finds_the_number_in_a_path);
  g_test_add_func ("/version/a-tree-has-the-name-of-its-version",
                   test_a_tree_has_the_name_of_its_version);
  g_test_add_func ("/version/what-is-no-tree", test_what_is_no_tree);

  return g_test_run ();
}
