/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One step of a request: the URL that is asked now, and where its answer may send us. Pure,
 * but for the URL parser of libcurl: what is judged here is what libcurl will understand.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpHop:
 * @url: without user info and fragment, so it may be told to others
 * @host: of @url
 * @origin: scheme, host and port, in full
 * @user: (nullable): what the URL said before the `@`, decoded
 * @password: (nullable)
 * @is_https: else it is http
 * @is_loopback: the host is 127.0.0.0/8, ::1 or localhost
 */
typedef struct
{
  char *url;
  char *host;
  char *origin;
  char *user;
  char *password;
  gboolean is_https;
  gboolean is_loopback;
} OpHop;

gboolean op_hop_parse (const char *url, OpHop *out_hop, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_hop_follow (const OpHop *self, const char *location, OpHop *out_next, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean op_hop_check_trusted (const OpHop *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_hop_clear (OpHop *self);

/* Is this numeric address one of this machine? */
gboolean op_address_is_loopback (const char *address);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpHop, op_hop_clear)

G_END_DECLS
