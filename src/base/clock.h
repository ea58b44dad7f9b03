/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What time it is, and a wake-up call. The only door to the wall clock, so that
 * tests can move it by hand.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define OP_TYPE_CLOCK (op_clock_get_type ())
G_DECLARE_INTERFACE (OpClock, op_clock, OP, CLOCK, GObject)

/**
 * OpClockInterface:
 * @now_usec: wall-clock time, in microseconds since the epoch
 * @add_alarm: call @callback once, at or after @when_usec; never from within
 *    this call. Returns an ID, never 0.
 * @remove_alarm: forget an alarm that has not rung yet
 *
 * Every method must be implemented.
 */
struct _OpClockInterface
{
  GTypeInterface parent_iface;

  gint64 (*now_usec) (OpClock *self);
  unsigned (*add_alarm) (OpClock *self,
                         gint64 when_usec,
                         GSourceOnceFunc callback,
                         gpointer user_data);
  void (*remove_alarm) (OpClock *self, unsigned id);
};

gint64 op_clock_now_usec (OpClock *self);
unsigned op_clock_add_alarm (OpClock *self,
                             gint64 when_usec,
                             GSourceOnceFunc callback,
                             gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void op_clock_remove_alarm (OpClock *self, unsigned id);

G_END_DECLS
