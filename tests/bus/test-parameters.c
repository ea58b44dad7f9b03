/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Parameters on the bus: what is refused, with which name, and that it says which key.
 */

#include "support/calls.h"
#include "support/guard.h"

#define INVALID "org.freedesktop.DBus.Error.InvalidArgs"
#define NOT_SUPPORTED "org.freedesktop.DBus.Error.NotSupported"

/* clang-format off */
static const struct
{
  const char *test, *method, *parameters, *error, *word;
} refused[] = {
  { "unknown-key",          "Download", "colour=red",                  INVALID, "colour" },
  { "key-of-another-call",  "Download", "forceappshutdown=true",       INVALID, "forceappshutdown" },
  { "key-twice",            "Download", "displaylevel=true DisplayLevel=true", INVALID, "displaylevel" },
  { "no-value",             "Download", "updatetoversion",             INVALID, "updatetoversion" },
  { "bad-boolean",          "Download", "displaylevel=perhaps",        INVALID, "displaylevel" },
  { "control-character",    "Download", "updatetoversion=\"1\t0\"",    INVALID, "updatetoversion" },
  { "quote-left-open",      "Download", "updatetoversion=\"1.0",       INVALID, "updatetoversion" },
  { "half-a-pair",          "Download", "contentid=x",                 INVALID, "downloadsource" },
  { "other-half-of-a-pair", "Download", "downloadsource=org.example.Source", INVALID, "contentid" },
  { "version-that-is-none", "Download", "updatetoversion=../1",        INVALID, "updatetoversion" },
  { "download-source",      "Download", "downloadsource=org.example.Source contentid=x",
                                                                       NOT_SUPPORTED, "downloadsource" },
  { "apply-unknown-key",    "Apply",    "updatetoversion=1",           INVALID, "updatetoversion" },
  { "apply-bad-boolean",    "Apply",    "forceappshutdown=2",          INVALID, "forceappshutdown" },
  { "rollback-unknown-key", "Rollback", "updatebaseurl=http://a/",     INVALID, "updatebaseurl" },
};
/* clang-format on */

static void
test_refused (gconstpointer data)
{
  size_t i = GPOINTER_TO_SIZE (data);
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *seen = NULL;

  if (s == NULL)
    return;

  must_refuse (
      s, NULL, refused[i].method, refused[i].parameters, refused[i].error, refused[i].word);
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_UNKNOWN);
  seen = recorder_transitions (s->recorder, product_path (NULL));
  g_assert_cmpstr (seen, ==, "");
  service_update (s, "1.0");
}

/* clang-format off */
static const struct
{
  const char *test, *parameters;
} accepted[] = {
  { "nothing",             "" },
  { "only-spaces",         "   " },
  { "keys-in-any-case",    "DisplayLevel=TRUE  UPDATETOVERSION=1.0" },
  { "quoted-value",        "updatetoversion=\"1.0\"" },
};
/* clang-format on */

static void
test_accepted (gconstpointer data)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  run_call (
      s, NULL, "Download", accepted[GPOINTER_TO_SIZE (data)].parameters, STATUS_DOWNLOAD_SUCCEEDED);
}

/* InvalidArgs comes before the question whether the call is legal now. */
static void
test_arguments_before_state (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *parameters = NULL;

  if (s == NULL)
    return;

  parameters = g_strdup_printf ("updatebaseurl=%srate/100/1.0/", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  wait_for_status (s, NULL, STATUS_DOWNLOAD_WIP);
  must_refuse (s, NULL, "Download", "colour=red", INVALID, "colour");
  must_refuse (s, NULL, "Download", "", "org.offpeak.Error.IllegalMethodCall", "unexpected time");
  must_call (s, NULL, "Cancel", NULL);
  wait_for_rest (s, NULL);
}

static void
test_another_version (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  run_call (s, NULL, "Download", "updatetoversion=1.5", STATUS_DOWNLOAD_FAILED);
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 9, "org.offpeak.Error.NotFound", "1.5");
}

static void
test_downgrade_by_name (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *staged = NULL;

  if (s == NULL)
    return;

  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  application_publish_again (s->www, "1.0");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  staged = get_string (s, NULL, "StagedVersion");
  g_assert_cmpstr (staged, ==, "");

  run_call (s, NULL, "Download", "updatetoversion=1.0", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

static void
test_display_level (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autoptr(GVariant) shown = NULL;
  g_autoptr(GVariant) hidden = NULL;

  if (s == NULL)
    return;

  run_call (s, NULL, "Download", "displaylevel=true", STATUS_DOWNLOAD_SUCCEEDED);
  shown = get_property (s, NULL, "DisplayLevel");
  g_assert_true (g_variant_get_boolean (shown));
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  hidden = get_property (s, NULL, "DisplayLevel");
  g_assert_false (g_variant_get_boolean (hidden));
}

static void
test_data_types (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  static const int wrong[] = { -1, 12, 1000000 };

  if (s == NULL)
    return;

  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GVariant) reply = NULL;
      g_autofree char *name = NULL;

      reply = call (s,
                    product_path (NULL),
                    "org.offpeak.UpdateNotify1",
                    "GetDeploymentData",
                    g_variant_new ("(is)", wrong[i], ""),
                    &error);
      g_assert_null (reply);
      name = g_dbus_error_get_remote_error (error);
      g_assert_cmpstr (name, ==, INVALID);
    }
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/parameters/refused/", refused[i].test, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refused);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autofree char *path = g_strconcat ("/parameters/accepted/", accepted[i].test, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_accepted);
    }
  g_test_add_func ("/parameters/arguments-are-judged-before-the-state",
                   test_arguments_before_state);
  g_test_add_func ("/parameters/another-version-is-not-found", test_another_version);
  g_test_add_func ("/parameters/an-older-version-only-by-name", test_downgrade_by_name);
  g_test_add_func ("/parameters/display-level-is-that-of-the-last-call", test_display_level);
  g_test_add_func ("/parameters/data-types-that-do-not-exist", test_data_types);

  return g_test_run ();
}
