/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Progress in one line: as a bar that fits the terminal, or as plain words. Facts in, text
 * out; nothing is drawn here.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpBarFacts:
 * @label: what it is about
 * @state: words shown instead of the numbers; %NULL while bytes move
 * @bytes_total: %G_MAXUINT64 for unknown
 * @bytes_done: how much of that is done
 * @bytes_per_second: 0 for unknown
 * @seconds_left: %G_MAXUINT32 for unknown
 * @files_total: 0 for unknown
 * @files_done: how many of them are done
 *
 * What there is to say.
 */
typedef struct
{
  const char *label;
  const char *state;
  guint64 bytes_total;
  guint64 bytes_done;
  guint64 bytes_per_second;
  guint seconds_left;
  guint files_total;
  guint files_done;
} OpBarFacts;

char *op_bar_format (const OpBarFacts *facts, unsigned columns) G_GNUC_WARN_UNUSED_RESULT;
char *op_bar_describe (const OpBarFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
