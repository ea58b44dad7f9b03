/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The loop of offpeak-fetch: frames from the daemon become requests, in order, so many at a
 * time; what comes of them goes back.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean op_fetcher_run (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
