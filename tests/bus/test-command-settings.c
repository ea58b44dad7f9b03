/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The commands of an administrator against the real service: options, pins, removal, versions,
 * history, and the configuration that both read.
 */

#include <jansson.h>
#include <string.h>

#include "support/calls.h"
#include "support/command.h"
#include "support/files.h"
#include "support/guard.h"

#define PRODUCT_FILE "etc/offpeak/products.d/editor.conf"

/* Run it; it must end with @exit_status. Returns its JSON, of which the caller has a reference. */
static json_t *
run_json (Service *s, int exit_status, const char *const *words)
{
  g_autofree char *text = NULL;
  json_error_t problem;
  json_t *document;

  g_assert_cmpint (run_offpeak (s, &text, words), ==, exit_status);
  document = json_loads (text, JSON_REJECT_DUPLICATES, &problem);
  if (document == NULL)
    g_error ("%s: %s: %s", words[1], problem.text, text);

  return document;
}

#define RUN_JSON(s, exit_status, ...)                                                              \
  run_json (s, exit_status, (const char *const[]){ "--json", __VA_ARGS__, NULL })

/* It must end with @exit_status. */
#define RUN(s, exit_status, ...)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *out_text = NULL;                                                              \
    g_assert_cmpint (OFFPEAK (s, &out_text, __VA_ARGS__), ==, exit_status);                        \
  }                                                                                                \
  G_STMT_END

static void
assert_string (Service *s, const char *command, const char *key, const char *value)
{
  json_t *document = RUN_JSON (s, 0, command, "editor");
  const char *said = json_string_value (json_object_get (document, key));

  g_assert_cmpstr (said != NULL ? said : "", ==, value);
  json_decref (document);
}

static void
assert_flag (Service *s, const char *key, gboolean value)
{
  json_t *document = RUN_JSON (s, 0, "status", "editor");

  g_assert_cmpint (json_is_true (json_object_get (document, key)), ==, value);
  json_decref (document);
}

static void
test_set (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (s == NULL)
    return;

  before = read_file (s->root, PRODUCT_FILE);
  RUN (s, 0, "set", "editor", "AutoDownload=yes", "channel=beta");
  assert_flag (s, "autoDownload", TRUE);
  assert_flag (s, "autoApply", FALSE);
  assert_string (s, "status", "channel", "beta");
  after = read_file (s->root, PRODUCT_FILE);
  g_assert_cmpstr (before, ==, after);

  service_stop (s);
  service_start (s);
  assert_flag (s, "autoDownload", TRUE);
  assert_string (s, "status", "channel", "beta");

  RUN (s, 0, "set", "editor", "Enabled=no");
  RUN (s, 1, "download", "editor");
  assert_failed (s,
                 "editor",
                 STATUS_DOWNLOAD_FAILED,
                 2 /* TRIGGER_DISABLED */,
                 "org.offpeak.Error.Disabled",
                 "disabled");
  RUN (s, 0, "set", "editor", "Enabled=yes");
  RUN (s, 0, "download", "editor");
}

/* Nothing of a wrong line is done. */
static void
test_set_refuses (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  RUN (s, 2, "set", "editor", "AutoApply=yes", "PinnedVersion=../1");
  RUN (s, 2, "set", "editor", "AutoApply=yes", "Channel=a/b");
  RUN (s, 2, "set", "editor", "AutoApply=yes", "Colour=red");
  RUN (s, 1, "set", "nobody", "AutoApply=yes");
  assert_flag (s, "autoApply", FALSE);
}

static void
test_pin (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  RUN (s, 0, "pin", "editor", "1.0");
  service_publish (s, "2.0", NULL);
  RUN (s, 0, "download", "editor");
  assert_string (s, "versions", "staged", "");

  RUN (s, 0, "pin", "editor", "");
  RUN (s, 0, "download", "editor");
  assert_string (s, "versions", "staged", "2.0");
}

static void
test_versions (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  RUN (s, 0, "check", "editor");
  assert_string (s, "versions", "available", "2.0");
  assert_string (s, "versions", "installed", "1.0");
  RUN (s, 0, "download", "editor");
  assert_string (s, "versions", "staged", "2.0");
  RUN (s, 0, "apply", "editor");
  assert_string (s, "versions", "installed", "2.0");
  assert_string (s, "versions", "previous", "1.0");
}

/* The actions of the history, newest first. */
static char *
history (Service *s)
{
  json_t *document = RUN_JSON (s, 0, "history", "editor");
  g_autoptr(GString) actions = g_string_new (NULL);
  json_t *entry;
  size_t i;

  json_array_foreach (json_object_get (document, "history"), i, entry) g_string_append_printf (
      actions, "%s ", json_string_value (json_object_get (entry, "action")));
  json_decref (document);

  return g_string_free (g_steal_pointer (&actions), FALSE);
}

static void
test_remove (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *updated = NULL;
  g_autofree char *removed = NULL;
  g_autofree char *purged = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  updated = history (s);
  g_assert_cmpstr (updated, ==, "apply download ");

  RUN (s, 0, "remove", "editor");
  g_assert_false (file_exists (service_install_root (s, NULL), "current"));
  g_assert_true (file_exists (s->root, PRODUCT_FILE));
  assert_flag (s, "enabled", FALSE);
  assert_string (s, "versions", "installed", "");
  removed = history (s);
  g_assert_cmpstr (removed, ==, "remove apply download ");

  RUN (s, 0, "set", "editor", "Enabled=yes", "AutoApply=yes");
  RUN (s, 0, "download", "editor");
  RUN (s, 0, "apply", "editor");
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");

  RUN (s, 0, "remove", "editor", "--purge");
  assert_flag (s, "enabled", FALSE);
  assert_flag (s, "autoApply", FALSE);
  purged = history (s);
  g_assert_cmpstr (purged, ==, "");
}

static void
test_check_all (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  json_t *document;

  if (s == NULL)
    return;

  service_add_product (s, "viewer", NULL);
  wait_for_product (s, "viewer");
  service_update (s, "1.0");
  RUN (s, 10, "check", "--all");
  RUN (s, 0, "set", "viewer", "Enabled=no");
  document = RUN_JSON (s, 0, "check", "--all");
  json_decref (document);
}

/* What is found without the service is what the service finds. */
static void
test_config_check (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *root = NULL;
  json_t *found;
  json_t *said;

  if (s == NULL)
    return;

  root = g_strdup_printf ("--root=%s", s->root);
  RUN (s, 0, "config", "check", root);

  write_file (s->root, "etc/offpeak/products.d/b.conf", "[Product]\nTitle=B\nColour=red\n");
  write_file (s->root, "etc/offpeak/offpeak.conf", "[Transfer]\nMaxConnections=0\n");
  found = RUN_JSON (s, 1, "config", "check", root);
  said = RUN_JSON (s, 0, "reload");
  g_assert_cmpuint (json_array_size (json_object_get (found, "problems")), ==, 3);
  g_assert_true (json_equal (found, said));
  json_decref (found);
  json_decref (said);
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command-settings/options-are-kept", test_set);
  g_test_add_func ("/command-settings/wrong-options-change-nothing", test_set_refuses);
  g_test_add_func ("/command-settings/a-pin-holds-until-it-is-taken-away", test_pin);
  g_test_add_func ("/command-settings/versions-follow-an-update", test_versions);
  g_test_add_func ("/command-settings/what-is-removed-can-come-back", test_remove);
  g_test_add_func ("/command-settings/all-enabled-products-are-checked", test_check_all);
  g_test_add_func ("/command-settings/finds-what-the-service-finds", test_config_check);

  return g_test_run ();
}
