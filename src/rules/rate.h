/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How fast it goes, and how long it will take: a mean over the last seconds, from samples of a
 * counter.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define OP_RATE_UNKNOWN_SECONDS G_MAXUINT32

typedef struct
{
  gint64 last_usec; /* 0: no sample yet */
  guint64 last_bytes;
  double bytes_per_sec;
} OpRate;

void op_rate_reset (OpRate *self);

/* @now_usec: monotonic. */
void op_rate_sample (OpRate *self, gint64 now_usec, guint64 bytes);

guint64 op_rate_get_bytes_per_sec (const OpRate *self);
guint32 op_rate_get_seconds_left (const OpRate *self, guint64 bytes_left);

G_END_DECLS
