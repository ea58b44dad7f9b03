/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a misbehaving server answers one request, in the thread of the connection.
 */

#pragma once

#include <gio/gio.h>

#include "fakes/route.h"

G_BEGIN_DECLS

/**
 * Visit:
 * @stream: the connection
 * @in: what comes over it
 * @ended: cancelled when the server is to end
 * @is_over: the connection is to be closed
 *
 * One connection. All (owned).
 */
typedef struct
{
  GSocketConnection *stream;
  GDataInputStream *in;
  GCancellable *ended;
  gboolean is_over;
} Visit;

/* @number: of the request, different from all others of the server */
void
answer_request (Visit *visit, const Route *route, const ServedRequest *request, unsigned number);

G_END_DECLS
