/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"
#include "client/cli/table.h"

static json_t *
to_json (GPtrArray *products)
{
  json_t *array = json_array ();

  for (size_t i = 0; i < products->len; i++)
    json_array_append_new (array, op_json_product (g_ptr_array_index (products, i)));

  return json_pack ("{s:o}", "products", array);
}

static const char *
state_of (OffpeakProduct *product)
{
  if (*offpeak_product_get_configuration_error (product) != '\0')
    return "configuration error";
  if (!offpeak_product_get_enabled (product))
    return "disabled";

  return offpeak_status_get_text (offpeak_product_get_status (product));
}

static void
say_table (GPtrArray *products)
{
  g_autoptr(OpTable) table = op_table_new (5);

  op_table_add (table, "PRODUCT", "INSTALLED", "STAGED", "STATE", "TITLE");
  for (size_t i = 0; i < products->len; i++)
    {
      OffpeakProduct *product = g_ptr_array_index (products, i);

      op_table_add (table,
                    offpeak_product_get_id (product),
                    offpeak_product_get_installed_version (product),
                    offpeak_product_get_staged_version (product),
                    state_of (product),
                    offpeak_product_get_title (product));
    }
  op_table_say (table);
}

gboolean
op_command_list (OpCli *cli, GError **error)
{
  g_autoptr(GPtrArray) products = NULL;

  if (!op_cli_connect (cli, error))
    return FALSE;

  products = offpeak_client_dup_products (cli->client);
  if (cli->json)
    op_cli_take_document (cli, to_json (products));
  else if (products->len == 0)
    op_say ("There are no products; a product is a file in products.d.");
  else
    say_table (products);

  return TRUE;
}
