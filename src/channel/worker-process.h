/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A worker and the socket to it: a child of the daemon, or one that systemd starts for whoever
 * connects. The worker lives as long as this object, and ends when the socket is closed; if a child
 * does not, it is ended.
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define OP_TYPE_WORKER_PROCESS (op_worker_process_get_type ())
G_DECLARE_FINAL_TYPE (OpWorkerProcess, op_worker_process, OP, WORKER_PROCESS, GObject)

/* @path: a program, or a socket */
OpWorkerProcess *op_worker_process_new (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

int op_worker_process_get_fd (OpWorkerProcess *self);
GPid op_worker_process_get_pid (OpWorkerProcess *self);

G_END_DECLS
