/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/guard.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/files.h"
#include "support/process.h"

/* More nobody reads; the end says most. */
#define MAX_LOG_BYTES 20000

static char *base_dir;
static pid_t tests_pid;

/* Mounts on top of mounts: take the last one away first, until none is left. */
static void
unmount_below (const char *dir)
{
  for (;;)
    {
      g_autofree char *text = NULL;
      g_autofree char *last = NULL;
      g_auto(GStrv) lines = NULL;

      if (!g_file_get_contents ("/proc/self/mounts", &text, NULL, NULL))
        return;

      lines = g_strsplit (text, "\n", -1);
      for (size_t i = 0; lines[i] != NULL; i++)
        {
          g_auto(GStrv) fields = g_strsplit (lines[i], " ", 3);

          if (g_strv_length (fields) == 3 && g_str_has_prefix (fields[1], dir))
            {
              g_free (last);
              last = g_strdup (fields[1]);
            }
        }

      if (last == NULL || umount2 (last, MNT_DETACH) != 0)
        return;
    }
}

/* All that was orphaned has become our child, for we are the reaper. */
static void
kill_children (void)
{
  for (;;)
    {
      g_autoptr(GArray) children = process_children (getpid ());

      if (children->len == 0)
        return;

      for (size_t i = 0; i < children->len; i++)
        {
          kill (g_array_index (children, pid_t, i), SIGKILL);
          waitpid (g_array_index (children, pid_t, i), NULL, 0);
        }
    }
}

/* What the services of a failed test have said: their logs go with the directory. */
static void
print_logs (void)
{
  g_autoptr(GDir) dir = g_dir_open (base_dir, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (base_dir, name, "daemon.log", NULL);
      g_autofree char *text = NULL;
      size_t n_bytes;

      if (g_file_get_contents (path, &text, &n_bytes, NULL))
        fprintf (stderr,
                 "The log of the daemon:\n%s\n",
                 text + (n_bytes > MAX_LOG_BYTES ? n_bytes - MAX_LOG_BYTES : 0));
    }
}

static void
on_signal (int signal_number)
{
  kill (tests_pid, SIGKILL);
}

static int
wait_for_tests (void)
{
  int status = 0;
  pid_t pid;

  do
    pid = waitpid (tests_pid, &status, 0);
  while (pid < 0 && errno == EINTR);

  return status;
}

void
guard_tests (void)
{
  int status;

  /* Debian's nginx is in a directory that users do not have in their PATH; and no thread runs yet.
   */
  g_setenv ("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", TRUE);

  base_dir = g_dir_make_tmp ("offpeak-test-XXXXXX", NULL);
  g_assert_nonnull (base_dir);
  g_assert_cmpint (chmod (base_dir, 0755), ==, 0); /* health checks run as nobody */
  prctl (PR_SET_CHILD_SUBREAPER, 1);

  tests_pid = fork ();
  g_assert_cmpint (tests_pid, >=, 0);
  if (tests_pid == 0)
    {
      prctl (PR_SET_CHILD_SUBREAPER, 0);
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      return;
    }

  signal (SIGTERM, on_signal);
  signal (SIGINT, on_signal);
  status = wait_for_tests ();

  kill_children ();
  if (status != 0)
    print_logs ();
  unmount_below (base_dir);
  remove_tree (base_dir);
  g_free (base_dir);

  if (WIFSIGNALED (status))
    {
      signal (WTERMSIG (status), SIG_DFL);
      raise (WTERMSIG (status));
    }
  _exit (WIFEXITED (status) ? WEXITSTATUS (status) : 1);
}

char *
guard_make_dir (const char *name)
{
  static unsigned n_made;
  g_autofree char *leaf = g_strdup_printf ("%s-%u", name, n_made++);
  char *path = g_build_filename (base_dir, leaf, NULL);

  g_assert_cmpint (mkdir (path, 0755), ==, 0);

  return path;
}
