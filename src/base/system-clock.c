/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/system-clock.h"

struct _OpSystemClock
{
  GObject parent_instance;
};

static void op_system_clock_iface_init (OpClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpSystemClock,
                               op_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_CLOCK, op_system_clock_iface_init))

static gint64
op_system_clock_now_usec (OpClock *clock)
{
  return g_get_real_time ();
}

/* A span, not a date: what waits for a retry must not wait longer because somebody set
 * the clock back in the meantime. */
static unsigned
op_system_clock_add_alarm (OpClock *clock,
                           gint64 when_usec,
                           GSourceOnceFunc callback,
                           gpointer user_data)
{
  gint64 span_usec = when_usec - g_get_real_time ();
  gint64 span_msec = CLAMP ((span_usec + 999) / 1000, 0, G_MAXINT32);

  return g_timeout_add_once (span_msec, callback, user_data);
}

static void
op_system_clock_remove_alarm (OpClock *clock, unsigned id)
{
  g_source_remove (id);
}

static void
op_system_clock_iface_init (OpClockInterface *iface)
{
  iface->now_usec = op_system_clock_now_usec;
  iface->add_alarm = op_system_clock_add_alarm;
  iface->remove_alarm = op_system_clock_remove_alarm;
}

static void
op_system_clock_class_init (OpSystemClockClass *klass)
{
}

static void
op_system_clock_init (OpSystemClock *self)
{
}

OpClock *
op_system_clock_new (void)
{
  return g_object_new (OP_TYPE_SYSTEM_CLOCK, NULL);
}
