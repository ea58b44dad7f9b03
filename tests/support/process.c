/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/patience.h"

struct _Process
{
  pid_t pid;
  char *name;
  int status;
  gboolean ended;
};

/* After fork(), before exec(). */
static void
die_with_parent (gpointer log_fd)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  dup2 (GPOINTER_TO_INT (log_fd), STDOUT_FILENO);
  dup2 (GPOINTER_TO_INT (log_fd), STDERR_FILENO);
}

static GStrv
environment_with (const char *const *more)
{
  GStrv environment = g_get_environ ();

  for (size_t i = 0; more != NULL && more[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (more[i], "=", 2);

      environment = g_environ_setenv (environment, pair[0], pair[1], TRUE /* overwrite */);
    }

  return environment;
}

Process *
process_start (const char *const *argv, const char *const *environment, const char *log_path)
{
  Process *self = g_new0 (Process, 1);
  g_auto(GStrv) full = environment_with (environment);
  g_autoptr(GError) error = NULL;
  int log_fd = open (log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

  g_assert_cmpint (log_fd, >=, 0);
  g_spawn_async (NULL /* directory */,
                 (char **) argv,
                 full,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH,
                 die_with_parent,
                 GINT_TO_POINTER (log_fd),
                 &self->pid,
                 &error);
  g_assert_no_error (error);
  close (log_fd);
  self->name = g_path_get_basename (argv[0]);

  return self;
}

pid_t
process_pid (Process *self)
{
  return self->pid;
}

gboolean
process_runs (Process *self)
{
  if (!self->ended && waitpid (self->pid, &self->status, WNOHANG) == self->pid)
    self->ended = TRUE;

  return !self->ended;
}

static gboolean
has_ended (gpointer process)
{
  return !process_runs (process);
}

int
process_wait (Process *self)
{
  g_autofree char *what = g_strdup_printf ("the end of %s", self->name);

  wait_until (has_ended, self, what);

  return self->status;
}

void
process_end (Process *self, int signal_number)
{
  if (process_runs (self))
    kill (self->pid, signal_number);
  process_wait (self);
}

void
process_free (Process *self)
{
  process_end (self, SIGKILL);
  g_free (self->name);
  g_free (self);
}

char *
run_program (const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  char *output = NULL;
  int status = 0;

  g_spawn_sync (NULL /* directory */,
                (char **) argv,
                NULL /* environment */,
                G_SPAWN_SEARCH_PATH,
                NULL /* child set-up */,
                NULL,
                &output,
                NULL /* standard error */,
                &status,
                &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);

  return output;
}

/* Parent and name out of /proc/PID/stat, where the name stands in brackets and may hold some. One
 * that has ended is none, even if nobody has asked yet how: GLib does not, when the sanitizer of
 * leaks is still holding on to it. */
static gboolean
read_stat (pid_t pid, pid_t *out_parent, char **out_name)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *begin, *end;
  char state;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  begin = strchr (text, '(');
  end = strrchr (text, ')');
  if (begin == NULL || end == NULL || sscanf (end + 1, " %c %d", &state, out_parent) != 2 ||
      state == 'Z')
    return FALSE;
  *out_name = g_strndup (begin + 1, (size_t) (end - begin - 1));

  return TRUE;
}

static GArray *
find_children (pid_t parent, const char *wanted)
{
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (pid_t));
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *entry;

  while (proc != NULL && (entry = g_dir_read_name (proc)) != NULL)
    {
      pid_t pid = (pid_t) g_ascii_strtoll (entry, NULL, 10);
      g_autofree char *name = NULL;
      pid_t its_parent;

      if (pid > 0 && read_stat (pid, &its_parent, &name) && its_parent == parent &&
          (wanted == NULL || g_str_equal (name, wanted)))
        g_array_append_val (found, pid);
    }

  return g_steal_pointer (&found);
}

GArray *
process_children (pid_t pid)
{
  return find_children (pid, NULL);
}

pid_t
process_find_child (pid_t pid, const char *name)
{
  g_autoptr(GArray) found = find_children (pid, name);

  return found->len > 0 ? g_array_index (found, pid_t, 0) : 0;
}
