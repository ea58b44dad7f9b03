/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Does the new version run? A program in the new tree says so with its exit code.
 */

#pragma once

#include "install/confinement.h"

G_BEGIN_DECLS

/**
 * OpHealthCheck:
 * @tree_path: the new tree, absolute; working directory of the check
 * @command: as `HealthCheck=` says it: a program relative to the tree, and arguments, split with
 *    g_shell_parse_argv(); no shell
 * @user: who runs it, when we are root
 * @timeout_sec: it is killed then, with everything it has started
 *
 * What to run. Copied by op_health_check_async().
 */
typedef struct
{
  const char *tree_path;
  const char *command;
  const char *user;
  unsigned timeout_sec;
} OpHealthCheck;

/* %OP_ERROR_HEALTH_CHECK says how it failed, with the last line it wrote to stderr. @confinement
 * is where it runs. */
void op_health_check_async (OpConfinement *confinement,
                            const OpHealthCheck *check,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean op_health_check_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
