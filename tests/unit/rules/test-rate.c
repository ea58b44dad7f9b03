/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How fast it goes, and how long it will take. */

#include "rules/rate.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define START (100 * SECOND)

static void
test_no_sample (void)
{
  OpRate rate = { 0 };

  g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 0);
  g_assert_cmpuint (op_rate_get_seconds_left (&rate, 1), ==, OP_RATE_UNKNOWN_SECONDS);
  g_assert_cmpuint (op_rate_get_seconds_left (&rate, 0), ==, 0);

  /* One is not enough either. */
  op_rate_sample (&rate, START, 1000);
  g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 0);
}

static void
test_steady (void)
{
  OpRate rate = { 0 };

  for (unsigned i = 0; i <= 50; i++)
    {
      op_rate_sample (&rate, START + i * SECOND / 5, 1000000 + i * 20000);
      if (i > 0)
        g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 100000);
    }
  g_assert_cmpuint (op_rate_get_seconds_left (&rate, 250000), ==, 3);
  g_assert_cmpuint (op_rate_get_seconds_left (&rate, 1), ==, 1);
  g_assert_cmpuint (op_rate_get_seconds_left (&rate, G_MAXUINT64), ==, OP_RATE_UNKNOWN_SECONDS);
}

/* It follows within some seconds, however often it is looked at. */
static void
test_change_is_followed (void)
{
  static const unsigned per_second[] = { 1, 5, 50 };

  for (size_t i = 0; i < G_N_ELEMENTS (per_second); i++)
    {
      OpRate rate = { 0 };
      gint64 now_usec = START;
      guint64 bytes = 0;

      for (unsigned n = 0; n < 10 * per_second[i]; n++)
        {
          op_rate_sample (&rate, now_usec, bytes);
          now_usec += SECOND / per_second[i];
          bytes += 100000 / per_second[i];
        }
      g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), >, 99000);

      /* It stalls. */
      op_rate_sample (&rate, now_usec, bytes);
      for (unsigned n = 0; n < per_second[i]; n++)
        op_rate_sample (&rate, now_usec += SECOND / per_second[i], bytes);
      g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), >, 60000);
      g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), <, 80000);

      for (unsigned n = 0; n < 60 * per_second[i]; n++)
        op_rate_sample (&rate, now_usec += SECOND / per_second[i], bytes);
      g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 0);
      g_assert_cmpuint (op_rate_get_seconds_left (&rate, 1000), ==, OP_RATE_UNKNOWN_SECONDS);
    }
}

/* A clock that stands still or goes back, a counter that begins anew: no rate of that. */
static void
test_odd_samples (void)
{
  OpRate rate = { 0 };

  op_rate_sample (&rate, START, 0);
  op_rate_sample (&rate, START + SECOND, 1000);
  op_rate_sample (&rate, START + SECOND, 900000);
  op_rate_sample (&rate, START, 900000);
  g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 1000);

  op_rate_sample (&rate, START + 2 * SECOND, 500);
  g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 1000);
  op_rate_sample (&rate, START + 3 * SECOND, 1500);
  g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 1000);
}

static void
test_reset (void)
{
  OpRate rate = { 0 };

  op_rate_sample (&rate, START, 0);
  op_rate_sample (&rate, START + SECOND, 1000);
  op_rate_reset (&rate);
  g_assert_cmpuint (op_rate_get_bytes_per_sec (&rate), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rate/no-sample", test_no_sample);
  g_test_add_func ("/rate/steady", test_steady);
  g_test_add_func ("/rate/a-change-is-followed", test_change_is_followed);
  g_test_add_func ("/rate/odd-samples", test_odd_samples);
  g_test_add_func ("/rate/reset", test_reset);

  return g_test_run ();
}
