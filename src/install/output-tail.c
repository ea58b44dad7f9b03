/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/output-tail.h"

#include <string.h>
#include <unistd.h>

#define MAX_LINE_CHARS 300

/* More only comes from one who got away. */
#define MAX_LAST_READS 64

gboolean
op_output_tail_read (OpOutputTail *self, int *fd)
{
  char buffer[OP_OUTPUT_TAIL_BYTES];
  ssize_t n_read = *fd >= 0 ? read (*fd, buffer, sizeof buffer) : -1;
  size_t n_kept;

  if (n_read == 0)
    {
      close (*fd);
      *fd = -1;
    }
  if (n_read <= 0)
    return FALSE;

  n_kept = MIN (self->n_bytes, sizeof self->bytes - n_read);
  memmove (self->bytes, self->bytes + self->n_bytes - n_kept, n_kept);
  memcpy (self->bytes + n_kept, buffer, n_read);
  self->n_bytes = n_kept + n_read;

  return TRUE;
}

void
op_output_tail_read_the_rest (OpOutputTail *self, int *fd)
{
  for (unsigned i = 0; i < MAX_LAST_READS && op_output_tail_read (self, fd); i++)
    ;
}

char *
op_output_tail_get_last_line (const OpOutputTail *self)
{
  g_autofree char *text = g_utf8_make_valid (self->bytes, self->n_bytes);
  char *line;

  for (char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c) && *c != '\n')
        *c = ' ';
    }
  g_strchomp (text);
  line = strrchr (text, '\n');
  line = g_strstrip (line != NULL ? line + 1 : text);
  if (*line == '\0')
    return NULL;

  return g_utf8_substring (line, 0, MIN (MAX_LINE_CHARS, g_utf8_strlen (line, -1)));
}
