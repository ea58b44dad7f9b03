/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Product files and the objects they become: at the start, while it runs, good and bad.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "introspection/names.h"
#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"

#define PRODUCT "org.offpeak.Product1"

static GVariant *
get (Service *s, const char *path, const char *interface, const char *name)
{
  g_autoptr(GVariant) reply = NULL;
  GVariant *value = NULL;

  reply = call (s,
                path,
                "org.freedesktop.DBus.Properties",
                "Get",
                g_variant_new ("(ss)", interface, name),
                NULL);
  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);

  return value;
}

static char *
get_product_string (Service *s, const char *product, const char *name)
{
  g_autoptr(GVariant) value = get (s, product_path (product), PRODUCT, name);

  g_assert_nonnull (value);

  return g_variant_dup_string (value, NULL);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The escaped ids of the products that the ObjectManager lists, sorted. */
static char *
get_object_names (Service *s)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GVariantIter) objects = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *path;

  reply = call (
      s, OP_ROOT_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(a{oa{sa{sv}}})", &objects);
  while (g_variant_iter_next (objects, "{&o@a{sa{sv}}}", &path, NULL))
    {
      if (g_str_has_prefix (path, OP_PRODUCT_PATH_PREFIX))
        g_ptr_array_add (names, (char *) path + strlen (OP_PRODUCT_PATH_PREFIX));
    }
  g_ptr_array_sort (names, by_name);
  g_ptr_array_add (names, NULL);

  return g_strjoinv (" ", (char **) names->pdata);
}

static void
test_objects (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *paths = NULL;
  g_autofree char *title = NULL;
  g_autofree char *other_title = NULL;

  if (s == NULL)
    return;

  service_add_product (s, "editor", "Title", "The Editor", NULL);
  service_add_product (s, "my-tool.x", NULL);
  service_start (s);
  paths = get_object_names (s);
  g_assert_cmpstr (paths, ==, "editor my_2dtool_2ex");
  title = get_product_string (s, "editor", "Title");
  g_assert_cmpstr (title, ==, "The Editor");
  other_title = get_product_string (s, "my-tool.x", "Title");
  g_assert_cmpstr (other_title, ==, "my-tool.x");
}

/* With one product its UpdateNotify1 is on the root object too; with two, the one that
 * offpeak.conf names. */
static void
test_default_product (void)
{
  g_autoptr(Service) s = service_new ();
  g_autoptr(GVariant) only = NULL;
  g_autoptr(GVariant) named = NULL;
  g_autoptr(GVariant) status = NULL;
  g_autoptr(GError) error = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_start (s);
  only = get (s, OP_ROOT_PATH, "org.offpeak.Manager1", "DefaultProduct");
  g_assert_cmpstr (g_variant_get_string (only, NULL), ==, "editor");
  service_update (s, "1.0");
  status = call (s, OP_ROOT_PATH, "org.offpeak.UpdateNotify1", "Status", NULL, &error);
  g_assert_no_error (error);
  {
    unsigned number;

    g_variant_get (status, "(uu&s)", &number, NULL, NULL);
    g_assert_cmpuint (number, ==, STATUS_APPLY_SUCCEEDED);
  }

  service_stop (s);
  service_add_product (s, "viewer", NULL);
  write_file (s->root, "etc/offpeak/offpeak.conf", "[Daemon]\nDefaultProduct=viewer\n");
  service_start (s);
  named = get (s, OP_ROOT_PATH, "org.offpeak.Manager1", "DefaultProduct");
  g_assert_cmpstr (g_variant_get_string (named, NULL), ==, "viewer");
}

static void
test_file_appears (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_add_product (s, "viewer", NULL);
  wait_for_product (s, "viewer");
  g_assert_cmpuint (
      recorder_n_signals (s->recorder, "org.freedesktop.DBus.ObjectManager", "InterfacesAdded"),
      >=,
      1);
  run_call (s, "viewer", "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, "viewer", "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, "viewer"), s->www, "1.0");
}

static gboolean
title_is_new (gpointer data)
{
  g_autofree char *title = get_product_string (data, NULL, "Title");

  return g_str_equal (title, "Another");
}

/* As package managers write: under another name, which goes. */
static void
test_file_is_renamed (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *folder = NULL;
  g_autofree char *new_name = NULL;
  g_autofree char *name = NULL;

  if (s == NULL)
    return;

  service_start (s);
  folder = g_build_filename (s->root, "etc", "offpeak", "products.d", NULL);
  new_name = g_build_filename (folder, "editor.conf.dpkg-new", NULL);
  name = g_build_filename (folder, "editor.conf", NULL);
  write_file (folder, "editor.conf.dpkg-new", "[Product]\nUpdateBaseUrl=https://example.org/\n");
  g_assert_no_errno (rename (new_name, name));
  wait_for_product (s, NULL);
}

/* The vendor's directory has none until the first package brings one. */
static void
test_folder_appears (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *vendor = NULL;

  if (s == NULL)
    return;

  vendor = g_build_filename (s->root, "usr", "lib", "offpeak", NULL);
  write_file (vendor, "README", "For packages\n");
  service_start (s);
  write_file (vendor, "products.d/other.conf", "[Product]\nUpdateBaseUrl=https://example.org/\n");
  wait_for_product (s, "other");
  write_file (vendor, "products.d/editor.conf", "[Product]\nUpdateBaseUrl=https://example.org/\n");
  wait_for_product (s, NULL);
}

static void
test_file_changes (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_add_product (s, "editor", "Title", "Another", NULL);
  wait_until (title_is_new, s, "the new title");
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_APPLY_SUCCEEDED);
}

static gboolean
is_gone (gpointer data)
{
  g_autoptr(GVariant) id = get (data, product_path ("viewer"), PRODUCT, "Id");

  return id == NULL;
}

static void
test_file_goes (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *path = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_add_product (s, "viewer", NULL);
  service_start (s);
  path = g_build_filename (s->root, "etc/offpeak/products.d/viewer.conf", NULL);
  g_assert_cmpint (unlink (path), ==, 0);
  wait_until (is_gone, s, "the object to go");
  service_update (s, "1.0");
}

typedef struct
{
  const char *name;
  const char *key;
  const char *value;
  const char *word;
} Case;

static const Case cases[] = {
  { "unknown-key", "Colour", "red", "Colour" },
  { "bad-boolean", "Enabled", "perhaps", "Enabled" },
  { "bad-number", "KeepVersions", "many", "KeepVersions" },
  { "relative-root", "InstallRoot", "opt/editor", "InstallRoot" },
  { "unknown-trust", "Trust", "blind", "Trust" },
  { "list-over-http-from-afar", "UpdateBaseUrl", "http://updates.example/", "UpdateBaseUrl" },
};

/* The product is listed, says what is wrong, and refuses; its neighbour works. */
static void
test_bad_file (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(Service) s = service_new ();
  g_autofree char *problem = NULL;

  if (s == NULL)
    return;

  service_expect_warning (s, c->word);
  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_add_product (s, "broken", c->key, c->value, NULL);
  service_start (s);
  problem = get_product_string (s, "broken", "ConfigurationError");
  g_test_message ("%s", problem);
  g_assert_nonnull (strstr (problem, c->word));
  g_assert_nonnull (strstr (problem, "broken.conf"));
  must_refuse (s, "broken", "Download", "", "org.offpeak.Error.InvalidState", c->word);
  service_update (s, "1.0");
}

static void
test_disabled (void)
{
  g_autoptr(Service) s = service_new ();

  if (s == NULL)
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", "Enabled", "no", NULL);
  service_start (s);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 2, "org.offpeak.Error.Disabled", "disabled");
}

static void
test_reload_names_problems (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree const char **problems = NULL;
  g_autofree char *all = NULL;

  if (s == NULL)
    return;

  service_expect_warning (s, "Colour");
  service_add_product (s, "broken", "Colour", "red", NULL);
  reply = call (s, OP_ROOT_PATH, "org.offpeak.Manager1", "Reload", NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(^a&s)", &problems);
  all = g_strjoinv ("\n", (char **) problems);
  g_assert_nonnull (strstr (all, "Colour"));
  g_assert_nonnull (strstr (all, "broken.conf"));
  wait_for_product (s, "broken");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/products/objects-of-all-files", test_objects);
  g_test_add_func ("/products/default-product-is-on-the-root-object", test_default_product);
  g_test_add_func ("/products/file-appears", test_file_appears);
  g_test_add_func ("/products/file-is-renamed", test_file_is_renamed);
  g_test_add_func ("/products/folder-appears", test_folder_appears);
  g_test_add_func ("/products/file-changes", test_file_changes);
  g_test_add_func ("/products/file-goes", test_file_goes);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/products/bad-file/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_bad_file);
    }
  g_test_add_func ("/products/disabled-one-fails-with-2", test_disabled);
  g_test_add_func ("/products/reload-names-problems", test_reload_names_problems);

  return g_test_run ();
}
