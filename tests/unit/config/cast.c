/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cast.h"

void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("offpeak-config-XXXXXX", &error);
  g_assert_no_error (error);
  f->places = op_places_new (f->dir);
  f->problems = g_ptr_array_new_with_free_func (g_free);
}

void
tear_down (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->problems);
  op_places_free (f->places);
  remove_tree (f->dir);
  g_free (f->dir);
}

void
assert_problems (Fixture *f, unsigned n_problems, const char *words)
{
  for (unsigned i = 0; i < f->problems->len; i++)
    g_test_message ("%s", (char *) f->problems->pdata[i]);

  g_assert_cmpuint (f->problems->len, ==, n_problems);
  if (words != NULL)
    g_assert_nonnull (strstr (f->problems->pdata[0], words));
}

void
take_problem (Fixture *f, const char *words)
{
  assert_problems (f, 1, words);
  g_ptr_array_set_size (f->problems, 0);
}
