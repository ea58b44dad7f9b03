/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/memory.h"

#include <malloc.h>

/* Enough for the last references to what was used to be dropped. */
#define DELAY_MSEC 1000

static gpointer
give_back (gpointer unused)
{
  malloc_trim (0);

  return NULL;
}

static void
on_delay (gpointer unused)
{
  g_thread_unref (g_thread_new ("op-trim", give_back, NULL));
}

void
op_memory_give_back_soon (void)
{
  g_timeout_add_once (DELAY_MSEC, on_delay, NULL);
}
