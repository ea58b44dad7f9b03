/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"
#include "client/cli/table.h"

static void
say_applications (OffpeakProduct *product, GPtrArray *applications)
{
  g_autoptr(OpTable) table = op_table_new (2);

  if (applications->len == 0)
    {
      op_say ("No application of %s is in the way.", offpeak_product_get_id (product));
      return;
    }

  op_table_add (table, "PROCESS", "NAME");
  for (size_t i = 0; i < applications->len; i++)
    {
      const OffpeakApplication *application = g_ptr_array_index (applications, i);
      g_autofree char *pid = g_strdup_printf ("%u", application->pid);

      op_table_add (table, pid, application->name);
    }
  op_table_say (table);
}

gboolean
op_command_blocking (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  g_autoptr(GPtrArray) applications = NULL;

  if (product == NULL)
    return FALSE;

  applications = offpeak_product_get_blocking_apps (product, NULL /* cancellable */, error);
  if (applications == NULL)
    return FALSE;

  if (cli->json)
    op_cli_take_document (cli,
                          json_pack ("{s:s, s:o}",
                                     "product",
                                     offpeak_product_get_id (product),
                                     "applications",
                                     op_json_applications (applications)));
  else
    say_applications (product, applications);

  return TRUE;
}
