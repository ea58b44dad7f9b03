/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A message bus of the test's own.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PrivateBus PrivateBus;

/* @dir: for its socket and files. */
PrivateBus *private_bus_new (const char *dir) G_GNUC_WARN_UNUSED_RESULT;
void private_bus_free (PrivateBus *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrivateBus, private_bus_free)

const char *private_bus_address (PrivateBus *self);

/* A new client; (transfer full). */
GDBusConnection *private_bus_connect (PrivateBus *self) G_GNUC_WARN_UNUSED_RESULT;

/* Close it, as a client that leaves. */
void private_bus_leave (GDBusConnection *connection);

G_END_DECLS
