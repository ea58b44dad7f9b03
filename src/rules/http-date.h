/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The dates of HTTP headers, in the three forms that RFC 9110 knows. Month names are
 * English whatever the locale, so no function of the C library can read them.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @out_usec: since the epoch. A year of two digits is one of 1970 to 2069. */
gboolean op_http_date_parse (const char *text, gint64 *out_usec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
