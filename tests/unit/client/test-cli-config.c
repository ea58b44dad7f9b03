/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * `offpeak config check`: no bus, no service, only files.
 */

#include <jansson.h>
#include <string.h>

#include "support/files.h"
#include "support/guard.h"
#include "unit/client/command.h"

#define NO_BUS "unix:path=/nonexistent"
#define GOOD "[Product]\nUpdateBaseUrl=https://example.org/\nTrust=filelist\n"

static Run
check_text (const char *dir, const char *name, const char *text)
{
  g_autofree char *words = g_strdup_printf ("config check %s/%s", dir, name);

  write_file (dir, name, text);

  return run_command (NO_BUS, words);
}

/* clang-format off */
static const struct { const char *name, *text, *says; } bad_files[] = {
  { "editor.conf",  GOOD "Colour=red\n",                       "/editor.conf:4: Colour: this key is not known" },
  { "editor.conf",  GOOD "\nKeepVersions=0\n",                 ":5: KeepVersions: at least 1" },
  { "editor.conf",  GOOD "Enabled=perhaps\n",                  ":4: Enabled: ‘perhaps’ is neither yes nor no" },
  { "editor.conf",  "[Product]\n",                             "UpdateBaseUrl: it is missing" },
  { "editor.conf",  GOOD "[Extra]\nA=b\n",                     ":4: [Extra]: this group is not known" },
  { "editor.conf",  "no key file\n",                           "/editor.conf: " },
  { "editor.draft", GOOD "InstallRoot=opt\n",                  ":4: InstallRoot: ‘opt’ is not an absolute path" },
  { "an editor.conf", GOOD,                                    "the name of a product file" },
  { "offpeak.conf", "[Transfer]\nMaxConnections=900\n",        ":2: MaxConnections: ‘900’" },
  { "offpeak.conf", "[Daemon]\nIdleTimeoutSec=x\nA=b\n",       ":3: A: this key is not known" },
};

static const struct { const char *name, *text; } good_files[] = {
  { "editor.conf",  GOOD },
  { "editor.draft", GOOD },
  { "offpeak.conf", "[Transfer]\nMaxConnections=9\n[Conditions]\nIdleSec=0\n" },
  { "offpeak.conf", "" },
};
/* clang-format on */

static void
test_bad_files (void)
{
  g_autofree char *dir = guard_make_dir ("config");

  for (size_t i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autofree char *path = g_build_filename (dir, bad_files[i].name, NULL);
      g_auto(Run) run = { 0 };

      write_file (dir, bad_files[i].name, bad_files[i].text);
      run = run_words (NO_BUS, (const char *const[]){ "config", "check", path, NULL });
      g_assert_cmpint (run.exit_status, ==, 1);
      g_assert_cmpstr (run.err, ==, "");
      assert_says (run.out, bad_files[i].says);
    }
}

static void
test_good_files (void)
{
  g_autofree char *dir = guard_make_dir ("config");

  for (size_t i = 0; i < G_N_ELEMENTS (good_files); i++)
    {
      g_auto(Run) run = check_text (dir, good_files[i].name, good_files[i].text);

      assert_says (run.out, "Nothing is wrong with");
      g_assert_cmpint (run.exit_status, ==, 0);
    }
}

static void
test_missing_file (void)
{
  g_auto(Run) run = run_command (NO_BUS, "config check /nonexistent/editor.conf");

  g_assert_cmpint (run.exit_status, ==, 1);
  assert_says (run.out, "/nonexistent/editor.conf: ");
}

/* As the service would: what hides, what replaces, and what concerns two files. */
static void
test_tree (void)
{
  g_autofree char *dir = guard_make_dir ("config");
  g_autofree char *words = g_strdup_printf ("config check --root=%s", dir);
  g_auto(Run) clean = { 0 };
  g_auto(Run) wrong = { 0 };

  write_file (dir, "usr/lib/offpeak/products.d/editor.conf", "[Product]\nHidden=1\n");
  write_file (dir, "etc/offpeak/products.d/editor.conf", GOOD);
  write_file (dir, "etc/offpeak/offpeak.conf", "[Daemon]\nDefaultProduct=editor\n");
  clean = run_command (NO_BUS, words);
  assert_says (clean.out, "products: 1");
  g_assert_cmpint (clean.exit_status, ==, 0);

  write_file (dir, "etc/offpeak/offpeak.conf", "[Daemon]\nDefaultProduct=nobody\nA=\n");
  write_file (dir, "etc/offpeak/products.d/b.conf", GOOD "InstallRoot=/opt/editor/b\nX=\nY=\n");
  wrong = run_command (NO_BUS, words);
  g_assert_cmpint (wrong.exit_status, ==, 1);
  assert_says (wrong.out, "/etc/offpeak/offpeak.conf:3: A: ");
  assert_says (wrong.out, "DefaultProduct: there is no product ‘nobody’");
  assert_says (wrong.out, "editor.conf: InstallRoot: ");
  g_assert_true (strstr (wrong.out, "b.conf:5: X") < strstr (wrong.out, "b.conf:6: Y"));
}

static void
test_json (void)
{
  g_autofree char *dir = guard_make_dir ("config");
  g_autofree char *words = g_strdup_printf ("--json config check --root=%s", dir);
  g_auto(Run) clean = run_command (NO_BUS, words);
  g_auto(Run) wrong = { 0 };
  json_t *document;

  g_assert_cmpint (clean.exit_status, ==, 0);
  g_assert_cmpstr (clean.out, ==, "{\"problems\": []}\n");

  write_file (dir, "etc/offpeak/offpeak.conf", "[Nothing]\n");
  wrong = run_command (NO_BUS, words);
  g_assert_cmpint (wrong.exit_status, ==, 1);
  document = json_loads (wrong.out, JSON_REJECT_DUPLICATES, NULL);
  g_assert_cmpuint (json_array_size (json_object_get (document, "problems")), ==, 1);
  json_decref (document);
}

static void
test_usage (void)
{
  static const char *const lines[] = {
    "config", "config frob", "config check a b", "config check a --root=b", "list --root=a",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto(Run) run = run_command (NO_BUS, lines[i]);

      g_assert_cmpint (run.exit_status, ==, 2);
      g_assert_cmpstr (run.out, ==, "");
    }
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli-config/names-file-line-and-key", test_bad_files);
  g_test_add_func ("/cli-config/says-when-nothing-is-wrong", test_good_files);
  g_test_add_func ("/cli-config/a-missing-file-is-a-problem", test_missing_file);
  g_test_add_func ("/cli-config/reads-what-the-service-would", test_tree);
  g_test_add_func ("/cli-config/json-is-one-document", test_json);
  g_test_add_func ("/cli-config/refuses-other-words", test_usage);

  return g_test_run ();
}
