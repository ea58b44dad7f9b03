/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"
#include "client/cli/words.h"

gboolean
op_command_explain (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  g_auto(GStrv) sentences = NULL;

  if (product == NULL)
    return FALSE;

  sentences = op_words_explain (product);
  if (cli->json)
    {
      op_cli_take_document (cli,
                            json_pack ("{s:s, s:o, s:s, s:b, s:o}",
                                       "product",
                                       offpeak_product_get_id (product),
                                       "waitReasons",
                                       op_json_wait_reasons (product),
                                       "configurationError",
                                       offpeak_product_get_configuration_error (product),
                                       "enabled",
                                       offpeak_product_get_enabled (product),
                                       "sentences",
                                       op_json_strings ((const char *const *) sentences)));
      return TRUE;
    }

  for (size_t i = 0; sentences[i] != NULL; i++)
    op_say ("%s", sentences[i]);

  return TRUE;
}
