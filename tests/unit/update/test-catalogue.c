/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One product for each product file, as long as there is one. */

#include <unistd.h>

#include "cast.h"
#include "support/patience.h"

static const char *const one[] = { "bin/editor", "one", NULL };

static void
remove_product (Cast *c, const char *id)
{
  g_autofree char *path = g_strdup_printf ("%s/etc/offpeak/products.d/%s.conf", c->dir, id);

  g_assert_cmpint (unlink (path), ==, 0);
}

static void
assert_products (Cast *c, unsigned n_products, unsigned n_added, unsigned n_removed)
{
  g_autoptr(GPtrArray) products = op_catalogue_list (c->catalogue);

  g_assert_cmpuint (products->len, ==, n_products);
  g_assert_cmpuint (c->n_added, ==, n_added);
  g_assert_cmpuint (c->n_removed, ==, n_removed);
}

static void
test_come_and_go (Cast *c, gconstpointer unused)
{
  OpProduct *editor;

  assert_products (c, 0, 0, 0);
  add_product (c, "editor", "");
  add_product (c, "viewer", "");
  reload (c);
  assert_products (c, 2, 2, 0);
  editor = find_product (c, "editor");

  /* The same objects stay. */
  reload (c);
  assert_products (c, 2, 2, 0);
  g_assert_true (find_product (c, "editor") == editor);

  remove_product (c, "viewer");
  reload (c);
  assert_products (c, 1, 2, 1);
  g_assert_null (op_catalogue_find (c->catalogue, "viewer"));

  add_product (c, "viewer", "");
  reload (c);
  assert_products (c, 2, 3, 1);
}

static void
test_configuration_changes (Cast *c, gconstpointer unused)
{
  OpProduct *editor;

  add_product (c, "editor", "Title=One\n");
  reload (c);
  editor = find_product (c, "editor");
  add_product (c, "editor", "Title=Two\nColour=red\n");
  reload (c);
  g_assert_true (find_product (c, "editor") == editor);
  g_assert_cmpstr (op_product_get_config (editor)->title, ==, "Two");
  g_assert_nonnull (op_product_get_config (editor)->problem);
  g_assert_cmpuint (c->problems->len, ==, 1);
}

/* What runs was begun with the configuration of then; and what runs is not taken away. */
static void
test_while_it_runs (Cast *c, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  OpProduct *editor;

  add_product (c, "editor", "Title=One\n");
  reload (c);
  publish (c, "editor", "1.0", one);
  editor = find_product (c, "editor");
  op_fake_source_hold (c->source, TRUE);
  g_assert_true (begin (editor, OP_UPDATE_DOWNLOAD, "", &error));
  g_assert_true (op_catalogue_is_busy (c->catalogue));

  add_product (c, "editor", "Title=Two\n");
  reload (c);
  g_assert_cmpstr (op_product_get_config (editor)->title, ==, "One");
  op_fake_source_hold (c->source, FALSE);
  g_assert_cmpint (wait_for_rest (editor), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_cmpstr (op_product_get_config (editor)->title, ==, "Two");
}

static gboolean
is_gone (gpointer user_data)
{
  return ((Cast *) user_data)->n_removed == 1;
}

static void
test_removed_while_it_runs (Cast *c, gconstpointer unused)
{
  g_autoptr(OpProduct) editor = NULL;
  g_autoptr(GError) error = NULL;

  add_product (c, "editor", "");
  reload (c);
  publish (c, "editor", "1.0", one);
  editor = g_object_ref (find_product (c, "editor"));
  op_fake_source_hold (c->source, TRUE);
  g_assert_true (begin (editor, OP_UPDATE_DOWNLOAD, "", &error));
  remove_product (c, "editor");
  reload (c);
  assert_products (c, 1, 1, 0);

  op_fake_source_hold (c->source, FALSE);
  wait_until (is_gone, c, "the product to go");
  assert_products (c, 0, 1, 1);
}

/* Its file is back before it was gone: it stays. */
static void
test_back_in_time (Cast *c, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  OpProduct *editor;

  add_product (c, "editor", "");
  reload (c);
  publish (c, "editor", "1.0", one);
  editor = find_product (c, "editor");
  op_fake_source_hold (c->source, TRUE);
  g_assert_true (begin (editor, OP_UPDATE_DOWNLOAD, "", &error));
  remove_product (c, "editor");
  reload (c);
  add_product (c, "editor", "");
  reload (c);
  op_fake_source_hold (c->source, FALSE);
  g_assert_cmpint (wait_for_rest (editor), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  assert_products (c, 1, 1, 0);
}

static void
test_default (Cast *c, gconstpointer unused)
{
  g_assert_null (op_catalogue_get_default (c->catalogue, NULL));

  add_product (c, "editor", "");
  reload (c);
  g_assert_true (op_catalogue_get_default (c->catalogue, NULL) == find_product (c, "editor"));
  g_assert_true (op_catalogue_get_default (c->catalogue, "") == find_product (c, "editor"));
  g_assert_null (op_catalogue_get_default (c->catalogue, "viewer"));

  add_product (c, "viewer", "");
  reload (c);
  g_assert_null (op_catalogue_get_default (c->catalogue, NULL));
  g_assert_true (op_catalogue_get_default (c->catalogue, "viewer") == find_product (c, "viewer"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/catalogue/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("products-come-and-go", test_come_and_go);
  ADD ("a-configuration-changes", test_configuration_changes);
  ADD ("a-configuration-changes-while-it-runs", test_while_it_runs);
  ADD ("removed-while-it-runs", test_removed_while_it_runs);
  ADD ("back-before-it-was-gone", test_back_in_time);
  ADD ("default", test_default);
#undef ADD

  return g_test_run ();
}
