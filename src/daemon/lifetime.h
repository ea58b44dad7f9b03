/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How long the service stays: until it is told to leave, loses the bus, or nobody has called it
 * for a while and nothing runs.
 */

#pragma once

#include "daemon/assembly.h"

G_BEGIN_DECLS

/* @idle_timeout_sec: 0 for never. Own the bus name and stay; returns when it is time to leave.
 * FALSE with an error when the name is somebody else's. */
gboolean op_lifetime_run (GDBusConnection *connection,
                          OpAssembly *assembly,
                          unsigned idle_timeout_sec,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
