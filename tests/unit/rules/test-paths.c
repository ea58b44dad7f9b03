/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/paths.h"

#include <string.h>

#include "base/error.h"

/* Each is refused, with this word in the message. */
typedef struct
{
  const char *name, *path, *word;
} BadPath;

static void
test_takes_what_applications_have (void)
{
  static const char *const good[] = {
    "a",   "bin/app",  "lib/libx.so.1.2.3",    ".hidden",
    "...", "a..b/c..", "with space/Grüße.txt", "back\\slash",
    "C:",  "~partial",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean ok = op_path_check (good[i], &error);

      g_assert_no_error (error);
      g_assert_true (ok);
    }
}

static void
assert_refused (gboolean ok, const GError *error, const char *word)
{
  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
  g_assert_false (ok);
  g_test_message ("%s", error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refuses (gconstpointer data)
{
  const BadPath *c = data;
  g_autoptr(GError) error = NULL;
  gboolean ok = op_path_check (c->path, &error);

  assert_refused (ok, error, c->word);
}

/* clang-format off */
static const BadPath refused[] = {
  { "empty",           "",                 "empty" },
  { "absolute",        "/etc/shadow",      "absolute" },
  { "dot-dot",         "..",               "‘..’" },
  { "dot-dot-first",   "../x",             "‘..’" },
  { "dot-dot-inside",  "a/../b",           "‘..’" },
  { "dot-dot-last",    "a/..",             "‘..’" },
  { "dot",             "a/./b",            "‘.’" },
  { "empty-part",      "a//b",             "empty part" },
  { "ends-in-slash",   "a/",               "empty part" },
  { "newline",         "a\nb",             "control" },
  { "delete",          "a\177b",           "control" },
  { "c1-control",      "a\xc2\x9b" "b",    "control" },
  { "bad-utf-8",       "a\xff" "b",        "UTF-8" },
  { "overlong-slash",  "a\xc0\xaf..",      "UTF-8" },
};
/* clang-format on */

static void
test_knows_its_limits (void)
{
  g_autofree char *name = g_strnfill (255, 'a');
  g_autofree char *long_name = g_strnfill (256, 'a');
  g_autofree char *long_path = g_strnfill (4001, 'a');
  g_autoptr(GString) deep = g_string_new ("a");
  g_autoptr(GError) error = NULL;
  gboolean ok;

  g_assert_true (op_path_check (name, NULL));
  g_assert_true (op_path_check_name (name, NULL));
  g_assert_false (op_path_check (long_name, NULL));
  g_assert_false (op_path_check_name (long_name, NULL));

  ok = op_path_check (long_path, &error);
  assert_refused (ok, error, "4000");
  g_clear_error (&error);

  for (unsigned i = 1; i < 128; i++)
    g_string_append (deep, "/a");
  g_assert_true (op_path_check (deep->str, NULL));
  g_string_append (deep, "/a");
  ok = op_path_check (deep->str, &error);
  assert_refused (ok, error, "deep");
}

static void
test_a_name_is_one_part (void)
{
  static const char *const bad[] = { "", ".", "..", "a/b", "/a", "a/", "\t" };

  g_assert_true (op_path_check_name ("stream.x64.x-none.dat", NULL));

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (op_path_check_name (bad[i], NULL));
}

static void
test_a_link_stays_in_the_tree (void)
{
  static const struct
  {
    const char *path, *target;
  } good[] = {
    { "a", "b" },
    { "a", "b/c" },
    { "a", "./b" },
    { "d/a", "../b" },
    { "d/a", ".." },
    { "d/e/a", "../../b/c" },
    { "lib/libx.so", "libx.so.1" },
    { "a", "..." },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean ok = op_path_check_link (good[i].path, good[i].target, &error);

      g_assert_no_error (error);
      g_assert_true (ok);
    }
}

static void
test_refuses_a_link (gconstpointer data)
{
  const BadPath *c = data;
  g_autoptr(GError) error = NULL;
  gboolean ok = op_path_check_link ("d/a", c->path, &error);

  assert_refused (ok, error, c->word);
  g_assert_nonnull (strstr (error->message, "link"));
}

/* From d/a. The last two need a second link that leads upwards to get out. */
/* clang-format off */
static const BadPath refused_links[] = {
  { "empty",            "",              "empty" },
  { "absolute",         "/etc",          "absolute" },
  { "leaves",           "../..",         "leaves" },
  { "leaves-far",       "../../../x",    "leaves" },
  { "newline",          "x\ny",          "control" },
  { "bad-utf-8",        "\xff",          "UTF-8" },
  { "empty-part",       "x//y",          "empty part" },
  { "up-after-down",    "x/../y",        "up again" },
  { "up-through-link",  "../up/../../x", "up again" },
};
/* clang-format on */

static void
add_cases (const char *folder, const BadPath *cases, size_t n_cases, GTestDataFunc function)
{
  for (size_t i = 0; i < n_cases; i++)
    {
      g_autofree char *path = g_strconcat (folder, cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], function);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paths/takes-what-applications-have", test_takes_what_applications_have);
  add_cases ("/paths/refuses/", refused, G_N_ELEMENTS (refused), test_refuses);
  g_test_add_func ("/paths/knows-its-limits", test_knows_its_limits);
  g_test_add_func ("/paths/a-name-is-one-part", test_a_name_is_one_part);
  g_test_add_func ("/paths/a-link-stays-in-the-tree", test_a_link_stays_in_the_tree);
  add_cases (
      "/paths/refuses-a-link/", refused_links, G_N_ELEMENTS (refused_links), test_refuses_a_link);

  return g_test_run ();
}
