/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What each command does; the table says how it is called.
 */

#pragma once

#include "client/cli/cli.h"

G_BEGIN_DECLS

gboolean op_command_list (OpCli *cli, GError **error);
gboolean op_command_status (OpCli *cli, GError **error);
gboolean op_command_check (OpCli *cli, GError **error);
gboolean op_command_download (OpCli *cli, GError **error);
gboolean op_command_apply (OpCli *cli, GError **error);
gboolean op_command_rollback (OpCli *cli, GError **error);
gboolean op_command_wait (OpCli *cli, GError **error);
gboolean op_command_cancel (OpCli *cli, GError **error);
gboolean op_command_pause (OpCli *cli, GError **error);
gboolean op_command_resume (OpCli *cli, GError **error);
gboolean op_command_monitor (OpCli *cli, GError **error);
gboolean op_command_explain (OpCli *cli, GError **error);
gboolean op_command_blocking (OpCli *cli, GError **error);
gboolean op_command_verify (OpCli *cli, GError **error);
gboolean op_command_versions (OpCli *cli, GError **error);
gboolean op_command_history (OpCli *cli, GError **error);
gboolean op_command_set (OpCli *cli, GError **error);
gboolean op_command_pin (OpCli *cli, GError **error);
gboolean op_command_remove (OpCli *cli, GError **error);
gboolean op_command_data (OpCli *cli, GError **error);
gboolean op_command_reload (OpCli *cli, GError **error);
gboolean op_command_config (OpCli *cli, GError **error);
gboolean op_command_audit (OpCli *cli, GError **error);

G_END_DECLS
