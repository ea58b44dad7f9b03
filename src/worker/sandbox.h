/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a worker shuts itself in, before it reads the first byte of a stranger: no other
 * descriptors, no privileges, no files but a few to read, no system calls but a few to do
 * its work. There is no half of it: a step that fails ends the worker.
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

gboolean op_sandbox_enter (const OpSandboxProfile *profile,
                           int channel_fd,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
