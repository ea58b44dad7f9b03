/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Disks and directories that will not do: full, missing, open to others, read-only.
 */

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define INSTALL_ROOT "org.offpeak.Error.InstallRoot"
#define NO_SPACE "org.offpeak.Error.NoSpace"
#define MIB (1024 * 1024)

static void
run (const char *program, const char *first, const char *second, const char *third)
{
  const char *const argv[] = { program, first, second, third, NULL };
  g_autofree char *output = run_program (argv);
}

/* A file system of its own, of @n_mib, in an image on a loop device. Unmounted by the guard. */
static gboolean
mount_small_disk (Service *s, const char *mount_point, unsigned n_mib)
{
  g_autofree char *image = g_build_filename (s->dir, "disk.img", NULL);

  if (geteuid () != 0 || access ("/dev/loop-control", F_OK) != 0)
    {
      g_test_skip ("mounting a disk takes root and loop devices");
      return FALSE;
    }

  write_file (s->dir, "disk.img", "");
  g_assert_cmpint (truncate (image, (off_t) n_mib * MIB), ==, 0);
  run ("mkfs.ext4", "-q", "-m0", image);
  g_assert_cmpint (mkdir (mount_point, 0755), ==, 0);
  run ("mount", "-oloop", image, mount_point);

  return TRUE;
}

static void
test_disk_full (void)
{
  static const ApplicationShape huge = { .big_bytes = 80 * MIB };
  g_autoptr(Service) s = service_new ();
  const char *root;
  g_autofree char *after = NULL;

  if (s == NULL)
    return;

  root = service_install_root (s, NULL);
  if (!mount_small_disk (s, root, 64))
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_start (s);
  service_update (s, "1.0");

  service_publish (s, "2.0", &huge);
  nginx_clear_log (s->nginx);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 5, NO_SPACE, "too full");
  g_assert_cmpuint (nginx_n_requests (s->nginx, "/2.0/data/big.bin"), ==, 0);
  application_assert_installed (root, s->www, "1.0");

  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");
  service_kill (s);
  g_assert_cmpint (umount2 (root, MNT_DETACH), ==, 0);
}

/* It was large enough when the download began, and somebody else has filled it since. */
static void
test_disk_fills_up (void)
{
  static const ApplicationShape large = { .big_bytes = 8 * MIB };
  g_autoptr(Service) s = service_new ();
  g_autofree char *parameters = NULL;
  g_autofree char *ballast = NULL;
  g_autofree char *zeros = NULL;
  const char *root;

  if (s == NULL)
    return;

  root = service_install_root (s, NULL);
  if (!mount_small_disk (s, root, 64))
    return;

  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_start (s);
  service_update (s, "1.0");
  service_publish (s, "2.0", &large);
  parameters = g_strdup_printf ("updatebaseurl=%srate/2m/2.0/", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  wait_for_number (s, NULL, "BytesTransferred", MIB);
  ballast = g_build_filename (root, "ballast", NULL);
  zeros = g_malloc0 (64 * MIB);
  g_file_set_contents_full (ballast, zeros, 64 * MIB, G_FILE_SET_CONTENTS_NONE, 0600, NULL);

  /* Room that was reserved beforehand is room: both ends are right, and nothing is damaged. */
  if (wait_for_rest (s, NULL) == STATUS_DOWNLOAD_FAILED)
    assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 5, NO_SPACE, "space");
  application_assert_installed (root, s->www, "1.0");

  unlink (ballast);
  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");
  service_kill (s);
  g_assert_cmpint (umount2 (root, MNT_DETACH), ==, 0);
}

/* The install root cannot be what the product file says. @prepare spoils it, @mend makes it good
 * again; both are given its path. */
typedef struct
{
  const char *name;
  void (*prepare) (const char *root);
  void (*mend) (const char *root);
  const char *word;
} Case;

static void
make_parent_missing (const char *root)
{
  g_autofree char *parent = g_path_get_dirname (root);

  g_assert_cmpint (rmdir (parent), ==, 0);
}

static void
make_parent (const char *root)
{
  g_autofree char *parent = g_path_get_dirname (root);

  g_assert_cmpint (mkdir (parent, 0755), ==, 0);
}

static void
make_file (const char *root)
{
  write_file (root, "", "in the way");
}

static void
remove_file (const char *root)
{
  g_assert_cmpint (unlink (root), ==, 0);
}

static void
open_parent_to_all (const char *root)
{
  g_autofree char *parent = g_path_get_dirname (root);

  g_assert_cmpint (chmod (parent, 0777), ==, 0);
}

static void
close_parent (const char *root)
{
  g_autofree char *parent = g_path_get_dirname (root);

  g_assert_cmpint (chmod (parent, 0755), ==, 0);
}

static const Case cases[] = {
  { "parent-missing", make_parent_missing, make_parent, "does not exist" },
  { "file-in-the-way", make_file, remove_file, "irectory" },
  { "parent-open-to-all", open_parent_to_all, close_parent, "chmod go-w" },
};

static void
test_install_root (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(Service) s = service_new ();
  g_autofree char *parent = NULL;
  g_autofree char *root = NULL;

  if (s == NULL)
    return;

  parent = g_build_filename (s->apps, "below", NULL);
  root = g_build_filename (parent, "editor", NULL);
  g_assert_cmpint (mkdir (parent, 0755), ==, 0);
  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", "InstallRoot", root, NULL);
  service_start (s);

  c->prepare (root);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 5, INSTALL_ROOT, c->word);

  c->mend (root);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (root, s->www, "1.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/disk/full-before-the-first-byte", test_disk_full);
  g_test_add_func ("/disk/fills-up-in-download", test_disk_fills_up);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/disk/install-root/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_install_root);
    }

  return g_test_run ();
}
