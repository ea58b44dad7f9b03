/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * All commands, each with a line of usage.
 */

#pragma once

#include "client/cli/cli.h"

G_BEGIN_DECLS

const OpCommand *op_commands_find (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_commands_help (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
