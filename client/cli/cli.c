/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/cli.h"

#include "client/cli/parameters.h"

#include <string.h>

/* Why there is nobody to talk to, in words. */
static gboolean
start_service (OpCli *cli, GError **error)
{
  g_autoptr(GError) absent = NULL;

  if (offpeak_client_get_service_running (cli->client) ||
      offpeak_client_refresh (cli->client, NULL /* cancellable */, &absent))
    return TRUE;

  if (g_error_matches (absent, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
      g_error_matches (absent, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER))
    g_set_error (error,
                 absent->domain,
                 absent->code,
                 "The service is not on the bus ‘%s’ and cannot be started there; start offpeakd, "
                 "or name another bus with --bus=",
                 offpeak_client_get_bus (cli->client));
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&absent), "The service does not answer: ");

  return FALSE;
}

gboolean
op_cli_connect (OpCli *cli, GError **error)
{
  if (cli->client == NULL)
    {
      cli->client = offpeak_client_new (cli->bus, NULL /* cancellable */, error);
      if (cli->client == NULL)
        {
          g_prefix_error (error, "Cannot connect to the bus ‘%s’: ", cli->bus);
          return FALSE;
        }
      offpeak_client_set_interactive (cli->client, !cli->no_ask_password);
    }

  return start_service (cli, error);
}

static char *
list_ids (OpCli *cli)
{
  g_autoptr(GPtrArray) products = offpeak_client_dup_products (cli->client);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (size_t i = 0; i < products->len; i++)
    g_string_append_printf (
        ids, "%s‘%s’", i > 0 ? ", " : "", offpeak_product_get_id (g_ptr_array_index (products, i)));

  return ids->len > 0 ? g_string_free (g_steal_pointer (&ids), FALSE) : g_strdup ("none");
}

/**
 * op_cli_find_product:
 * @cli: the command
 * @id: (nullable): what the user named
 * @error: return location
 *
 * Returns: (transfer full): that product, or the default one
 */
OffpeakProduct *
op_cli_find_product (OpCli *cli, const char *id, GError **error)
{
  OffpeakProduct *product;
  g_autofree char *ids = NULL;

  if (!op_cli_connect (cli, error))
    return NULL;

  product = id != NULL ? offpeak_client_lookup_product (cli->client, id)
                       : offpeak_client_get_default_product (cli->client);
  if (product != NULL)
    return g_object_ref (product);

  ids = list_ids (cli);
  if (id != NULL)
    g_set_error (error,
                 OFFPEAK_ERROR,
                 OFFPEAK_ERROR_NOT_FOUND,
                 "There is no product ‘%s’; there is: %s",
                 id,
                 ids);
  else
    g_set_error (error,
                 G_OPTION_ERROR,
                 G_OPTION_ERROR_BAD_VALUE,
                 "Name a product, for there is no default one; there is: %s",
                 ids);

  return NULL;
}

/**
 * op_cli_product_and_parameters:
 * @cli: a command whose arguments are `[P] [key=value…]`
 * @out_parameters: (out): the parameter string
 * @error: return location
 *
 * Returns: (transfer full): the product
 */
OffpeakProduct *
op_cli_product_and_parameters (OpCli *cli, char **out_parameters, GError **error)
{
  char **words = cli->arguments;
  const char *id = NULL;
  g_autofree char *parameters = NULL;
  OffpeakProduct *product;

  if (*words != NULL && strchr (*words, '=') == NULL)
    id = *words++;

  parameters = op_join_parameters ((const char *const *) words, error);
  if (parameters == NULL)
    return NULL;

  product = op_cli_find_product (cli, id, error);
  if (product != NULL)
    *out_parameters = g_steal_pointer (&parameters);

  return product;
}

/**
 * op_cli_take_document:
 * @cli: the command
 * @document: (transfer full): what to print in the end
 */
void
op_cli_take_document (OpCli *cli, json_t *document)
{
  json_decref (cli->document);
  cli->document = document;
}

int
op_cli_exit_status (const GError *error)
{
  if (error->domain == G_OPTION_ERROR ||
      g_error_matches (error, OFFPEAK_ERROR, OFFPEAK_ERROR_INVALID_ARGS))
    return OP_EXIT_USAGE;

  if (g_error_matches (error, OFFPEAK_ERROR, OFFPEAK_ERROR_ACCESS_DENIED) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_AUTH_FAILED))
    return OP_EXIT_NOT_AUTHORISED;

  if (g_error_matches (error, OFFPEAK_ERROR, OFFPEAK_ERROR_ILLEGAL_METHOD_CALL))
    return OP_EXIT_WRONG_STATE;

  return OP_EXIT_FAILED;
}

/* A misused command is the same mistake as a misused method. */
static GError *
normalise (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return g_error_new_literal (OFFPEAK_ERROR, OFFPEAK_ERROR_INVALID_ARGS, error->message);

  return g_error_copy (error);
}

json_t *
op_cli_error_to_json (const GError *error)
{
  g_autoptr(GError) known = normalise (error);
  g_autofree char *name = offpeak_error_dup_dbus_name (known);
  g_autofree char *hresult = g_strdup_printf ("0x%08X", offpeak_error_get_hresult (known));

  return json_pack ("{s:s, s:s, s:s}", "name", name, "message", known->message, "hresult", hresult);
}
