/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"

#include <string.h>

#include "config/daemon-config.h"
#include "config/product-config.h"

#define SUFFIX ".conf"
#define DAEMON_FILE "offpeak" SUFFIX

/* A draft may be called anything, as long as it is told apart from offpeak.conf. */
static void
check_file (const char *path, GPtrArray *problems)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(OpDaemonConfig) daemon_config = NULL;
  g_autoptr(OpProductConfig) product_config = NULL;

  if (g_str_equal (name, DAEMON_FILE))
    {
      daemon_config = op_daemon_config_load_file (path, problems);
      return;
    }

  if (g_str_has_suffix (name, SUFFIX))
    {
      name[strlen (name) - strlen (SUFFIX)] = '\0';
      if (!op_product_id_is_valid (name))
        g_ptr_array_add (problems, op_product_id_problem (path));
    }
  product_config = op_product_config_load (name, path, problems);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const char *one = *(const char *const *) a;
  const char *other = *(const char *const *) b;
  size_t n_one = strcspn (one, ":");
  size_t n_other = strcspn (other, ":");
  int order = memcmp (one, other, MIN (n_one, n_other));

  return order != 0 ? order : (n_one > n_other) - (n_one < n_other);
}

static guint
check_places (const char *root, GPtrArray *problems)
{
  g_autoptr(OpPlaces) places = op_places_new (root);
  g_autoptr(OpDaemonConfig) daemon_config = op_daemon_config_load (places, problems);
  g_autoptr(GHashTable) products = op_product_configs_load (places, problems);

  if (daemon_config->default_product != NULL && *daemon_config->default_product != '\0' &&
      !g_hash_table_contains (products, daemon_config->default_product))
    g_ptr_array_add (problems,
                     g_strdup_printf (DAEMON_FILE ": DefaultProduct: there is no product ‘%s’",
                                      daemon_config->default_product));

  /* Products come in no order; a file's problems stay in that of its lines. */
  g_ptr_array_sort (problems, compare_files);

  return g_hash_table_size (products);
}

static void
say_problems (OpCli *cli, GPtrArray *problems, guint n_products)
{
  if (cli->json)
    {
      g_ptr_array_add (problems, NULL);
      op_cli_take_document (
          cli,
          json_pack ("{s:o}", "problems", op_json_strings ((const char *const *) problems->pdata)));
      return;
    }

  for (guint i = 0; i < problems->len; i++)
    op_say ("%s", (const char *) g_ptr_array_index (problems, i));
  if (problems->len > 0)
    return;

  if (cli->arguments[1] != NULL)
    op_say ("Nothing is wrong with %s.", cli->arguments[1]);
  else
    op_say ("Nothing is wrong with the configuration; products: %u.", n_products);
}

gboolean
op_command_config (OpCli *cli, GError **error)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  const char *file = cli->arguments[1];
  guint n_products = 0;

  if (!g_str_equal (cli->arguments[0], "check"))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘config’ can only ‘check’, not ‘%s’",
                   cli->arguments[0]);
      return FALSE;
    }
  if (file != NULL && cli->root != NULL)
    {
      g_set_error (
          error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "Name a file or --root, not both");
      return FALSE;
    }

  if (file != NULL)
    check_file (file, problems);
  else
    n_products = check_places (cli->root, problems);

  cli->exit_status = problems->len > 0 ? OP_EXIT_FAILED : OP_EXIT_DONE;
  say_problems (cli, problems, n_products);

  return TRUE;
}
