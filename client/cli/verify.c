/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"

gboolean
op_command_verify (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  g_auto(GStrv) damaged = NULL;
  const char *id;
  guint n_damaged;

  if (product == NULL)
    return FALSE;

  damaged = offpeak_product_verify (product, NULL /* cancellable */, error);
  if (damaged == NULL)
    return FALSE;

  id = offpeak_product_get_id (product);
  n_damaged = g_strv_length (damaged);
  cli->exit_status = n_damaged == 0 ? OP_EXIT_DONE : OP_EXIT_FAILED;
  if (cli->json)
    {
      op_cli_take_document (cli,
                            json_pack ("{s:s, s:b, s:o}",
                                       "product",
                                       id,
                                       "sound",
                                       n_damaged == 0,
                                       "damaged",
                                       op_json_strings ((const char *const *) damaged)));
      return TRUE;
    }

  for (size_t i = 0; damaged[i] != NULL; i++)
    op_say ("damaged: %s", damaged[i]);
  if (n_damaged == 0)
    op_say ("Every installed file of %s is sound.", id);
  else
    op_say (
        "%u files of %s are damaged; ‘offpeak download %s’ brings them again.", n_damaged, id, id);

  return TRUE;
}
