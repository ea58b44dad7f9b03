/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/mark.h"

#include <string.h>

#include "base/error.h"
#include "support/files.h"

typedef struct
{
  char *state;      /* (owned) */
  char *state_path; /* (owned): of a product */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->state = g_dir_make_tmp ("offpeak-mark-XXXXXX", &error);
  g_assert_no_error (error);
  f->state_path = g_build_filename (f->state, "products", "app", NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  remove_tree (f->state);
  g_free (f->state);
  g_free (f->state_path);
}

static void
assert_marked (Fixture *f, const char *ids)
{
  g_auto(GStrv) marked = op_marks_list (f->state);
  g_autofree char *text = g_strjoinv (" ", marked);

  g_assert_cmpstr (text, ==, ids);
}

static void
test_there_while_wanted (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  assert_marked (f, "");
  g_assert_true (op_mark_set (f->state_path, &error));
  g_assert_no_error (error);
  assert_marked (f, "app");

  /* A pause is another record of the same request. */
  g_assert_true (op_mark_set (f->state_path, &error));
  assert_marked (f, "app");

  op_mark_clear (f->state_path);
  assert_marked (f, "");
  op_mark_clear (f->state_path);
}

static void
test_no_place (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  write_bytes (f->state, "pending", "", 0, 0644);
  g_assert_false (op_mark_set (f->state_path, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
  g_assert_nonnull (strstr (error->message, f->state));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/mark/is-there-until-it-is-cleared",
              Fixture,
              NULL,
              set_up,
              test_there_while_wanted,
              tear_down);
  g_test_add ("/mark/without-a-place-is-an-error", Fixture, NULL, set_up, test_no_place, tear_down);

  return g_test_run ();
}
