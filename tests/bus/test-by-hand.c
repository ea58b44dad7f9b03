/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What people do behind the service's back: trees removed, links switched, a product file changed
 * in the middle of it. What is said then is what is on the disk.
 */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define INSTALL_ROOT_ERROR "org.offpeak.Error.InstallRoot"

static Service *
service_new_with_2_staged (void)
{
  Service *s = service_new_with_product ();

  if (s == NULL)
    return NULL;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);

  return s;
}

static void
assert_string (Service *s, const char *property, const char *expected)
{
  g_autofree char *value = get_string (s, NULL, property);

  g_assert_cmpstr (value, ==, expected);
}

static void
test_staged_tree_is_removed (void)
{
  g_autoptr(Service) s = service_new_with_2_staged ();
  g_autofree char *tree = NULL;

  if (s == NULL)
    return;

  tree = g_build_filename (service_install_root (s, NULL), "versions", "2.0", NULL);
  remove_tree (tree);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_FAILED);
  assert_failed (s, NULL, STATUS_APPLY_FAILED, 5, INSTALL_ROOT_ERROR, "download it again");
  assert_string (s, "StagedVersion", "");
  assert_string (s, "PreviousVersion", "");
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
  service_update (s, "2.0");
}

static void
test_install_root_is_removed (void)
{
  g_autoptr(Service) s = service_new_with_2_staged ();

  if (s == NULL)
    return;

  remove_tree (service_install_root (s, NULL));
  run_call (s, NULL, "Apply", "", STATUS_APPLY_FAILED);
  assert_failed (s, NULL, STATUS_APPLY_FAILED, 5, INSTALL_ROOT_ERROR, "download it again");
  assert_string (s, "StagedVersion", "");
  assert_string (s, "InstalledVersion", "");
  service_update (s, "2.0");
}

/* Then it is no longer staged, and Apply does not make it its own predecessor. */
static void
test_current_is_switched (void)
{
  g_autoptr(Service) s = service_new_with_2_staged ();
  g_autofree char *link = NULL;
  g_autofree char *aside = NULL;

  if (s == NULL)
    return;

  link = g_build_filename (service_install_root (s, NULL), "current", NULL);
  aside = g_strconcat (link, ".new", NULL);
  g_assert_no_errno (symlink ("versions/2.0", aside));
  g_assert_no_errno (rename (aside, link));
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  assert_string (s, "StagedVersion", "");
  assert_string (s, "InstalledVersion", "2.0");
  assert_string (s, "PreviousVersion", "");
}

/* A version that has been repaired lies in another tree; its name alone is what people know. */
static void
test_roll_back_to_repaired (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *damaged = NULL;

  if (s == NULL)
    return;

  service_update (s, "1.0");
  write_file (service_install_root (s, NULL), "versions/1.0/data/00/0000.bin", "spoilt");
  damaged = call_verify (s, NULL);
  g_assert_cmpstr (damaged, ==, "data/00/0000.bin");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");

  run_call (s, NULL, "Rollback", "updatetoversion=1.0", STATUS_APPLY_SUCCEEDED);
  application_publish_again (s->www, "1.0");
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");
}

/* What was cut off goes on with the product file that is there then, if that will do. */
static void
test_product_file_changes_while_nobody_looks (void)
{
  const ApplicationShape shape = { .n_files = 4, .file_bytes = 1000, .big_bytes = 1 << 20 };
  g_autoptr(Service) s = service_new ();
  g_autofree char *file = NULL;

  if (s == NULL)
    return;

  service_publish (s, "1.0", &shape);
  service_add_product (s, "editor", NULL);
  service_start (s);
  must_call (s, NULL, "Download", "");
  must_call (s, NULL, "Pause", NULL);
  service_kill (s);

  service_add_product (s, "editor", "UpdateBaseUrl", NULL, NULL);
  service_start (s);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_FAILED);
  assert_failed (
      s, NULL, STATUS_DOWNLOAD_FAILED, 1, "org.offpeak.Error.InvalidState", "UpdateBaseUrl");

  service_add_product (s, "editor", NULL);
  service_stop (s);
  service_start (s);
  service_update (s, "1.0");
}

/* The list of @version with another head. */
static void
publish_with_head (Service *s, const char *version, const char *head)
{
  g_autofree char *name = g_strdup_printf ("lists/%s.json", version);
  g_autofree char *list = read_file (s->www, name);
  g_autofree char *changed = g_strdup_printf ("{%s,%s", head, strchr (list, '{') + 1);

  application_publish_text (s->www, changed);
}

static void
test_notes_stay (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  for (unsigned i = 0; i < 2; i++)
    {
      const char *version = i == 0 ? "2.0" : "3.0";

      service_publish (s, version, NULL);
      publish_with_head (s, version, "\"notesUrl\":\"https://example.org/notes\"");
      run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
      assert_string (s, "ReleaseNotesUrl", "https://example.org/notes");
    }
}

/* Published again under a higher number, with the same files: nothing to do, and no way back is
 * lost. */
static void
test_release_without_change (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  service_update (s, "1.0");
  service_publish (s, "2.0", NULL);
  service_update (s, "2.0");
  publish_with_head (s, "2.0", "\"release\":7");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  assert_string (s, "StagedVersion", "");
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  assert_string (s, "PreviousVersion", "1.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/by-hand/staged-tree-is-removed", test_staged_tree_is_removed);
  g_test_add_func ("/by-hand/install-root-is-removed", test_install_root_is_removed);
  g_test_add_func ("/by-hand/current-is-switched", test_current_is_switched);
  g_test_add_func ("/by-hand/repaired-version-is-rolled-back-to", test_roll_back_to_repaired);
  g_test_add_func ("/by-hand/product-file-changes-in-the-middle",
                   test_product_file_changes_while_nobody_looks);
  g_test_add_func ("/by-hand/notes-of-two-versions", test_notes_stay);
  g_test_add_func ("/by-hand/release-without-change", test_release_without_change);

  return g_test_run ();
}
