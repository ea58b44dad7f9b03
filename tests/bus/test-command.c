/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The offpeak command against the real service: what it does, says, and ends with.
 */

#include <jansson.h>

#include "support/calls.h"
#include "support/command.h"
#include "support/files.h"
#include "support/guard.h"

static void
test_update (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  static const char *const commands[] = { "list",     "check",   "download", "apply",
                                          "versions", "history", "status",   "verify",
                                          "blocking", "explain", "wait" };

  if (s == NULL)
    return;

  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *text = NULL;

      g_assert_cmpint (OFFPEAK (s, &text, commands[i]), ==, 0);
    }
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");

  service_publish (s, "2.0", NULL);
  {
    g_autofree char *download = NULL;
    g_autofree char *apply = NULL;
    g_autofree char *rollback = NULL;

    g_assert_cmpint (OFFPEAK (s, &download, "download", "editor", "updatetoversion=2.0"), ==, 0);
    g_assert_cmpint (OFFPEAK (s, &apply, "apply", "editor"), ==, 0);
    application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
    g_assert_cmpint (OFFPEAK (s, &rollback, "rollback", "editor", "--to", "1.0"), ==, 0);
    application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
  }
}

static void
test_exit_status (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *usage = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *wrong_state = NULL;
  g_autofree char *failed = NULL;
  g_autofree char *available = NULL;

  if (s == NULL)
    return;

  g_assert_cmpint (OFFPEAK (s, &usage, "dance"), ==, 2);
  g_assert_cmpint (OFFPEAK (s, &unknown, "status", "nothing-of-this-name"), ==, 1);
  g_assert_cmpint (OFFPEAK (s, &wrong_state, "cancel"), ==, 4);
  g_assert_cmpint (OFFPEAK (s, &available, "check", "--all"), ==, 10);
  application_publish_text (s->www, "no list");
  g_assert_cmpint (OFFPEAK (s, &failed, "download"), ==, 1);
}

/* One document and nothing else, errors included. */
static void
test_json (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  static const char *const commands[] = { "list",    "status", "check",  "versions",
                                          "history", "cancel", "verify", "explain" };

  if (s == NULL)
    return;

  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *text = NULL;
      json_error_t problem;
      json_t *document;

      OFFPEAK (s, &text, "--json", commands[i]);
      document = json_loads (text, 0, &problem);
      if (document == NULL)
        g_error ("%s: %s: %s", commands[i], problem.text, text);
      json_decref (document);
    }
}

static void
test_no_service (void)
{
  g_autoptr(Service) s = service_new ();
  g_autofree char *text = NULL;

  if (s == NULL)
    return;

  g_assert_cmpint (OFFPEAK (s, &text, "list"), ==, 1);
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command/updates-and-goes-back", test_update);
  g_test_add_func ("/command/exit-status-says-how-it-went", test_exit_status);
  g_test_add_func ("/command/json-is-one-document", test_json);
  g_test_add_func ("/command/no-service-is-a-failure", test_no_service);

  return g_test_run ();
}
