/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * URLs: which are fit to be asked, where a file of a list is to be had, and what of a
 * URL may be shown to people.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OP_SCHEME_HTTP,
  OP_SCHEME_HTTPS,
  OP_SCHEME_FILE,
} OpScheme;

/* http, https or file; a host where one is needed, none (or localhost) with file; no
 * fragment, no control character, at most OP_MAX_URL_BYTES. Names the URL, redacted. */
gboolean
op_url_check (const char *url, OpScheme *out_scheme, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* 127.0.0.0/8, ::1, localhost */
gboolean op_url_is_loopback (const char *url);

/* May a list be believed that comes from here with nothing but the transport to vouch for
 * it? https, file, and http to this machine. */
gboolean op_url_is_trusted_transport (const char *url);

/* Is @url @base itself, or below it in the same place (scheme, host, port)? A path of @url
 * with an encoded or plain `..` part never is. */
gboolean op_url_is_below (const char *url, const char *base);

/* The path of a file URL, decoded; (transfer full). */
char *op_url_get_file_path (const char *url, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @base + @path, percent-encoded, exactly one `/` between them. */
char *op_url_join (const char *base, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* @reference as seen from @base (RFC 3986), checked with op_url_check(). */
char *
op_url_resolve (const char *base, const char *reference, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* `{channel}` and so on replaced by percent-encoded values. @pairs: name, value, …, NULL. */
char *op_url_fill (const char *template, const char *const *pairs) G_GNUC_WARN_UNUSED_RESULT;

/* Without user info and query: for logs and messages. */
char *op_url_redact (const char *url) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OpUrlPlaces:
 * @list_url: where the list came from
 * @given_base: (nullable): `updatebaseurl` of the call
 * @configured_base: (nullable): `UpdateBaseUrl` of the product file
 *
 * What a file's place depends on.
 */
typedef struct
{
  const char *list_url;
  const char *given_base;
  const char *configured_base;
} OpUrlPlaces;

/* Where the file at @path in the tree is to be had: @given_base + @path, else @url (absolute
 * or relative to the list), else @configured_base + @path. A list that came over the network
 * may name http and https only. (transfer full) */
char *op_url_of_file (const OpUrlPlaces *places, const char *path, const char *url, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
