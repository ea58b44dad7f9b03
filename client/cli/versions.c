/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/table.h"

static void
say_versions (OffpeakProduct *product)
{
  g_autoptr(OpTable) table = op_table_new (2);

  op_table_add (table, "installed", offpeak_product_get_installed_version (product));
  op_table_add (table, "staged", offpeak_product_get_staged_version (product));
  op_table_add (table, "previous", offpeak_product_get_previous_version (product));
  op_table_add (table, "available", offpeak_product_get_available_version (product));
  op_table_say (table);
}

gboolean
op_command_versions (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);

  if (product == NULL)
    return FALSE;

  if (cli->json)
    op_cli_take_document (cli,
                          json_pack ("{s:s, s:s, s:s, s:s, s:s}",
                                     "product",
                                     offpeak_product_get_id (product),
                                     "installed",
                                     offpeak_product_get_installed_version (product),
                                     "staged",
                                     offpeak_product_get_staged_version (product),
                                     "previous",
                                     offpeak_product_get_previous_version (product),
                                     "available",
                                     offpeak_product_get_available_version (product)));
  else
    say_versions (product);

  return TRUE;
}
