/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"

/* The two halves of a sentence that has the product's id in the middle and at its end. */
typedef struct
{
  gboolean (*call) (OffpeakProduct *product, GCancellable *cancellable, GError **error);
  const char *what_happened;
  const char *what_next;
} Control;

static gboolean
run (OpCli *cli, const Control *control, GError **error)
{
  g_autoptr(OffpeakProduct) product = op_cli_find_product (cli, cli->arguments[0], error);
  const char *id;

  if (product == NULL || !control->call (product, NULL /* cancellable */, error))
    return FALSE;

  id = offpeak_product_get_id (product);
  if (cli->json)
    op_cli_take_document (cli, json_pack ("{s:s, s:b}", "product", id, "accepted", TRUE));
  else
    op_say ("The download of %s %s ‘offpeak %s %s’.",
            id,
            control->what_happened,
            control->what_next,
            id);

  return TRUE;
}

gboolean
op_command_cancel (OpCli *cli, GError **error)
{
  static const Control cancel = {
    .call = offpeak_product_cancel,
    .what_happened = "is being cancelled; to begin anew when that is done:",
    .what_next = "download",
  };

  return run (cli, &cancel, error);
}

gboolean
op_command_pause (OpCli *cli, GError **error)
{
  static const Control pause = {
    .call = offpeak_product_pause,
    .what_happened = "is paused; to go on:",
    .what_next = "resume",
  };

  return run (cli, &pause, error);
}

gboolean
op_command_resume (OpCli *cli, GError **error)
{
  static const Control resume = {
    .call = offpeak_product_resume,
    .what_happened = "goes on; to watch it:",
    .what_next = "wait",
  };

  return run (cli, &resume, error);
}
