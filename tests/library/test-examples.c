/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The examples of docs/examples against the real service: they bring a product up to date, and
 * say so; what fails they say, too.
 */

#include <string.h>
#include <sys/wait.h>

#include "support/calls.h"
#include "support/guard.h"

/* How an example ended. */
typedef struct
{
  int exit_status;
  char *out; /* (owned) */
  char *err; /* (owned) */
} Run;

static void
run_clear (Run *run)
{
  g_free (run->out);
  g_free (run->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* @command: the example, "interpreter;script" or a program alone. */
static Run
run_example (Service *s, const char *command, const char *product)
{
  g_auto(GStrv) words = g_strsplit (command, ";", -1);
  g_autoptr(GStrvBuilder) argv = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  g_autoptr(GError) error = NULL;
  Run run = { -1, NULL, NULL };
  int status;

  g_strv_builder_addv (argv, (const char **) words);
  g_strv_builder_add (argv, private_bus_address (s->bus));
  if (product != NULL)
    g_strv_builder_add (argv, product);
  list = g_strv_builder_end (argv);

  g_spawn_sync (NULL,
                list,
                NULL /* environment */,
                G_SPAWN_DEFAULT,
                NULL /* child_setup */,
                NULL /* user_data */,
                &run.out,
                &run.err,
                &status,
                &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", run.out, run.err);
  g_assert_true (WIFEXITED (status));
  run.exit_status = WEXITSTATUS (status);

  return run;
}

static void
assert_says (const char *text, const char *word)
{
  if (strstr (text, word) == NULL)
    g_error ("‘%s’ is not in: %s", word, text);
}

static void
test_update (gconstpointer command)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_auto(Run) first = { 0, NULL, NULL };
  g_auto(Run) again = { 0, NULL, NULL };
  g_auto(Run) second = { 0, NULL, NULL };

  if (s == NULL)
    return;

  first = run_example (s, command, "editor");
  g_assert_cmpint (first.exit_status, ==, 0);
  g_assert_cmpstr (first.err, ==, "");
  assert_says (first.out, "downloading\n");
  assert_says (first.out, " bytes\n");
  assert_says (first.out, " 1.0\n");
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");

  again = run_example (s, command, "editor");
  g_assert_cmpint (again.exit_status, ==, 0);
  assert_says (again.out, " 1.0\n");

  service_publish (s, "2.0", NULL);
  second = run_example (s, command, NULL /* product: the default one */);
  g_assert_cmpint (second.exit_status, ==, 0);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

static void
test_failure (gconstpointer command)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_auto(Run) refused = { 0, NULL, NULL };
  g_auto(Run) unknown = { 0, NULL, NULL };

  if (s == NULL)
    return;

  application_publish_text (s->www, "no list");
  refused = run_example (s, command, "editor");
  g_assert_cmpint (refused.exit_status, ==, 1);
  assert_says (refused.err, "list");

  unknown = run_example (s, command, "nothing-of-this-name");
  g_assert_cmpint (unknown.exit_status, ==, 1);
  assert_says (unknown.err, "no such product");
}

int
main (int argc, char **argv)
{
  const char *command;

  guard_tests ();
  g_test_init (&argc, &argv, NULL);
  command = g_getenv ("OFFPEAK_EXAMPLE");

  g_test_add_data_func ("/examples/brings-a-product-up-to-date", command, test_update);
  g_test_add_data_func ("/examples/says-what-fails", command, test_failure);

  return g_test_run ();
}
