/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/patience.h"

/* What has no event of its own, such as a line in a log, is looked at this often. */
#define LOOK_AGAIN_MSEC 20

static gboolean
keep_going (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
wait_until (gboolean (*is_so) (gpointer), gpointer user_data, const char *what)
{
  gint64 deadline_usec = g_get_monotonic_time () + PATIENCE_SEC * G_USEC_PER_SEC;
  unsigned tick_id = g_timeout_add (LOOK_AGAIN_MSEC, keep_going, NULL);

  while (!is_so (user_data))
    {
      if (g_get_monotonic_time () > deadline_usec)
        g_error ("Waited %d s in vain for %s", PATIENCE_SEC, what);
      g_main_context_iteration (NULL, TRUE /* may block */);
    }

  g_source_remove (tick_id);
}
