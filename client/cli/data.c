/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"

static gboolean
is_json (int type)
{
  return type == 0 || type == 10 || type == 11;
}

static json_t *
to_json (int type, const char *text)
{
  json_t *value = is_json (type) ? json_loads (text, JSON_REJECT_DUPLICATES, NULL) : NULL;

  return value != NULL ? value : json_string (text);
}

static gboolean
parse_type (const char *word, int *out_type, GError **error)
{
  guint64 type;

  if (!g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT, &type, NULL /* error */))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "The type ‘%s’ is not a number; ‘offpeak help data’ lists them",
                   word);
      return FALSE;
    }

  *out_type = (int) type;

  return TRUE;
}

gboolean
op_command_data (OpCli *cli, GError **error)
{
  const char *name = cli->arguments[2] != NULL ? cli->arguments[2] : "";
  g_autoptr(OffpeakProduct) product = NULL;
  g_autofree char *text = NULL;
  int type;

  if (!parse_type (cli->arguments[1], &type, error))
    return FALSE;

  product = op_cli_find_product (cli, cli->arguments[0], error);
  if (product == NULL)
    return FALSE;

  text = offpeak_product_get_deployment_data (product, type, name, NULL /* cancellable */, error);
  if (text == NULL)
    return FALSE;

  if (cli->json)
    op_cli_take_document (cli,
                          json_pack ("{s:s, s:i, s:o}",
                                     "product",
                                     offpeak_product_get_id (product),
                                     "type",
                                     type,
                                     "data",
                                     to_json (type, text)));
  else
    op_say_lines (text);

  return TRUE;
}
