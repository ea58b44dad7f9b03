/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * offpeakd: parses the command line, finds the bus, and hands over.
 */

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <gio/gio.h>

#include "daemon/assembly.h"
#include "daemon/lifetime.h"

#define EXIT_USAGE 2

typedef struct
{
  char *bus;     /* (owned) (nullable) */
  char *root;    /* (owned) (nullable) */
  char *fetcher; /* (owned) (nullable) */
  int idle_timeout_sec;
  gboolean version;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->bus);
  g_free (self->root);
  g_free (self->fetcher);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  GOptionEntry entries[] = {
    { "bus",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options->bus,
      "Which bus to serve: system (default), session, or an address",
      "BUS" },
    { "root",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->root,
      "Directory that configuration and state live in, in place of /",
      "DIR" },
    { "idle-timeout",
      0,
      0,
      G_OPTION_ARG_INT,
      &options->idle_timeout_sec,
      "Leave after so many seconds without a call; 0 for never (default: IdleTimeoutSec= of "
      "offpeak.conf, 180)",
      "SECONDS" },
    { "fetcher",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &options->fetcher,
      "Path of the network worker",
      "PATH" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "Print the version and exit", NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Downloads, verifies and applies application updates.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_FAILED,
                   "‘%s’ is one argument too many; see --help",
                   (*argv)[1]);
      return FALSE;
    }

  return TRUE;
}

static GDBusConnection *
connect_to_bus (const char *bus, GError **error)
{
  GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                               G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;

  if (g_strcmp0 (bus, "system") == 0)
    return g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  if (g_strcmp0 (bus, "session") == 0)
    return g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);

  return g_dbus_connection_new_for_address_sync (bus, flags, NULL, NULL, error);
}

static gboolean
serve (const Options *options, GError **error)
{
  g_autoptr(OpPlaces) places = op_places_new (options->root);
  const char *bus = options->bus != NULL ? options->bus : "system";
  g_autoptr(GDBusConnection) connection = NULL;
  g_autoptr(OpAssembly) assembly = NULL;
  OpAssemblyOptions assembly_options = {
    .places = places,
    .fetcher = options->fetcher,
    .is_system_bus = g_str_equal (bus, "system"),
  };
  unsigned idle_timeout_sec;

  if (!op_places_make (places, error))
    return FALSE;

  connection = connect_to_bus (bus, error);
  if (connection == NULL)
    {
      g_prefix_error (error, "Connecting to the bus ‘%s’: ", bus);
      return FALSE;
    }

  assembly = op_assembly_new (connection, &assembly_options, error);
  if (assembly == NULL)
    return FALSE;

  idle_timeout_sec = options->idle_timeout_sec >= 0 ? (unsigned) options->idle_timeout_sec
                                                    : op_assembly_get_idle_timeout_sec (assembly);

  return op_lifetime_run (connection, assembly, idle_timeout_sec, error);
}

int
main (int argc, char **argv)
{
  g_auto(Options) options = { .idle_timeout_sec = -1 };
  g_autoptr(GError) error = NULL;

  if (!parse_options (&options, &argc, &argv, &error))
    {
      fprintf (stderr, "offpeakd: %s\n", error->message);
      return EXIT_USAGE;
    }

  if (options.version)
    {
      printf ("offpeakd %s\n", OP_VERSION);
      return EXIT_SUCCESS;
    }

  umask (022);
  if (!serve (&options, &error))
    {
      fprintf (stderr, "offpeakd: %s\n", error->message);
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
