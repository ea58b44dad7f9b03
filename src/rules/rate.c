/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/rate.h"

#include <math.h>

/* A change of speed is followed within some seconds, a hiccup is not. */
#define MEMORY_SEC 3.0

void
op_rate_reset (OpRate *self)
{
  *self = (OpRate){ 0 };
}

void
op_rate_sample (OpRate *self, gint64 now_usec, guint64 bytes)
{
  double span_sec = (now_usec - self->last_usec) / (double) G_USEC_PER_SEC;
  double rate;
  double weight;

  if (self->last_usec == 0 || bytes < self->last_bytes)
    {
      self->last_usec = now_usec;
      self->last_bytes = bytes;
      return;
    }
  if (span_sec <= 0)
    return;

  rate = (bytes - self->last_bytes) / span_sec;
  weight = self->bytes_per_sec <= 0 ? 1 : 1 - exp (-span_sec / MEMORY_SEC);
  self->bytes_per_sec += weight * (rate - self->bytes_per_sec);
  self->last_usec = now_usec;
  self->last_bytes = bytes;
}

guint64
op_rate_get_bytes_per_sec (const OpRate *self)
{
  return self->bytes_per_sec;
}

guint32
op_rate_get_seconds_left (const OpRate *self, guint64 bytes_left)
{
  double seconds;

  if (bytes_left == 0)
    return 0;
  if (self->bytes_per_sec < 1)
    return OP_RATE_UNKNOWN_SECONDS;

  seconds = ceil (bytes_left / self->bytes_per_sec);

  return seconds < OP_RATE_UNKNOWN_SECONDS ? seconds : OP_RATE_UNKNOWN_SECONDS;
}
