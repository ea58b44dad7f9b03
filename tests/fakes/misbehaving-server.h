/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A web server that does what nginx will not: lies about lengths, breaks off, stalls, floods.
 * HTTP/1.1 with keep-alive, on a free port of the loopback, in threads of its own.
 *
 *   static const Route route = { .body = "hello", .fault = FAULT_CUT_OFF, .n_bytes = 2 };
 *   MisbehavingServer *server = misbehaving_server_new ();
 *   misbehaving_server_add (server, "/file", &route);
 */

#pragma once

#include "fakes/route.h"

G_BEGIN_DECLS

typedef struct _MisbehavingServer MisbehavingServer;

MisbehavingServer *misbehaving_server_new (void) G_GNUC_WARN_UNUSED_RESULT;
void misbehaving_server_free (MisbehavingServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MisbehavingServer, misbehaving_server_free)

/* Serve @route at @path ("/…"), instead of what was there; anything else is 404. */
void misbehaving_server_add (MisbehavingServer *self, const char *path, const Route *route);

/* "http://127.0.0.1:PORT", no slash at the end. */
const char *misbehaving_server_url (MisbehavingServer *self);
guint16 misbehaving_server_port (MisbehavingServer *self);

/* All requests so far, in the order in which they came: (element-type ServedRequest)
 * (transfer full). */
GPtrArray *misbehaving_server_requests (MisbehavingServer *self) G_GNUC_WARN_UNUSED_RESULT;

/* How many connections were made. */
unsigned misbehaving_server_n_connections (MisbehavingServer *self);

G_END_DECLS
