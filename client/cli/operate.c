/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/follow.h"
#include "client/cli/json.h"
#include "client/cli/parameters.h"
#include "client/cli/words.h"

/* What happened, as a sentence or as a document. */
static gboolean
report (OpCli *cli,
        OffpeakProduct *product,
        OpFollowResult result,
        const char *installed_before,
        GError **error)
{
  g_autofree char *sentence = NULL;

  if (cli->json)
    {
      json_t *document = op_json_product (product);

      json_object_set_new (document, "detached", json_boolean (result == OP_FOLLOW_DETACHED));
      op_cli_take_document (cli, document);
    }

  if (result == OP_FOLLOW_FAILED)
    return FALSE;

  if (result == OP_FOLLOW_DETACHED)
    {
      cli->exit_status = OP_EXIT_DETACHED;
      return TRUE;
    }

  sentence = op_words_outcome (product, installed_before, error);
  if (sentence == NULL)
    return FALSE;

  if (!cli->json)
    op_say ("%s", sentence);

  return TRUE;
}

static gboolean
operate (OpCli *cli, OffpeakProduct *product, const OpOperation *operation, GError **error)
{
  g_autofree char *before = g_strdup (offpeak_product_get_installed_version (product));
  OpFollowResult result = op_follow (cli, product, operation, error);

  return report (cli, product, result, before, error);
}

gboolean
op_command_download (OpCli *cli, GError **error)
{
  g_autofree char *parameters = NULL;
  g_autoptr(OffpeakProduct) product = op_cli_product_and_parameters (cli, &parameters, error);
  OpOperation operation = {
    .start = offpeak_product_download_async,
    .finish = offpeak_product_download_finish,
    .parameters = parameters,
  };

  return product != NULL && operate (cli, product, &operation, error);
}

/* Who must start again what runs from the old version; only people are told. */
static void
say_old_users (OpCli *cli, OffpeakProduct *product)
{
  g_autoptr(GPtrArray) users = NULL;

  if (cli->json || cli->exit_status != OP_EXIT_DONE ||
      !offpeak_product_get_restart_required (product))
    return;

  users = offpeak_product_get_old_users (product, NULL /* cancellable */, NULL /* error */);
  for (size_t i = 0; users != NULL && i < users->len; i++)
    {
      const OffpeakApplication *user = g_ptr_array_index (users, i);

      op_say ("Still running from an older version: %s (process %u).", user->name, user->pid);
    }
}

gboolean
op_command_apply (OpCli *cli, GError **error)
{
  g_autofree char *parameters = NULL;
  g_autoptr(OffpeakProduct) product = op_cli_product_and_parameters (cli, &parameters, error);
  OpOperation operation = {
    .start = offpeak_product_apply_async,
    .finish = offpeak_product_apply_finish,
    .parameters = parameters,
  };

  if (product == NULL || !operate (cli, product, &operation, error))
    return FALSE;

  say_old_users (cli, product);

  return TRUE;
}

/* --to is another way to say updatetoversion=; given twice, the service says so. */
static gboolean
add_version (char **parameters, const char *version, GError **error)
{
  g_autofree char *pair = g_strconcat ("updatetoversion=", version, NULL);
  const char *pairs[] = { pair, NULL };
  g_autofree char *joined = op_join_parameters (pairs, error);
  g_autofree char *others = g_steal_pointer (parameters);

  if (joined == NULL)
    return FALSE;

  *parameters = g_strjoin (*others != '\0' ? " " : "", joined, others, NULL);

  return TRUE;
}

gboolean
op_command_rollback (OpCli *cli, GError **error)
{
  g_autofree char *parameters = NULL;
  g_autoptr(OffpeakProduct) product = op_cli_product_and_parameters (cli, &parameters, error);
  OpOperation operation = {
    .start = offpeak_product_rollback_async,
    .finish = offpeak_product_rollback_finish,
  };

  if (product == NULL || (cli->to != NULL && !add_version (&parameters, cli->to, error)))
    return FALSE;

  operation.parameters = parameters;

  return operate (cli, product, &operation, error);
}

gboolean
op_command_wait (OpCli *cli, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  const OpOperation join = { .start = NULL };
  OpFollowResult result;

  if (product == NULL)
    return FALSE;

  if (offpeak_status_is_busy (offpeak_product_get_status (product)))
    {
      result = op_follow (cli, product, &join, error);
      return report (cli, product, result, NULL /* version before */, error);
    }

  if (cli->json)
    op_cli_take_document (cli, op_json_product (product));
  else
    op_say ("Nothing of %s is running.", offpeak_product_get_id (product));

  return TRUE;
}
