/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"

#include <string.h>

static const struct
{
  const char *name;
  const char *signature;
} options[] = {
  { "Enabled", "b" },   { "Channel", "s" },       { "AutoDownload", "b" },
  { "AutoApply", "b" }, { "PinnedVersion", "s" },
};

static gboolean
parse_boolean (const char *key, const char *word, GVariant **out_value, GError **error)
{
  static const char *const yes[] = { "yes", "true", "on", "1", NULL };
  static const char *const no[] = { "no", "false", "off", "0", NULL };
  g_autofree char *lower = g_ascii_strdown (word, -1);

  if (g_strv_contains (yes, lower) || g_strv_contains (no, lower))
    {
      *out_value = g_variant_new_boolean (g_strv_contains (yes, lower));
      return TRUE;
    }

  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               "‘%s’ must be yes or no, not ‘%s’",
               key,
               word);

  return FALSE;
}

static gboolean
add_option (GVariantDict *dict, const char *pair, GError **error)
{
  g_auto(GStrv) halves = g_strsplit (pair, "=", 2);

  if (g_strv_length (halves) != 2)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘%s’ is not of the form KEY=VALUE",
                   pair);
      return FALSE;
    }

  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    {
      GVariant *value;

      if (g_ascii_strcasecmp (options[i].name, halves[0]) != 0)
        continue;
      if (*options[i].signature == 's')
        value = g_variant_new_string (halves[1]);
      else if (!parse_boolean (options[i].name, halves[1], &value, error))
        return FALSE;

      g_variant_dict_insert_value (dict, options[i].name, value);
      return TRUE;
    }

  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               "There is no option ‘%s’; ‘offpeak help set’ lists them",
               halves[0]);

  return FALSE;
}

static gboolean
set_options (OpCli *cli, GVariant *floating_options, GError **error)
{
  g_autoptr(GVariant) values = g_variant_ref_sink (floating_options);
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  const char *id;

  if (product == NULL ||
      !offpeak_product_set_options (product, values, NULL /* cancellable */, error))
    return FALSE;

  id = offpeak_product_get_id (product);
  if (cli->json)
    op_cli_take_document (cli, json_pack ("{s:s, s:b}", "product", id, "accepted", TRUE));
  else
    op_say ("The options of %s are set; ‘offpeak status %s’ shows them.", id, id);

  return TRUE;
}

gboolean
op_command_set (OpCli *cli, GError **error)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  for (size_t i = 1; cli->arguments[i] != NULL; i++)
    {
      if (!add_option (&dict, cli->arguments[i], error))
        return FALSE;
    }

  return set_options (cli, g_variant_dict_end (&dict), error);
}

gboolean
op_command_pin (OpCli *cli, GError **error)
{
  g_auto(GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "PinnedVersion", "s", cli->arguments[1]);

  return set_options (cli, g_variant_dict_end (&dict), error);
}

gboolean
op_command_remove (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  const char *id;

  if (product == NULL ||
      !offpeak_product_remove (product, cli->purge, NULL /* cancellable */, error))
    return FALSE;

  id = offpeak_product_get_id (product);
  if (cli->json)
    op_cli_take_document (cli, json_pack ("{s:s, s:b}", "product", id, "accepted", TRUE));
  else
    op_say ("The installed versions of %s are removed and it is disabled; ‘offpeak set %s "
            "Enabled=yes’ enables it again.",
            id,
            id);

  return TRUE;
}

gboolean
op_command_reload (OpCli *cli, GError **error)
{
  g_auto(GStrv) problems = NULL;

  if (!op_cli_connect (cli, error))
    return FALSE;

  problems = offpeak_client_reload (cli->client, NULL /* cancellable */, error);
  if (problems == NULL)
    return FALSE;

  if (cli->json)
    {
      op_cli_take_document (
          cli, json_pack ("{s:o}", "problems", op_json_strings ((const char *const *) problems)));
      return TRUE;
    }

  for (size_t i = 0; problems[i] != NULL; i++)
    op_say ("%s", problems[i]);
  if (problems[0] == NULL)
    op_say ("The configuration was read again; nothing is wrong with it.");

  return TRUE;
}
