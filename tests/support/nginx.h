/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The web server that the tests download from: the real one, on a free port of the loopback.
 *
 *   http://127.0.0.1:PORT/PATH               DIR/PATH
 *   http://127.0.0.1:PORT/rate/200k/PATH     the same, each answer at 200 KiB a second
 *   http://127.0.0.1:PORT/status/404/PATH    that status
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Nginx Nginx;

/* One line of the access log. */
typedef struct
{
  char *path;
  unsigned status;
  guint64 n_bytes; /* of the body, sent */
  char *range;     /* "-" when the request had none */
  char *if_range;  /* likewise */
  unsigned number; /* of the request on its connection, from 1 */
} NginxRequest;

/* @scratch_dir: for configuration and logs; @dir: what is served. NULL where there is no nginx
 * (the test is then marked as skipped). */
Nginx *nginx_new (const char *scratch_dir, const char *dir) G_GNUC_WARN_UNUSED_RESULT;
void nginx_free (Nginx *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Nginx, nginx_free)

/* "http://127.0.0.1:PORT/" */
const char *nginx_url (Nginx *self);

/* End it, and start it again on the same port. */
void nginx_stop (Nginx *self);
void nginx_start (Nginx *self);

/* Forget the requests so far. */
void nginx_clear_log (Nginx *self);

/* All requests that have ended since: (element-type NginxRequest) (transfer full). */
GPtrArray *nginx_requests (Nginx *self) G_GNUC_WARN_UNUSED_RESULT;

/* Those for @path (everything after `/rate/…`), and how many bytes they were sent. */
unsigned nginx_n_requests (Nginx *self, const char *path);
guint64 nginx_n_bytes (Nginx *self, const char *path);

G_END_DECLS
