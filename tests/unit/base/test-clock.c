/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The real clock, and the one of the tests: they must keep the same promises. */

#include "base/clock.h"

#include "base/system-clock.h"
#include "fakes/fake-clock.h"

#define MSEC 1000

typedef struct
{
  OpClock *clock; /* (owned) */
  GString *rung;  /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer is_fake)
{
  f->clock =
      is_fake != NULL ? OP_CLOCK (op_fake_clock_new (g_get_real_time ())) : op_system_clock_new ();
  f->rung = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_object_unref (f->clock);
  g_string_free (f->rung, TRUE);
}

static void
pass_time (Fixture *f)
{
  if (OP_IS_FAKE_CLOCK (f->clock))
    op_fake_clock_advance (OP_FAKE_CLOCK (f->clock), 5 * MSEC);
  else
    g_main_context_iteration (NULL, TRUE /* may block */);
}

static void
ring_a (gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_c (f->rung, 'a');
}

static void
ring_b (gpointer user_data)
{
  Fixture *f = user_data;

  g_string_append_c (f->rung, 'b');
}

static unsigned
add (Fixture *f, gint64 in_usec, GSourceOnceFunc callback)
{
  unsigned id = op_clock_add_alarm (f->clock, op_clock_now_usec (f->clock) + in_usec, callback, f);

  g_assert_cmpuint (id, !=, 0);

  return id;
}

static void
test_rings_once_and_not_too_early (Fixture *f, gconstpointer unused)
{
  gint64 begun_usec = op_clock_now_usec (f->clock);

  add (f, 20 * MSEC, ring_a);
  while (f->rung->len == 0)
    pass_time (f);
  g_assert_cmpint (op_clock_now_usec (f->clock), >=, begun_usec + 20 * MSEC);
  g_assert_cmpstr (f->rung->str, ==, "a");
}

/* What is past rings soon, and never from within the call. */
static void
test_past (Fixture *f, gconstpointer unused)
{
  add (f, -1000 * MSEC, ring_a);
  g_assert_cmpuint (f->rung->len, ==, 0);
  while (f->rung->len == 0)
    pass_time (f);
  g_assert_cmpstr (f->rung->str, ==, "a");
}

static void
test_removed (Fixture *f, gconstpointer unused)
{
  unsigned first = add (f, 1 * MSEC, ring_a);
  unsigned second = add (f, 2 * MSEC, ring_b);

  g_assert_cmpuint (first, !=, second);
  op_clock_remove_alarm (f->clock, first);
  while (f->rung->len == 0)
    pass_time (f);
  g_assert_cmpstr (f->rung->str, ==, "b");
}

static void
test_order (Fixture *f, gconstpointer unused)
{
  add (f, 30 * MSEC, ring_b);
  add (f, 1 * MSEC, ring_a);
  while (f->rung->len < 2)
    pass_time (f);
  g_assert_cmpstr (f->rung->str, ==, "ab");
}

/* An alarm may set the next one. */
static void
ring_and_set (gpointer user_data)
{
  Fixture *f = user_data;

  ring_a (f);
  if (f->rung->len < 3)
    add (f, 1 * MSEC, ring_and_set);
}

static void
test_sets_the_next (Fixture *f, gconstpointer unused)
{
  add (f, 1 * MSEC, ring_and_set);
  while (f->rung->len < 3)
    pass_time (f);
  g_assert_cmpstr (f->rung->str, ==, "aaa");
}

/* Longer than a timer of GLib can be: it must not ring at once. */
static void
test_far_away (Fixture *f, gconstpointer unused)
{
  unsigned id = op_clock_add_alarm (f->clock, G_MAXINT64, ring_a, f);

  add (f, 1 * MSEC, ring_b);
  while (f->rung->len == 0)
    pass_time (f);
  g_assert_cmpstr (f->rung->str, ==, "b");
  op_clock_remove_alarm (f->clock, id);
}

static void
test_wall_clock (void)
{
  g_autoptr(OpClock) clock = op_system_clock_new ();
  gint64 before_usec = g_get_real_time ();
  gint64 now_usec = op_clock_now_usec (clock);

  g_assert_cmpint (now_usec, >=, before_usec);
  g_assert_cmpint (now_usec, <=, g_get_real_time ());
}

static void
add_test (const char *kind,
          const char *name,
          gboolean is_fake,
          void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/clock/%s/%s", kind, name);

  g_test_add (path, Fixture, GINT_TO_POINTER (is_fake), set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  static const char *const kinds[] = { "system", "fake" };

  g_test_init (&argc, &argv, NULL);

  for (int i = 0; i < 2; i++)
    {
      add_test (kinds[i], "rings-once-and-not-too-early", i, test_rings_once_and_not_too_early);
      add_test (kinds[i], "past", i, test_past);
      add_test (kinds[i], "removed", i, test_removed);
      add_test (kinds[i], "order", i, test_order);
      add_test (kinds[i], "sets-the-next", i, test_sets_the_next);
      add_test (kinds[i], "far-away", i, test_far_away);
    }
  g_test_add_func ("/clock/system/tells-the-time", test_wall_clock);

  return g_test_run ();
}
