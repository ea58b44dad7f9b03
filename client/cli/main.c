/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * offpeak: what can be done with products, from a terminal or a script.
 */

#include "client/cli/cli.h"
#include "client/cli/table-of-commands.h"

#include <locale.h>
#include <string.h>

#define VERSION_LINE "offpeak " OP_VERSION

static gboolean
parse_options (OpCli *cli, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "bus", 0, 0, G_OPTION_ARG_STRING, &cli->bus, NULL, NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, NULL, NULL },
    { "no-ask-password", 0, 0, G_OPTION_ARG_NONE, &cli->no_ask_password, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &cli->help, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &cli->version, NULL, NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &cli->all, NULL, NULL },
    { "purge", 0, 0, G_OPTION_ARG_NONE, &cli->purge, NULL, NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &cli->to, NULL, NULL },
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &cli->root, NULL, NULL },
    { "since", 0, 0, G_OPTION_ARG_STRING, &cli->since, NULL, NULL },
    { "product", 0, 0, G_OPTION_ARG_STRING, &cli->product, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);

  return g_option_context_parse (context, argc, argv, error);
}

/* Neither JSON nor the bus could carry anything else. */
static gboolean
check_encoding (char **argv, GError **error)
{
  for (size_t i = 0; argv[i] != NULL; i++)
    {
      if (!g_utf8_validate (argv[i], -1, NULL /* end */))
        {
          g_set_error (error,
                       G_OPTION_ERROR,
                       G_OPTION_ERROR_BAD_VALUE,
                       "Word %zu of the command line is not UTF-8",
                       i);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
misused (const OpCommand *command, const char *what, GError **error)
{
  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               "‘%s’ %s; usage: offpeak %s%s%s",
               command->name,
               what,
               command->name,
               *command->usage != '\0' ? " " : "",
               command->usage);

  return FALSE;
}

static gboolean
takes_option (const OpCommand *command, const char *option)
{
  g_auto(GStrv) names = g_strsplit (command->option != NULL ? command->option : "", " ", -1);

  return g_strv_contains ((const char *const *) names, option);
}

static gboolean
check_usage (OpCli *cli, GError **error)
{
  const OpCommand *command = cli->command;
  guint n_arguments = g_strv_length (cli->arguments);
  const struct
  {
    gboolean is_given;
    const char *name;
  } options[] = {
    { cli->all, "--all" },
    { cli->purge, "--purge" },
    { cli->to != NULL, "--to" },
    { cli->root != NULL, "--root" },
    { cli->since != NULL, "--since" },
    { cli->product != NULL, "--product" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *what = g_strconcat ("does not take ", options[i].name, NULL);

      if (options[i].is_given && !takes_option (command, options[i].name))
        return misused (command, what, error);
    }

  if (n_arguments < command->min_arguments)
    return misused (command, "needs more arguments", error);
  if (n_arguments > command->max_arguments)
    return misused (command, "takes fewer arguments", error);

  return TRUE;
}

static gboolean
run (OpCli *cli, int argc, char **argv, GError **error)
{
  if (cli->version)
    {
      op_say (VERSION_LINE);
      return TRUE;
    }

  if (argc < 2 && !cli->help)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "Name a command; ‘offpeak help’ lists them");
      return FALSE;
    }

  /* argv ends in NULL, which stands for all of them. */
  if (argc < 2 || g_str_equal (argv[1], "help"))
    return op_commands_help (argc < 2 ? NULL : argv[2], error);
  if (cli->help)
    return op_commands_help (argv[1], error);

  cli->command = op_commands_find (argv[1], error);
  if (cli->command == NULL)
    return FALSE;

  cli->arguments = argv + 2;

  return check_usage (cli, error) && cli->command->run (cli, error);
}

/* The error belongs to the document, so that there is one document, whatever happens. */
static void
report (OpCli *cli, const GError *error)
{
  if (!cli->json)
    {
      if (error != NULL)
        op_warn ("offpeak: %s", error->message);
      return;
    }

  if (error != NULL)
    {
      if (cli->document == NULL)
        cli->document = json_object ();
      json_object_set_new (cli->document, "error", op_cli_error_to_json (error));
    }
  if (cli->document != NULL)
    op_say_json (cli->document);
}

static char *
default_bus (void)
{
  const char *bus = g_getenv ("OFFPEAK_BUS");

  return g_strdup (bus != NULL && *bus != '\0' ? bus : "system");
}

static void
cli_clear (OpCli *cli)
{
  g_clear_object (&cli->client);
  g_clear_pointer (&cli->document, json_decref);
  g_free (cli->bus);
  g_free (cli->to);
  g_free (cli->root);
  g_free (cli->since);
  g_free (cli->product);
}

int
main (int argc, char **argv)
{
  OpCli cli = { NULL };
  g_autoptr(GError) error = NULL;
  gboolean wants_json = g_strv_contains ((const char *const *) argv, "--json");
  int exit_status;

  setlocale (LC_ALL, "");

  if (check_encoding (argv, &error) && parse_options (&cli, &argc, &argv, &error))
    {
      if (cli.bus == NULL)
        cli.bus = default_bus ();
      run (&cli, argc, argv, &error);
    }

  /* Wrong options are forgotten, and the right ones with them. */
  cli.json = wants_json;
  report (&cli, error);
  exit_status = error != NULL ? op_cli_exit_status (error) : cli.exit_status;
  cli_clear (&cli);

  return exit_status;
}
