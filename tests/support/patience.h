/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Waiting for what happens elsewhere, but not for ever.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of anything that a test waits for; sanitizers and a busy machine are slow. */
#define PATIENCE_SEC 60

/* Run the main context until @is_so says TRUE; it is asked first, and after every event. Ends the
 * test, naming @what, when it takes too long. */
void wait_until (gboolean (*is_so) (gpointer), gpointer user_data, const char *what);

G_END_DECLS
