/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/output.h"

#include "client/cli/format.h"

#include <stdio.h>
#include <stdlib.h>

/* Whoever read us is gone when this fails: nobody is left to be told. */
static void
write_line (FILE *stream, const char *line)
{
  fputs (line, stream);
  fputc ('\n', stream);
  fflush (stream);
}

static void
write_escaped (FILE *stream, const char *text)
{
  g_autofree char *escaped = op_escape_text (text);

  write_line (stream, escaped);
}

void
op_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  write_escaped (stdout, text);
}

void
op_warn (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  write_escaped (stderr, text);
}

void
op_say_lines (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (size_t i = 0; lines[i] != NULL; i++)
    {
      /* What follows the last line break is a line only if there is something. */
      if (lines[i + 1] != NULL || *lines[i] != '\0')
        write_escaped (stdout, lines[i]);
    }
}

/**
 * op_say_json:
 * @document: (transfer none): any value
 *
 * Everything outside ASCII is escaped, so the same holds here.
 */
void
op_say_json (json_t *document)
{
  char *text = json_dumps (document, JSON_ENSURE_ASCII | JSON_ENCODE_ANY);

  write_line (stdout, text);
  free (text);
}
