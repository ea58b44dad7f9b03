/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/progress.h"

#include "client/cli/output.h"
#include "client/cli/words.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_INTERVAL_MSEC 100
#define LINE_INTERVAL_MSEC 2000
#define DEFAULT_COLUMNS 80

#define CLEAR_LINE "\r\033[K"

typedef enum
{
  SILENT,
  BAR,
  LINES,
} Style;

struct _OpProgress
{
  OffpeakProduct *product; /* (owned) */
  Style style;
  gulong notify_id;  /* 0 after the end */
  guint resize_id;   /* 0 when there is no bar */
  guint draw_id;     /* 0 when there is nothing new to draw */
  gint64 drawn_usec; /* monotonic */
  gboolean bar_is_shown;
  OffpeakStatus status; /* of which there was a line */
};

static Style
choose_style (void)
{
  const char *terminal = g_getenv ("TERM");

  if (!isatty (STDOUT_FILENO) || terminal == NULL || g_str_equal (terminal, "dumb"))
    return LINES;

  return BAR;
}

/* The last column stays empty: some terminals begin a new line when it is written to. */
static unsigned
bar_columns (void)
{
  struct winsize size;

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col - 1u;

  return DEFAULT_COLUMNS - 1;
}

static void
draw (OpProgress *self)
{
  OpBarFacts facts;
  g_autofree char *state = NULL;
  g_autofree char *line = NULL;

  op_words_facts (self->product, &facts, &state);
  if (self->style == BAR)
    {
      line = op_bar_format (&facts, bar_columns ());
      printf (CLEAR_LINE "%s", line);
      fflush (stdout);
      self->bar_is_shown = TRUE;
    }
  else
    {
      line = op_bar_describe (&facts);
      op_say ("%s", line);
    }

  self->drawn_usec = g_get_monotonic_time ();
}

static gboolean
on_time (gpointer user_data)
{
  OpProgress *self = user_data;

  self->draw_id = 0;
  draw (self);

  return G_SOURCE_REMOVE;
}

/* The first change is shown at once, the others no more often than people can read; the last
 * one is always shown. */
static void
draw_in_time (OpProgress *self)
{
  gint64 interval_msec = self->style == BAR ? BAR_INTERVAL_MSEC : LINE_INTERVAL_MSEC;
  gint64 passed_msec = (g_get_monotonic_time () - self->drawn_usec) / 1000;

  if (self->draw_id != 0)
    return;

  if (passed_msec >= interval_msec)
    draw (self);
  else
    self->draw_id = g_timeout_add ((guint) (interval_msec - passed_msec), on_time, self);
}

/* A line for every status; progress follows when there has been time for some. */
static void
say_status (OpProgress *self)
{
  self->status = offpeak_product_get_status (self->product);
  if (!offpeak_status_is_busy (self->status))
    return;

  g_clear_handle_id (&self->draw_id, g_source_remove);
  op_say ("%s: %s", offpeak_product_get_id (self->product), offpeak_status_get_text (self->status));
  self->drawn_usec = g_get_monotonic_time ();
}

static void
on_notify (OpProgress *self)
{
  OffpeakStatus status = offpeak_product_get_status (self->product);

  if (self->style == LINES && status != self->status)
    say_status (self);
  else if (offpeak_status_is_busy (status))
    draw_in_time (self);
}

static gboolean
on_resize (gpointer user_data)
{
  OpProgress *self = user_data;

  if (self->bar_is_shown)
    draw (self);

  return G_SOURCE_CONTINUE;
}

static void
clear_bar (OpProgress *self)
{
  if (!self->bar_is_shown)
    return;

  fputs (CLEAR_LINE, stdout);
  fflush (stdout);
  self->bar_is_shown = FALSE;
}

/**
 * op_progress_new:
 * @product: what to show
 * @silent: show nothing at all
 *
 * Returns: (transfer full): a display that follows @product while the main loop runs
 */
OpProgress *
op_progress_new (OffpeakProduct *product, gboolean silent)
{
  OpProgress *self = g_new0 (OpProgress, 1);

  self->product = g_object_ref (product);
  self->style = silent ? SILENT : choose_style ();
  self->status = offpeak_product_get_status (product);
  self->drawn_usec = g_get_monotonic_time () - LINE_INTERVAL_MSEC * 1000;

  if (self->style != SILENT)
    self->notify_id = g_signal_connect_swapped (product, "notify", G_CALLBACK (on_notify), self);
  if (self->style == BAR)
    self->resize_id = g_unix_signal_add (SIGWINCH, on_resize, self);

  /* What ran before we looked is shown at once. */
  if (self->style != SILENT && offpeak_status_is_busy (self->status))
    draw_in_time (self);

  return self;
}

void
op_progress_free (OpProgress *self)
{
  op_progress_end (self);
  g_object_unref (self->product);
  g_free (self);
}

void
op_progress_say (OpProgress *self, const char *text)
{
  if (self->style == SILENT)
    return;

  clear_bar (self);
  op_say ("%s", text);
}

void
op_progress_end (OpProgress *self)
{
  g_clear_signal_handler (&self->notify_id, self->product);
  g_clear_handle_id (&self->resize_id, g_source_remove);
  g_clear_handle_id (&self->draw_id, g_source_remove);
  clear_bar (self);
}
