/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "content/languages.h"

#include <string.h>

static void
test_knows_what_office_ships (void)
{
  static const struct
  {
    const char *tag;
    guint32 lcid;
  } cases[] = {
    { "en-us", 1033 },          { "fr-fr", 1036 },      { "de-de", 1031 },
    { "es-es", 3082 },          { "pt-br", 1046 },      { "pt-pt", 2070 },
    { "zh-cn", 2052 },          { "zh-tw", 1028 },      { "nb-no", 1044 },
    { "ja-jp", 1041 },          { "sr-latn-rs", 9242 }, { "sr-cyrl-rs", 10266 },
    { "ca-es-valencia", 2051 }, { "bs-latn-ba", 5146 }, { "prs-af", 1164 },
    { "en-gb", 2057 },          { "fr-ca", 3084 },      { "es-mx", 2058 },
    { "hi-in", 1081 },          { "kk-kz", 1087 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (op_language_get_lcid (cases[i].tag), ==, cases[i].lcid);
      g_assert_cmpstr (op_language_get_tag (cases[i].lcid), ==, cases[i].tag);
    }
}

static void
test_takes_tags_in_any_case (void)
{
  g_assert_cmpuint (op_language_get_lcid ("FR-fr"), ==, 1036);
  g_assert_cmpuint (op_language_get_lcid ("sr-Latn-RS"), ==, 9242);
}

static void
test_says_when_it_does_not_know (void)
{
  g_assert_cmpuint (op_language_get_lcid (""), ==, 0);
  g_assert_cmpuint (op_language_get_lcid ("fr_FR"), ==, 0);
  g_assert_cmpuint (op_language_get_lcid ("x-none"), ==, 0);
  g_assert_null (op_language_get_tag (0));
  g_assert_null (op_language_get_tag (0x10409));
}

/* Both ways, for every id there can be. */
static void
test_no_id_and_no_tag_is_there_twice (void)
{
  unsigned n_languages = 0;

  for (guint32 lcid = 1; lcid <= 0xffff; lcid++)
    {
      const char *tag = op_language_get_tag (lcid);
      g_autofree char *lower = NULL;

      if (tag == NULL)
        continue;

      n_languages++;
      lower = g_ascii_strdown (tag, -1);
      g_assert_cmpstr (tag, ==, lower);
      g_assert_cmpuint (op_language_get_lcid (tag), ==, lcid);
    }

  g_assert_cmpuint (n_languages, >, 400);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/languages/knows-what-office-ships", test_knows_what_office_ships);
  g_test_add_func ("/languages/takes-tags-in-any-case", test_takes_tags_in_any_case);
  g_test_add_func ("/languages/says-when-it-does-not-know", test_says_when_it_does_not_know);
  g_test_add_func ("/languages/no-id-and-no-tag-is-there-twice",
                   test_no_id_and_no_tag_is_there_twice);

  return g_test_run ();
}
