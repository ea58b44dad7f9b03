/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a worker may still do when it has shut itself in.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpSandboxProfile:
 * @user: whom root becomes, if there is such an account; else `nobody`
 * @readable: (array zero-terminated=1): files, and directories with all below them; those
 *    that do not exist are passed over
 * @readable_variables: (array zero-terminated=1): environment variables that name more
 * @has_network: Internet sockets and threads (the resolver's)
 *
 * What one program needs.
 */
typedef struct
{
  const char *user;
  const char *const *readable;
  const char *const *readable_variables;
  gboolean has_network;
} OpSandboxProfile;

G_END_DECLS
