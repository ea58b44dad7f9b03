/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/format.h"
#include "client/cli/table.h"

#include <string.h>

#define HISTORY_TYPE 10

static const char *
get_string (json_t *entry, const char *key)
{
  const char *value = json_string_value (json_object_get (entry, key));

  return value != NULL ? value : "";
}

static char *
describe_result (json_t *entry)
{
  const char *message = get_string (entry, "message");
  const char *result = get_string (entry, "result");

  return *message != '\0' ? g_strdup_printf ("%s: %s", result, message) : g_strdup (result);
}

static char *
describe_version (json_t *entry)
{
  const char *version = get_string (entry, "version");
  const char *from = get_string (entry, "from");

  return *from != '\0' ? g_strdup_printf ("%s → %s", from, version) : g_strdup (version);
}

static void
say_history (json_t *entries)
{
  g_autoptr(OpTable) table = op_table_new (4);
  json_t *entry;
  size_t i;

  op_table_add (table, "TIME", "ACTION", "VERSION", "RESULT");
  json_array_foreach (entries, i, entry)
  {
    json_int_t time_usec = json_integer_value (json_object_get (entry, "time"));
    g_autofree char *when = op_format_time ((guint64) MAX (time_usec, 0));
    g_autofree char *version = describe_version (entry);
    g_autofree char *result = describe_result (entry);

    op_table_add (table, when, get_string (entry, "action"), version, result);
  }
  op_table_say (table);
}

gboolean
op_command_history (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  g_autoptr(json_t) entries = NULL;
  g_autofree char *text = NULL;

  if (product == NULL)
    return FALSE;

  text = offpeak_product_get_deployment_data (
      product, HISTORY_TYPE, "" /* all versions */, NULL /* cancellable */, error);
  if (text == NULL)
    return FALSE;

  entries = json_loads (text, JSON_REJECT_DUPLICATES, NULL /* error */);
  if (!json_is_array (entries))
    {
      g_set_error (error,
                   OFFPEAK_ERROR,
                   OFFPEAK_ERROR_FAILED,
                   "The service's history of %s is not a JSON array",
                   offpeak_product_get_id (product));
      return FALSE;
    }

  if (cli->json)
    op_cli_take_document (
        cli,
        json_pack ("{s:s, s:O}", "product", offpeak_product_get_id (product), "history", entries));
  else if (json_array_size (entries) == 0)
    op_say ("Nothing was done with %s yet.", offpeak_product_get_id (product));
  else
    say_history (entries);

  return TRUE;
}
