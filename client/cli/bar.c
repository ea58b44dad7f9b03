/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/bar.h"

#include "client/cli/format.h"

#define MIN_BAR_COLUMNS 10 /* with its brackets */
#define MAX_BAR_COLUMNS 62
#define GAP "  "

typedef enum
{
  PART_LABEL,
  PART_PERCENT,
  PART_BYTES,
  PART_RATE,
  PART_LEFT,
  PART_FILES,
  N_PARTS,
} Part;

/* What goes first when the line is too long; the percentage stays. */
static const Part sacrifices[] = { PART_FILES, PART_RATE, PART_LABEL, PART_BYTES, PART_LEFT };
G_STATIC_ASSERT (G_N_ELEMENTS (sacrifices) == N_PARTS - 1);

/* Each (owned) (nullable): left out. */
typedef struct
{
  char *texts[N_PARTS];
} Parts;

static gboolean
total_is_known (const OpBarFacts *facts)
{
  return facts->bytes_total > 0 && facts->bytes_total != G_MAXUINT64;
}

static double
fraction_done (const OpBarFacts *facts)
{
  return MIN (1.0, (double) facts->bytes_done / (double) facts->bytes_total);
}

/* 100 % is said when all is there, and not before. */
static unsigned
percent_done (const OpBarFacts *facts)
{
  if (facts->bytes_done >= facts->bytes_total)
    return 100;

  return MIN (99, (unsigned) (fraction_done (facts) * 100));
}

static char *
describe_bytes (const OpBarFacts *facts)
{
  g_autofree char *done = op_format_size (facts->bytes_done);
  g_autofree char *total = NULL;

  if (!total_is_known (facts))
    return g_steal_pointer (&done);

  total = op_format_size (facts->bytes_total);

  return g_strdup_printf ("%s of %s", done, total);
}

static char *
describe_rate (const OpBarFacts *facts)
{
  g_autofree char *rate = op_format_size (facts->bytes_per_second);

  return facts->bytes_per_second > 0 ? g_strdup_printf ("%s/s", rate) : NULL;
}

static char *
describe_left (const OpBarFacts *facts)
{
  g_autofree char *left = op_format_duration (facts->seconds_left);

  return facts->seconds_left != G_MAXUINT32 ? g_strdup_printf ("%s left", left) : NULL;
}

static char *
describe_files (const OpBarFacts *facts)
{
  return facts->files_total > 0
             ? g_strdup_printf ("%u of %u files", facts->files_done, facts->files_total)
             : NULL;
}

static void
parts_init (Parts *parts, const OpBarFacts *facts)
{
  parts->texts[PART_LABEL] = g_strdup (facts->label);
  parts->texts[PART_PERCENT] =
      total_is_known (facts) ? g_strdup_printf ("%3u%%", percent_done (facts)) : NULL;
  parts->texts[PART_BYTES] = describe_bytes (facts);
  parts->texts[PART_RATE] = describe_rate (facts);
  parts->texts[PART_LEFT] = describe_left (facts);
  parts->texts[PART_FILES] = describe_files (facts);
}

static void
parts_clear (Parts *parts)
{
  for (Part part = 0; part < N_PARTS; part++)
    g_clear_pointer (&parts->texts[part], g_free);
}

static unsigned
parts_width (const Parts *parts)
{
  unsigned width = 0;

  for (Part part = 0; part < N_PARTS; part++)
    {
      if (parts->texts[part] != NULL)
        width += op_text_width (parts->texts[part]) + strlen (GAP);
    }

  return width > 0 ? width - (unsigned) strlen (GAP) : 0;
}

static void
append_gap (GString *line)
{
  if (line->len > 0)
    g_string_append (line, GAP);
}

static void
append_bar (GString *line, const OpBarFacts *facts, unsigned columns)
{
  unsigned cells = columns - 2;
  unsigned full = (unsigned) (fraction_done (facts) * cells);

  append_gap (line);
  g_string_append_c (line, '[');
  for (unsigned i = 0; i < cells; i++)
    g_string_append_c (line, i < full ? '#' : '-');
  g_string_append_c (line, ']');
}

/* @bar_columns is 0 for a line without a bar. */
static char *
join (const Parts *parts, const OpBarFacts *facts, unsigned bar_columns)
{
  GString *line = g_string_new (NULL);

  for (Part part = 0; part < N_PARTS; part++)
    {
      if (parts->texts[part] != NULL)
        {
          append_gap (line);
          g_string_append (line, parts->texts[part]);
        }
      if (part == PART_PERCENT && bar_columns > 0)
        append_bar (line, facts, bar_columns);
    }

  return g_string_free (line, FALSE);
}

static char *
format_numbers (const OpBarFacts *facts, unsigned columns)
{
  Parts parts;
  unsigned bar_columns = total_is_known (facts) ? MIN_BAR_COLUMNS : 0;
  unsigned gap = bar_columns > 0 ? strlen (GAP) : 0;
  g_autofree char *line = NULL;

  parts_init (&parts, facts);
  for (size_t i = 0; i < G_N_ELEMENTS (sacrifices); i++)
    {
      if (parts_width (&parts) + gap + bar_columns <= columns)
        break;
      g_clear_pointer (&parts.texts[sacrifices[i]], g_free);
    }

  if (parts_width (&parts) + gap + bar_columns > columns)
    bar_columns = 0;
  else if (bar_columns > 0)
    bar_columns = MIN (columns - gap - parts_width (&parts), MAX_BAR_COLUMNS);

  line = join (&parts, facts, bar_columns);
  parts_clear (&parts);

  return op_text_truncate (line, columns);
}

static char *
format_state (const OpBarFacts *facts)
{
  if (!total_is_known (facts))
    return g_strdup_printf ("%s  %s", facts->label, facts->state);

  return g_strdup_printf ("%s  %3u%%  %s", facts->label, percent_done (facts), facts->state);
}

/**
 * op_bar_format:
 * @facts: what there is to say
 * @columns: how wide the line may be
 *
 * Returns: (transfer full): a line of at most @columns columns
 */
char *
op_bar_format (const OpBarFacts *facts, unsigned columns)
{
  g_autofree char *line = NULL;

  if (facts->state == NULL)
    return format_numbers (facts, columns);

  line = format_state (facts);

  return op_text_truncate (line, columns);
}

/**
 * op_bar_describe:
 * @facts: what there is to say
 *
 * Returns: (transfer full): all of it in one line without a bar
 */
char *
op_bar_describe (const OpBarFacts *facts)
{
  Parts parts;
  char *line;

  if (facts->state != NULL)
    return format_state (facts);

  parts_init (&parts, facts);
  line = join (&parts, facts, 0 /* no bar */);
  parts_clear (&parts);

  return line;
}
