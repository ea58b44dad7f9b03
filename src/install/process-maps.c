/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/process-maps.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The longest line is an address range, a path with each byte written as four, and little more. */
#define BUFFER_BYTES (64 * 1024)

struct _OpPlace
{
  GStrv below;  /* (owned): without trailing slashes */
  char *except; /* (owned) (nullable) */
  char *buffer; /* (owned): lines of `maps` */
};

/* What does not exist is compared as it is written: a tree that was removed may still run. */
static char *
resolve (const char *path)
{
  char *resolved = realpath (path, NULL); /* of malloc(), as GLib's memory is */

  if (resolved == NULL)
    resolved = g_canonicalize_filename (path, "/");
  if (g_str_equal (resolved, "/"))
    resolved[0] = '\0';

  return resolved;
}

OpPlace *
op_place_new (const char *const *below, const char *except)
{
  OpPlace *self = g_new0 (OpPlace, 1);
  unsigned n_dirs = g_strv_length ((GStrv) below);

  self->below = g_new0 (char *, n_dirs + 1);
  for (unsigned i = 0; i < n_dirs; i++)
    self->below[i] = resolve (below[i]);
  if (except != NULL)
    self->except = resolve (except);
  self->buffer = g_malloc (BUFFER_BYTES);

  return self;
}

void
op_place_free (OpPlace *self)
{
  g_strfreev (self->below);
  g_free (self->except);
  g_free (self->buffer);
  g_free (self);
}

static gboolean
is_below (const char *path, size_t n_bytes, const char *dir)
{
  size_t n_dir = strlen (dir);

  return n_bytes > n_dir && path[n_dir] == '/' && memcmp (path, dir, n_dir) == 0;
}

gboolean
op_place_has (const OpPlace *self, const char *path, size_t n_bytes)
{
  if (self->except != NULL && is_below (path, n_bytes, self->except))
    return FALSE;

  for (size_t i = 0; self->below[i] != NULL; i++)
    {
      if (is_below (path, n_bytes, self->below[i]))
        return TRUE;
    }

  return FALSE;
}

/* `7f00-7f01 r-xp 00000000 fd:01 1234    /path`: no slash but in the path. */
static gboolean
line_counts (const OpPlace *self, const char *line, size_t n_bytes)
{
  const char *rights = memchr (line, ' ', n_bytes);
  const char *path;

  if (rights == NULL || line + n_bytes - rights < 6 || rights[3] != 'x')
    return FALSE;

  path = memchr (rights, '/', line + n_bytes - rights);

  return path != NULL && op_place_has (self, path, line + n_bytes - path);
}

gboolean
op_place_is_mapped (OpPlace *self, int proc_fd, const char *pid)
{
  char path[32];
  size_t n_there = 0;
  gboolean found = FALSE;
  int fd;

  g_snprintf (path, sizeof path, "%s/maps", pid);
  fd = openat (proc_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;

  while (!found)
    {
      ssize_t n_read = read (fd, self->buffer + n_there, BUFFER_BYTES - n_there);
      char *line = self->buffer;
      char *end;

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read <= 0)
        break;
      n_there += n_read;

      while (!found && (end = memchr (line, '\n', self->buffer + n_there - line)) != NULL)
        {
          found = line_counts (self, line, end - line);
          line = end + 1;
        }

      n_there -= line - self->buffer;
      memmove (self->buffer, line, n_there);
    }
  close (fd);

  return found;
}
