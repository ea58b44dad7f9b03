/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/table.h"

#include "client/cli/format.h"
#include "client/cli/output.h"

struct _OpTable
{
  unsigned n_columns;
  GPtrArray *cells; /* (owned) (element-type utf8): row after row */
};

OpTable *
op_table_new (unsigned n_columns)
{
  OpTable *self = g_new0 (OpTable, 1);

  self->n_columns = n_columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
op_table_free (OpTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

void
op_table_add (OpTable *self, ...)
{
  va_list args;

  va_start (args, self);
  for (unsigned i = 0; i < self->n_columns; i++)
    {
      const char *cell = va_arg (args, const char *);

      /* Escaped before it is measured. */
      g_ptr_array_add (self->cells, op_escape_text (*cell != '\0' ? cell : "–"));
    }
  va_end (args);
}

static unsigned
column_width (OpTable *self, unsigned column)
{
  unsigned width = 0;

  for (unsigned i = column; i < self->cells->len; i += self->n_columns)
    width = MAX (width, op_text_width (g_ptr_array_index (self->cells, i)));

  return width;
}

void
op_table_say (OpTable *self)
{
  g_autofree unsigned *widths = g_new0 (unsigned, self->n_columns);

  for (unsigned column = 0; column < self->n_columns; column++)
    widths[column] = column_width (self, column);

  for (unsigned row = 0; row < self->cells->len; row += self->n_columns)
    {
      g_autoptr(GString) line = g_string_new (NULL);

      for (unsigned column = 0; column < self->n_columns; column++)
        {
          const char *cell = g_ptr_array_index (self->cells, row + column);

          g_string_append (line, cell);
          /* Nothing behind the last one: a line has no spaces at its end. */
          if (column + 1 < self->n_columns)
            g_string_append_printf (
                line, "%*s", (int) (widths[column] - op_text_width (cell) + 2), "");
        }
      op_say ("%s", line->str);
    }
}
