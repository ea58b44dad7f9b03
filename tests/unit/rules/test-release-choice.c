/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Is the release on offer wanted? */

#include "rules/release-choice.h"

#include <string.h>

#include "base/error.h"

typedef struct
{
  const char *name;
  OpOffer offer;
  OpChoice choice;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "nothing-is-installed", { .version = "1.0" }, OP_CHOICE_TAKE },
  { "nothing-is-installed-and-asked-for", { .version = "1.0", .asked_version = "1.0" }, OP_CHOICE_TAKE },
  { "newer", { .version = "1.10", .installed_version = "1.9", .installed_is_sound = TRUE }, OP_CHOICE_TAKE },
  { "newer-over-damaged", { .version = "1.10", .installed_version = "1.9" }, OP_CHOICE_TAKE },
  { "newer-and-asked-for",
    { .version = "1.10", .asked_version = "1.10", .installed_version = "1.9", .installed_is_sound = TRUE },
    OP_CHOICE_TAKE },
  { "same", { .version = "1.0", .installed_version = "1.0", .installed_is_sound = TRUE }, OP_CHOICE_NOTHING },
  { "same-and-asked-for",
    { .version = "1.0", .asked_version = "1.0", .installed_version = "1.0", .installed_is_sound = TRUE },
    OP_CHOICE_NOTHING },
  { "same-but-damaged", { .version = "1.0", .installed_version = "1.0" }, OP_CHOICE_REPAIR },
  { "same-but-damaged-and-asked-for",
    { .version = "1.0", .asked_version = "1.0", .installed_version = "1.0" }, OP_CHOICE_REPAIR },
  { "older", { .version = "1.0", .installed_version = "1.1", .installed_is_sound = TRUE }, OP_CHOICE_NOTHING },
  { "older-than-damaged", { .version = "1.0", .installed_version = "1.1" }, OP_CHOICE_NOTHING },
  { "older-but-asked-for",
    { .version = "1.0", .asked_version = "1.0", .installed_version = "1.1", .installed_is_sound = TRUE },
    OP_CHOICE_TAKE },
  { "newer-by-release",
    { .version = "1.0", .release = 8, .installed_version = "2.0", .installed_release = 7, .installed_is_sound = TRUE },
    OP_CHOICE_TAKE },
  { "older-by-release",
    { .version = "2.0", .release = 7, .installed_version = "1.0", .installed_release = 8, .installed_is_sound = TRUE },
    OP_CHOICE_NOTHING },
  { "older-by-release-but-asked-for",
    { .version = "2.0", .release = 7, .asked_version = "2.0", .installed_version = "1.0", .installed_release = 8,
      .installed_is_sound = TRUE },
    OP_CHOICE_TAKE },
  { "same-version-in-a-newer-release",
    { .version = "1.0", .release = 2, .installed_version = "1.0", .installed_release = 1 }, OP_CHOICE_REPAIR },
  { "same-version-in-an-older-release",
    { .version = "1.0", .release = 1, .installed_version = "1.0", .installed_release = 2, .installed_is_sound = TRUE },
    OP_CHOICE_NOTHING },
  { "same-version-and-sound-in-a-newer-release",
    { .version = "1.0", .release = 2, .installed_version = "1.0", .installed_release = 1, .installed_is_sound = TRUE },
    OP_CHOICE_NOTHING },
  { "older-release-of-the-same-version-asked-for",
    { .version = "1.0", .release = 1, .asked_version = "1.0", .installed_version = "1.0", .installed_release = 2 },
    OP_CHOICE_REPAIR },
  { "another-version-in-the-same-release",
    { .version = "2.0", .release = 7, .installed_version = "1.0", .installed_release = 7, .installed_is_sound = TRUE },
    OP_CHOICE_NOTHING },
  { "pinned", { .version = "2.0", .pinned_version = "2.0", .installed_version = "1.0" }, OP_CHOICE_TAKE },
  { "another-is-pinned", { .version = "2.0", .pinned_version = "1.0", .installed_version = "1.0" }, OP_CHOICE_NOTHING },
  { "another-is-pinned-and-nothing-installed", { .version = "2.0", .pinned_version = "1.0" }, OP_CHOICE_NOTHING },
  { "another-is-pinned-but-asked-for",
    { .version = "2.0", .asked_version = "2.0", .pinned_version = "1.0", .installed_version = "1.0" }, OP_CHOICE_TAKE },
  { "release-of-the-list-only",
    { .version = "2.0", .release = 1, .installed_version = "1.0", .installed_is_sound = TRUE }, OP_CHOICE_TAKE },
  { "release-of-the-installed-only",
    { .version = "1.0", .installed_version = "2.0", .installed_release = 1, .installed_is_sound = TRUE },
    OP_CHOICE_NOTHING },
};
/* clang-format on */

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GError) error = NULL;
  OpChoice choice;

  g_assert_true (op_offer_choose (&c->offer, &choice, &error));
  g_assert_no_error (error);
  g_assert_cmpint (choice, ==, c->choice);
}

/* Not even when it would be newer, or is what is installed already. */
static void
test_other_than_asked_for (void)
{
  static const OpOffer offers[] = {
    { .version = "2.0", .asked_version = "1.0" },
    { .version = "2.0", .asked_version = "1.0", .installed_version = "1.0" },
    { .version = "2.0", .asked_version = "3.0", .installed_version = "1.0" },
    { .version = "2.0", .asked_version = "2.00.1", .installed_version = "2.0" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (offers); i++)
    {
      g_autoptr(GError) error = NULL;
      OpChoice choice;

      g_assert_false (op_offer_choose (&offers[i], &choice, &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, offers[i].asked_version));
      g_assert_nonnull (strstr (error->message, "‘2.0’"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/release-choice/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/release-choice/another-than-asked-for", test_other_than_asked_for);

  return g_test_run ();
}
