/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-clock.h"

typedef struct
{
  unsigned id;
  gint64 when_usec;
  GSourceOnceFunc callback;
  gpointer user_data;
} Alarm;

struct _OpFakeClock
{
  GObject parent_instance;

  gint64 now_usec;
  unsigned last_id;
  GArray *alarms; /* (owned) (element-type Alarm) */
};

static void op_fake_clock_iface_init (OpClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpFakeClock,
                               op_fake_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_CLOCK, op_fake_clock_iface_init))

static gint64
op_fake_clock_now_usec (OpClock *clock)
{
  return OP_FAKE_CLOCK (clock)->now_usec;
}

static unsigned
op_fake_clock_add_alarm (OpClock *clock,
                         gint64 when_usec,
                         GSourceOnceFunc callback,
                         gpointer user_data)
{
  OpFakeClock *self = OP_FAKE_CLOCK (clock);
  Alarm alarm = { ++self->last_id, when_usec, callback, user_data };

  g_array_append_val (self->alarms, alarm);

  return alarm.id;
}

static void
op_fake_clock_remove_alarm (OpClock *clock, unsigned id)
{
  OpFakeClock *self = OP_FAKE_CLOCK (clock);

  for (unsigned i = 0; i < self->alarms->len; i++)
    {
      if (g_array_index (self->alarms, Alarm, i).id == id)
        {
          g_array_remove_index (self->alarms, i);
          return;
        }
    }

  g_assert_not_reached ();
}

static void
op_fake_clock_iface_init (OpClockInterface *iface)
{
  iface->now_usec = op_fake_clock_now_usec;
  iface->add_alarm = op_fake_clock_add_alarm;
  iface->remove_alarm = op_fake_clock_remove_alarm;
}

static void
op_fake_clock_finalize (GObject *object)
{
  g_array_unref (OP_FAKE_CLOCK (object)->alarms);

  G_OBJECT_CLASS (op_fake_clock_parent_class)->finalize (object);
}

static void
op_fake_clock_class_init (OpFakeClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_fake_clock_finalize;
}

static void
op_fake_clock_init (OpFakeClock *self)
{
  self->alarms = g_array_new (FALSE, FALSE, sizeof (Alarm));
}

OpFakeClock *
op_fake_clock_new (gint64 now_usec)
{
  OpFakeClock *self = g_object_new (OP_TYPE_FAKE_CLOCK, NULL);

  self->now_usec = now_usec;

  return self;
}

static gboolean
take_next_due (OpFakeClock *self, gint64 until_usec, Alarm *out_alarm)
{
  unsigned next = self->alarms->len;

  for (unsigned i = 0; i < self->alarms->len; i++)
    {
      gint64 when_usec = g_array_index (self->alarms, Alarm, i).when_usec;

      if (when_usec <= until_usec &&
          (next == self->alarms->len ||
           when_usec < g_array_index (self->alarms, Alarm, next).when_usec))
        next = i;
    }

  if (next == self->alarms->len)
    return FALSE;

  *out_alarm = g_array_index (self->alarms, Alarm, next);
  g_array_remove_index (self->alarms, next);

  return TRUE;
}

void
op_fake_clock_advance (OpFakeClock *self, gint64 by_usec)
{
  gint64 until_usec = self->now_usec + by_usec;
  Alarm alarm;

  while (take_next_due (self, until_usec, &alarm))
    {
      self->now_usec = MAX (self->now_usec, alarm.when_usec);
      alarm.callback (alarm.user_data);
    }

  self->now_usec = until_usec;
}

unsigned
op_fake_clock_get_n_alarms (OpFakeClock *self)
{
  return self->alarms->len;
}
