/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/format.h"
#include "client/cli/json.h"
#include "client/cli/table.h"
#include "client/cli/words.h"

static void
add (OpTable *table, const char *name, const char *value)
{
  if (*value != '\0')
    op_table_add (table, name, value);
}

static void
add_versions (OpTable *table, OffpeakProduct *product)
{
  op_table_add (table, "  Installed", offpeak_product_get_installed_version (product));
  add (table, "  Staged", offpeak_product_get_staged_version (product));
  add (table, "  Available", offpeak_product_get_available_version (product));
  add (table, "  Previous", offpeak_product_get_previous_version (product));
  add (table, "  Release notes", offpeak_product_get_release_notes_url (product));
}

static void
add_progress (OpTable *table, OffpeakProduct *product)
{
  OpBarFacts facts;
  g_autofree char *state = NULL;
  g_autofree char *text = NULL;

  if (offpeak_product_get_status (product) != OFFPEAK_STATUS_DOWNLOAD_WIP)
    return;

  op_words_facts (product, &facts, &state);
  facts.label = NULL; /* it stands above */
  facts.state = NULL; /* the reasons follow */
  text = op_bar_describe (&facts);
  add (table, "  Progress", g_strchug (text));
}

static void
add_wait_reasons (OpTable *table, OffpeakProduct *product)
{
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);

  for (size_t i = 0; i < reasons->len; i++)
    {
      g_autofree char *text = op_words_wait_reason (g_ptr_array_index (reasons, i));

      op_table_add (table, "  Waiting", text);
    }
}

static void
add_last_operation (OpTable *table, OffpeakProduct *product)
{
  const char *call;
  guint uid;
  guint64 started_usec = offpeak_product_get_last_operation (product, &call, &uid);
  g_autofree char *when = op_format_time (started_usec);
  g_autofree char *text = NULL;

  if (started_usec == 0)
    return;

  text = g_strdup_printf ("%s at %s by uid %u", call, when, uid);
  op_table_add (table, "  Last call", text);
}

static void
add_failure (OpTable *table, OffpeakProduct *product)
{
  g_autoptr(GError) failure = offpeak_product_dup_failure (product);
  g_autofree char *code = NULL;

  if (failure == NULL)
    return;

  code = g_strdup_printf ("%u (%s), HRESULT 0x%08X",
                          offpeak_product_get_error (product),
                          offpeak_product_get_error_name (product),
                          offpeak_product_get_hresult (product));
  op_table_add (table, "  Error", failure->message);
  op_table_add (table, "  Error code", code);
}

static void
add_settings (OpTable *table, OffpeakProduct *product)
{
  const char *trust = offpeak_product_get_trust (product);

  add (table, "  Channel", offpeak_product_get_channel (product));
  add (table, "  Install root", offpeak_product_get_install_root (product));
  add (table, "  Trust", g_str_equal (trust, "filelist") ? "filelist (weaker than tuf)" : trust);
  if (!offpeak_product_get_enabled (product))
    op_table_add (table, "  Enabled", "no");
  if (offpeak_product_get_stale (product))
    op_table_add (table, "  Stale", "what is known of releases has expired");
  if (offpeak_product_get_restart_required (product))
    op_table_add (table, "  Restart", "programs still run from an older version");
  add (table, "  Configuration error", offpeak_product_get_configuration_error (product));
}

static void
say_status (OffpeakProduct *product)
{
  g_autoptr(OpTable) table = op_table_new (2);
  const char *id = offpeak_product_get_id (product);
  const char *title = offpeak_product_get_title (product);
  OffpeakStatus status = offpeak_product_get_status (product);

  if (g_str_equal (id, title))
    op_say ("%s", id);
  else
    op_say ("%s (%s)", id, title);

  op_table_add (table, "  Status", offpeak_status_get_text (status));
  add_progress (table, product);
  add_wait_reasons (table, product);
  add_failure (table, product);
  add_versions (table, product);
  add_settings (table, product);
  add_last_operation (table, product);
  op_table_say (table);
}

gboolean
op_command_status (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);

  if (product == NULL)
    return FALSE;

  if (cli->json)
    op_cli_take_document (cli, op_json_product (product));
  else
    say_status (product);

  return TRUE;
}
