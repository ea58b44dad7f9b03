/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/processes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "install/process-maps.h"

#define MAX_NAMED 5
#define DELETED " (deleted)"

void
op_process_free (OpProcess *self)
{
  g_free (self->name);
  g_free (self);
}

/* What a process calls itself is its own affair: it may hold anything. */
static char *
make_presentable (const char *name)
{
  char *text = g_utf8_make_valid (name, -1);

  for (char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        *c = '?';
    }

  return text;
}

/* (transfer full) (nullable) */
static char *
read_name (int proc_fd, const char *pid)
{
  char path[32];
  char name[64];
  ssize_t n_bytes;
  int fd;

  g_snprintf (path, sizeof path, "%s/comm", pid);
  fd = openat (proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return NULL;

  n_bytes = read (fd, name, sizeof name - 1);
  close (fd);
  if (n_bytes <= 0)
    return NULL;
  name[n_bytes] = '\0';

  return make_presentable (g_strchomp (name));
}

static char *
name_of_executable (const char *executable)
{
  const char *slash = strrchr (executable, '/');
  g_autofree char *name = g_strdup (slash != NULL ? slash + 1 : executable);

  if (g_str_has_suffix (name, DELETED))
    name[strlen (name) - strlen (DELETED)] = '\0';

  return make_presentable (name);
}

/* (nullable): NULL when it is none of ours. */
static OpProcess *
look_at (int proc_fd, const char *pid, OpPlace *place)
{
  char path[32];
  char executable[PATH_MAX];
  ssize_t n_bytes;
  OpProcess *process;
  gboolean by_executable;

  /* A kernel thread, a zombie or none at all, or none of our business. */
  g_snprintf (path, sizeof path, "%s/exe", pid);
  n_bytes = readlinkat (proc_fd, path, executable, sizeof executable - 1);
  if (n_bytes < 0)
    return NULL;
  executable[n_bytes] = '\0';

  by_executable = op_place_has (place, executable, n_bytes);
  if (!by_executable && !op_place_is_mapped (place, proc_fd, pid))
    return NULL;

  process = g_new0 (OpProcess, 1);
  process->pid = strtoul (pid, NULL, 10);
  process->by_executable = by_executable;
  process->name = by_executable ? name_of_executable (executable) : read_name (proc_fd, pid);
  if (process->name == NULL)
    process->name = name_of_executable (executable);

  return process;
}

static int
compare_pids (gconstpointer a, gconstpointer b)
{
  const OpProcess *one = *(const OpProcess *const *) a;
  const OpProcess *other = *(const OpProcess *const *) b;

  return one->pid < other->pid ? -1 : one->pid > other->pid;
}

GPtrArray *
op_processes_find (const char *const *below, const char *except)
{
  GPtrArray *processes = g_ptr_array_new_with_free_func ((GDestroyNotify) op_process_free);
  g_autoptr(OpPlace) place = op_place_new (below, except);
  g_autofree char *ourselves = g_strdup_printf ("%d", (int) getpid ());
  DIR *dir = opendir ("/proc");
  struct dirent *entry;

  if (dir == NULL)
    return processes;

  while ((entry = readdir (dir)) != NULL)
    {
      OpProcess *process;

      if (!g_ascii_isdigit (entry->d_name[0]) || g_str_equal (entry->d_name, ourselves))
        continue;

      process = look_at (dirfd (dir), entry->d_name, place);
      if (process != NULL)
        g_ptr_array_add (processes, process);
    }
  closedir (dir);
  g_ptr_array_sort (processes, compare_pids);

  return processes;
}

char *
op_processes_describe (GPtrArray *processes)
{
  GString *text = g_string_new (NULL);
  /* "and 1 more" would be no shorter than its name. */
  unsigned n_named = processes->len <= MAX_NAMED + 1 ? processes->len : MAX_NAMED;

  for (unsigned i = 0; i < n_named; i++)
    {
      const OpProcess *process = g_ptr_array_index (processes, i);

      if (i > 0)
        g_string_append (text, i + 1 == processes->len ? " and " : ", ");
      g_string_append_printf (text, "%s (pid %u)", process->name, process->pid);
    }

  if (processes->len > n_named)
    g_string_append_printf (text, " and %u more", processes->len - n_named);

  return g_string_free (text, FALSE);
}
