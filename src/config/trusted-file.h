/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Reads a configuration file, if it is one that only the administrator can have written: what it
 * says is done by a service that may do everything.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file must belong to root or to our own uid, and must not be writable by everybody. Returns
 * its text, with a NUL behind its end: (transfer full) (nullable); %OP_ERROR_INVALID_STATE says
 * what is wrong with the file, and what to do. */
char *op_trusted_file_read (const char *path,
                            size_t *out_n_bytes,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
