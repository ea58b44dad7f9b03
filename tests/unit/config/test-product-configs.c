/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What several product files say together; and what SetOptions says after them. */

#include "base/error.h"
#include "cast.h"
#include "config/product-options.h"

static void
add (Fixture *f, const char *id, const char *root)
{
  g_autofree char *path = g_strdup_printf ("etc/offpeak/products.d/%s.conf", id);
  g_autofree char *text = g_strdup_printf ("[Product]\nInstallRoot=%s\n"
                                           "UpdateBaseUrl=https://u.example/%s\nTrust=filelist\n",
                                           root,
                                           id);

  write_file (f->dir, path, text);
}

static const char *
problem_of (GHashTable *configs, const char *id)
{
  const OpProductConfig *config = g_hash_table_lookup (configs, id);

  g_assert_nonnull (config);

  return config->problem;
}

static void
test_all (Fixture *f, gconstpointer unused)
{
  g_autoptr(GHashTable) configs = NULL;

  add (f, "editor", "/opt/editor");
  add (f, "editor2", "/opt/editor2");
  add (f, "A.b_c-9", "/opt/other");
  configs = op_product_configs_load (f->places, f->problems);
  assert_problems (f, 0, NULL);
  g_assert_cmpuint (g_hash_table_size (configs), ==, 3);
  g_assert_cmpstr (problem_of (configs, "A.b_c-9"), ==, NULL);
}

/* A bad name is no product at all, for it could not have a path on the bus or on the disk. */
static void
test_names (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (65, 'x');
  const char *bad[] = { "two words", "ü", "a+b", "a:b", long_name };
  g_autoptr(GHashTable) configs = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *root = g_strdup_printf ("/opt/%zu", i);

      g_assert_false (op_product_id_is_valid (bad[i]));
      add (f, bad[i], root);
    }
  g_assert_false (op_product_id_is_valid (""));
  g_assert_false (op_product_id_is_valid ("a/b"));
  g_assert_false (op_product_id_is_valid ("a\nb"));

  configs = op_product_configs_load (f->places, f->problems);
  g_assert_cmpuint (g_hash_table_size (configs), ==, 0);
  assert_problems (f, G_N_ELEMENTS (bad), "the name of a product file");
}

typedef struct
{
  const char *name;
  const char *one;
  const char *other;
  gboolean is_problem;
} Roots;

static const Roots roots[] = {
  { "equal", "/opt/a", "/opt/a", TRUE },
  { "equal-but-written-otherwise", "/opt/a", "/opt//b/../a/", TRUE },
  { "nested", "/opt/a", "/opt/a/plugins", TRUE },
  { "nested-deeply", "/opt/a/b/c/d", "/opt", TRUE },
  { "beside", "/opt/a", "/opt/b", FALSE },
  { "beside-with-the-same-beginning", "/opt/a", "/opt/a2", FALSE },
};

static void
test_roots (Fixture *f, gconstpointer data)
{
  const Roots *c = data;
  g_autoptr(GHashTable) configs = NULL;

  add (f, "one", c->one);
  add (f, "other", c->other);
  add (f, "third", "/srv/third");
  configs = op_product_configs_load (f->places, f->problems);

  assert_problems (f, c->is_problem ? 2 : 0, c->is_problem ? "InstallRoot" : NULL);
  g_assert_cmpint (problem_of (configs, "one") != NULL, ==, c->is_problem);
  g_assert_cmpint (problem_of (configs, "other") != NULL, ==, c->is_problem);
  g_assert_null (problem_of (configs, "third"));
  if (c->is_problem)
    {
      g_assert_nonnull (strstr (problem_of (configs, "one"), "product other"));
      g_assert_nonnull (strstr (problem_of (configs, "other"), "product one"));
    }
}

/* The first problem of a product stays what is said of it. */
static void
test_first_problem_stays (Fixture *f, gconstpointer unused)
{
  g_autoptr(GHashTable) configs = NULL;

  add (f, "one", "/opt/a");
  add (f, "other", "/opt/a\nEnabled=x");
  configs = op_product_configs_load (f->places, f->problems);
  assert_problems (f, 3, "");
  g_assert_nonnull (strstr (problem_of (configs, "other"), "Enabled"));
}

static void
set_option (OpProductOptions *options, const char *name, GVariant *value)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (value);
  g_autoptr(GError) error = NULL;

  g_assert_true (op_product_options_set (options, name, owned, &error));
  g_assert_no_error (error);
}

static void
test_options (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpProductOptions) options = op_product_options_load (f->dir);
  g_autoptr(OpProductOptions) loaded = NULL;
  g_autoptr(GHashTable) configs = NULL;
  g_autoptr(GError) error = NULL;
  OpProductConfig *config;

  set_option (options, "Enabled", g_variant_new_boolean (FALSE));
  set_option (options, "AutoApply", g_variant_new_boolean (TRUE));
  set_option (options, "Channel", g_variant_new_string ("beta"));
  set_option (options, "PinnedVersion", g_variant_new_string ("1.0+b"));
  g_assert_true (op_product_options_save (f->dir, options, &error));
  g_assert_no_error (error);

  add (f, "editor", "/opt/editor");
  configs = op_product_configs_load (f->places, f->problems);
  config = g_hash_table_lookup (configs, "editor");
  loaded = op_product_options_load (f->dir);
  op_product_options_apply (loaded, config);
  g_assert_false (config->enabled);
  g_assert_false (config->auto_download);
  g_assert_true (config->auto_apply);
  g_assert_cmpstr (config->channel, ==, "beta");
  g_assert_cmpstr (config->pinned_version, ==, "1.0+b");

  set_option (loaded, "PinnedVersion", g_variant_new_string (""));
  g_assert_cmpstr (loaded->pinned_version, ==, NULL);
}

static void
test_refused_options (void)
{
  static const struct
  {
    const char *name;
    const char *value;
  } bad[] = {
    { "Title", "'x'" },      { "enabled", "true" },         { "Enabled", "'yes'" },
    { "Channel", "''" },     { "Channel", "true" },         { "Channel", "'a/b'" },
    { "Channel", "'a b'" },  { "PinnedVersion", "'../1'" }, { "PinnedVersion", "'~'" },
    { "AutoDownload", "1" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(OpProductOptions) options = g_new0 (OpProductOptions, 1);
      g_autoptr(GVariant) value = g_variant_parse (NULL, bad[i].value, NULL, NULL, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_false (op_product_options_set (options, bad[i].name, value, &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
      g_assert_nonnull (strstr (error->message, bad[i].name));
      g_assert_cmpint (options->enabled, ==, OP_OPTION_NOT_SET);
      g_assert_null (options->channel);
      g_assert_null (options->pinned_version);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/product-configs/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("all", test_all);
  ADD ("names", test_names);
  ADD ("the-first-problem-stays", test_first_problem_stays);
  ADD ("options", test_options);
#undef ADD
  for (size_t i = 0; i < G_N_ELEMENTS (roots); i++)
    {
      g_autofree char *path = g_strconcat ("/product-configs/roots/", roots[i].name, NULL);

      g_test_add (path, Fixture, &roots[i], set_up, test_roots, tear_down);
    }
  g_test_add_func ("/product-configs/refused-options", test_refused_options);

  return g_test_run ();
}
