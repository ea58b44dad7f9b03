/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/table-of-commands.h"

#include "client/cli/commands.h"
#include "client/cli/table.h"

#include <string.h>

#define ANY_NUMBER G_MAXUINT
/* A word so far from every command is no slip of the finger. */
#define MAX_SLIPS 2

#define PARAMETERS "Parameters of the call, each as key=value; the shell's quotes are enough."

/* clang-format off */
static const OpCommand commands[] = {
  { "list",     "",                      "List the products.",
    NULL,
    NULL, 0, 0, op_command_list },
  { "status",   "[P]",                   "Say what a product is doing, and which versions there are.",
    NULL,
    NULL, 0, 1, op_command_status },
  { "check",    "[P] [key=value…] | --all", "Look for a newer version, without changing anything.",
    PARAMETERS " Keys: updatetoversion, updatebaseurl, downloadsource, contentid. With --all, of "
    "every enabled product; exit status 10 says that something is available.",
    "--all", 0, ANY_NUMBER, op_command_check },
  { "download", "[P] [key=value…]",      "Bring the new version to the disk, and watch it come.",
    PARAMETERS " Keys: updatetoversion, updatebaseurl, downloadsource, contentid, displaylevel.",
    NULL, 0, ANY_NUMBER, op_command_download },
  { "apply",    "[P] [key=value…]",      "Switch to the version that was downloaded.",
    PARAMETERS " Keys: forceappshutdown, displaylevel.",
    NULL, 0, ANY_NUMBER, op_command_apply },
  { "cancel",   "[P]",                   "End the download that runs, and remove what it brought.",
    NULL,
    NULL, 0, 1, op_command_cancel },
  { "pause",    "[P]",                   "Stop transferring until ‘resume’.",
    NULL,
    NULL, 0, 1, op_command_pause },
  { "resume",   "[P]",                   "Go on after ‘pause’, or try again now.",
    NULL,
    NULL, 0, 1, op_command_resume },
  { "rollback", "[P] [--to V] [key=value…]", "Switch back to the version before.",
    PARAMETERS " Keys: updatetoversion (as --to), forceappshutdown, displaylevel.",
    "--to", 0, ANY_NUMBER, op_command_rollback },
  { "wait",     "[P]",                   "Watch what runs until it ends.",
    NULL,
    NULL, 0, 1, op_command_wait },
  { "monitor",  "",                      "Print every change of every product, until interrupted.",
    NULL,
    NULL, 0, 0, op_command_monitor },
  { "explain",  "[P]",                   "Say why nothing moves.",
    NULL,
    NULL, 0, 1, op_command_explain },
  { "blocking", "[P]",                   "Name the programs that ‘apply’ would fail on.",
    NULL,
    NULL, 0, 1, op_command_blocking },
  { "verify",   "[P]",                   "Hash every installed file; exit status 1 says that some are damaged.",
    NULL,
    NULL, 0, 1, op_command_verify },
  { "versions", "[P]",                   "List the versions that are installed, staged, kept and available.",
    NULL,
    NULL, 0, 1, op_command_versions },
  { "history",  "[P]",                   "List what was done, the newest first.",
    NULL,
    NULL, 0, 1, op_command_history },
  { "set",      "P KEY=VALUE…",          "Change options of a product.",
    "Keys: Enabled, AutoDownload, AutoApply (yes or no), Channel, PinnedVersion.",
    NULL, 2, ANY_NUMBER, op_command_set },
  { "pin",      "P V",                   "Keep a product at a version; \"\" lets it go on.",
    NULL,
    NULL, 2, 2, op_command_pin },
  { "remove",   "P [--purge]",           "Remove a product's installed versions and disable it.",
    "With --purge, its history and settings too.",
    "--purge", 1, 1, op_command_remove },
  { "data",     "P TYPE [NAME]",         "Print one of the facts about what is installed.",
    "TYPE is the number of GetDeploymentData: 0 everything as JSON, 1 installed, 2 staged, "
    "3 previous version, 4 channel, 5 update base URL, 6 architecture, 7 languages, 8 install "
    "root, 9 trust, 10 history as JSON (of version NAME), 11 hash and size of file NAME as JSON.",
    NULL, 2, 3, op_command_data },
  { "reload",   "",                      "Read the configuration again, and say what is wrong in it.",
    NULL,
    NULL, 0, 0, op_command_reload },
  { "config",   "check [FILE] [--root=DIR]", "Say what is wrong in the configuration, without the service.",
    "FILE is offpeak.conf or a product file, wherever it lies; without it, all of them that the "
    "service would read. With --root, those below DIR. Exit status 1 says that something is wrong.",
    "--root", 1, 2, op_command_config },
  { "audit",    "show|verify [--since=TIME] [--product=P] [--root=DIR]", "Show the audit log, or prove that it is what was written.",
    "Both read the files themselves, so they need root. TIME is 2026-12-31, 2026-12-31T18:00:00, or "
    "90m, 12h, 7d for so long ago. ‘verify’ compares the chain of lines, audit.head and the journal; "
    "exit status 1 says that a line was changed, dropped, inserted or cut off, and which.",
    "--since --product --root", 1, 1, op_command_audit },
};
/* clang-format on */

static unsigned
smallest (unsigned a, unsigned b, unsigned c)
{
  return MIN (MIN (a, b), c);
}

/* Levenshtein's: how many letters to change, drop or add. */
static unsigned
count_slips (const char *one, const char *other)
{
  size_t n_other = strlen (other);
  g_autofree unsigned *above = g_new0 (unsigned, n_other + 1);

  for (unsigned j = 0; j <= n_other; j++)
    above[j] = j;

  for (unsigned i = 0; one[i] != '\0'; i++)
    {
      unsigned diagonal = above[0];

      above[0] = i + 1;
      for (unsigned j = 0; j < n_other; j++)
        {
          unsigned replaced = diagonal + (one[i] != other[j]);

          diagonal = above[j + 1];
          above[j + 1] = smallest (replaced, above[j] + 1, above[j + 1] + 1);
        }
    }

  return above[n_other];
}

static const OpCommand *
guess (const char *name)
{
  const OpCommand *nearest = NULL;
  unsigned fewest = MAX_SLIPS + 1;

  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      unsigned slips = count_slips (name, commands[i].name);

      if (*name != '\0' && g_str_has_prefix (commands[i].name, name))
        return &commands[i];
      if (slips < fewest)
        {
          fewest = slips;
          nearest = &commands[i];
        }
    }

  return nearest;
}

/**
 * op_commands_find:
 * @name: a word
 * @error: return location, of #GOptionError
 *
 * Returns: (transfer none): the command of that name; %NULL and a suggestion if there is none
 */
const OpCommand *
op_commands_find (const char *name, GError **error)
{
  const OpCommand *meant;

  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (g_str_equal (commands[i].name, name))
        return &commands[i];
    }

  meant = guess (name);
  g_set_error (error,
               G_OPTION_ERROR,
               G_OPTION_ERROR_BAD_VALUE,
               meant != NULL ? "There is no command ‘%s’; did you mean ‘%s’?"
                             : "There is no command ‘%s’; ‘offpeak %s’ lists them",
               name,
               meant != NULL ? meant->name : "help");

  return NULL;
}

static void
help_on_all (void)
{
  g_autoptr(OpTable) table = op_table_new (2);

  op_say ("Usage: offpeak [--bus=system|session|ADDRESS] [--json] [--no-ask-password] COMMAND");
  op_say ("P is a product's id; it may be left out where there is a default product.");
  op_say ("%s", "");
  for (size_t i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *usage = g_strdup_printf ("  %s %s", commands[i].name, commands[i].usage);

      op_table_add (table, g_strchomp (usage), commands[i].summary);
    }
  op_table_say (table);
  op_say ("%s", "");
  op_say ("OFFPEAK_BUS in the environment is the default for --bus.");
  op_say ("Exit status: 0 done or nothing to do, 1 failed, 2 wrong usage, 3 not authorised,");
  op_say ("4 not possible in the present state, 10 ‘check --all’ found something, 130 detached:");
  op_say ("the work goes on.");
}

static void
help_on_one (const OpCommand *command)
{
  op_say (
      "Usage: offpeak %s%s%s", command->name, *command->usage != '\0' ? " " : "", command->usage);
  op_say ("%s", command->summary);
  if (command->help != NULL)
    op_say ("%s", command->help);
}

/**
 * op_commands_help:
 * @name: (nullable): a command
 * @error: return location, of #GOptionError
 *
 * Returns: %FALSE if there is no such command
 */
gboolean
op_commands_help (const char *name, GError **error)
{
  const OpCommand *command;

  if (name == NULL)
    {
      help_on_all ();
      return TRUE;
    }

  command = op_commands_find (name, error);
  if (command == NULL)
    return FALSE;

  help_on_one (command);

  return TRUE;
}
