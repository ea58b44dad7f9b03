/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The install root of a product: found or made, and fit to hold what others will run.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The directories in an install root. */
#define OP_VERSIONS_DIR "versions"
#define OP_PARTIAL_SUFFIX "~partial"

/**
 * op_install_root_open:
 * @path: absolute
 * @create: make it (and `versions`) if its parent exists
 *
 * It and every directory above it must belong to root or to our own uid, and must not be
 * writable by others; a sticky directory counts as not writable by others. Links above it are
 * followed, and what they lead to is judged too.
 *
 * Returns: a descriptor of the directory, -1 with %OP_ERROR_INSTALL_ROOT (or NO_SPACE) naming
 *    the directory that is at fault and what to do; %OP_ERROR_NOT_FOUND when it does not exist
 *    and @create is %FALSE
 */
int
op_install_root_open (const char *path, gboolean create, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
