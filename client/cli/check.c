/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/format.h"
#include "client/cli/table.h"

static void
say_update (const char *id, const char *version, guint64 download_bytes, guint64 unpacked_bytes)
{
  g_autofree char *download = op_format_size (download_bytes);
  g_autofree char *unpacked = op_format_size (unpacked_bytes);

  op_say ("Version %s of %s is available: %s to download, %s unpacked; ‘offpeak download %s’ "
          "brings it.",
          version,
          id,
          download_bytes != OFFPEAK_SIZE_UNKNOWN ? download : "an unknown size",
          unpacked_bytes != OFFPEAK_SIZE_UNKNOWN ? unpacked : "an unknown size",
          id);
}

static json_t *
size_or_null (guint64 bytes)
{
  return bytes <= G_MAXINT64 ? json_integer ((json_int_t) bytes) : json_null ();
}

static gboolean
check_one (OpCli *cli, GError **error)
{
  g_autofree char *parameters = NULL;
  g_autofree char *version = NULL;
  g_autoptr(OffpeakProduct) product = op_cli_product_and_parameters (cli, &parameters, error);
  const char *id;
  gboolean available;
  guint64 download_bytes, unpacked_bytes;

  if (product == NULL || !offpeak_product_check_for_update (product,
                                                            parameters,
                                                            NULL /* cancellable */,
                                                            &available,
                                                            &version,
                                                            &download_bytes,
                                                            &unpacked_bytes,
                                                            error))
    return FALSE;

  id = offpeak_product_get_id (product);
  if (cli->json)
    op_cli_take_document (cli,
                          json_pack ("{s:s, s:b, s:s, s:o, s:o}",
                                     "product",
                                     id,
                                     "available",
                                     available,
                                     "version",
                                     version,
                                     "downloadBytes",
                                     size_or_null (download_bytes),
                                     "unpackedBytes",
                                     size_or_null (unpacked_bytes)));
  else if (available)
    say_update (id, version, download_bytes, unpacked_bytes);
  else
    op_say ("%s is up to date.", id);

  return TRUE;
}

static void
report_all (OpCli *cli, GHashTable *updates)
{
  g_autoptr(GList) ids = g_list_sort (g_hash_table_get_keys (updates), (GCompareFunc) strcmp);
  g_autoptr(OpTable) table = op_table_new (2);
  json_t *array = json_array ();

  for (GList *i = ids; i != NULL; i = i->next)
    {
      gboolean available = GPOINTER_TO_INT (g_hash_table_lookup (updates, i->data));

      if (available)
        cli->exit_status = OP_EXIT_AVAILABLE;
      op_table_add (table, i->data, available ? "an update is available" : "up to date");
      json_array_append_new (array,
                             json_pack ("{s:s, s:b}", "product", i->data, "available", available));
    }

  if (!cli->json)
    op_table_say (table);
  op_cli_take_document (cli, json_pack ("{s:o}", "products", array));
}

static gboolean
check_all (OpCli *cli, GError **error)
{
  g_autoptr(GHashTable) updates = NULL;

  if (cli->arguments[0] != NULL)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘check --all’ takes neither a product nor parameters");
      return FALSE;
    }

  if (!op_cli_connect (cli, error))
    return FALSE;

  updates = offpeak_client_check_all (cli->client, NULL /* cancellable */, error);
  if (updates == NULL)
    return FALSE;

  report_all (cli, updates);

  return TRUE;
}

gboolean
op_command_check (OpCli *cli, GError **error)
{
  return cli->all ? check_all (cli, error) : check_one (cli, error);
}
