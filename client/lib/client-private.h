/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A client inside: what connecting, listening and calling do to it.
 */

#pragma once

#include "client/lib/catalogue.h"
#include "client/lib/service.h"
#include "client/lib/watch.h"

#include <offpeak/client.h>

G_BEGIN_DECLS

void op_client_attach (OffpeakClient *self, const char *bus, GDBusConnection *connection);
OpService *op_client_get_service (OffpeakClient *self);
OpCatalogue *op_client_get_catalogue (OffpeakClient *self);
void op_client_set_running (OffpeakClient *self, gboolean running);
void op_client_update_manager (OffpeakClient *self, GVariant *changed);

const OpWatchFuncs *op_client_watch_funcs (void);

G_END_DECLS
