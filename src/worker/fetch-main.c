/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * offpeak-fetch: the only program of the project that touches the network. Started by the
 * daemon with a socket; shuts itself in before it does anything else.
 */

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "base/error.h"
#include "worker/fetcher.h"
#include "worker/sandbox.h"

#define DEFAULT_FD 3

/* The certificates, and what finding an address needs. Name services come as libraries. */
static const char *const readable[] = {
  "/etc/ssl",
  "/etc/pki",
  "/usr/share/ca-certificates",
  "/usr/local/share/ca-certificates",
  "/etc/resolv.conf",
  "/run/systemd/resolve",
  "/etc/hosts",
  "/etc/host.conf",
  "/etc/gai.conf",
  "/etc/nsswitch.conf",
  "/etc/services",
  "/etc/protocols",
  "/etc/localtime",
  "/usr/share/zoneinfo",
  "/usr/lib",
  "/lib",
  "/lib64",
  "/etc/ld.so.cache",
  "/dev/null",
  "/dev/urandom",
  NULL,
};

static const char *const readable_variables[] = { "SSL_CERT_FILE", "SSL_CERT_DIR", NULL };

static const OpSandboxProfile profile = {
  .user = "offpeak-fetch",
  .readable = readable,
  .readable_variables = readable_variables,
  .has_network = TRUE,
};

static gboolean
check_socket (int fd, GError **error)
{
  int type = 0;
  socklen_t size = sizeof type;

  if (getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM)
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_INVALID_ARGS,
               "Descriptor %d is not a socket; this program is started by offpeakd",
               fd);

  return FALSE;
}

static gboolean
serve (int fd, GError **error)
{
  gboolean served;

  if (!check_socket (fd, error) || !op_sandbox_enter (&profile, fd, error))
    return FALSE;

  if (curl_global_init (CURL_GLOBAL_DEFAULT) != CURLE_OK)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_FAILED, "Cannot set up libcurl");
      return FALSE;
    }

  served = op_fetcher_run (fd, error);
  curl_global_cleanup ();

  return served;
}

int
main (int argc, char **argv)
{
  int fd = DEFAULT_FD;
  gboolean wants_version = FALSE;
  const GOptionEntry entries[] = {
    { "fd", 0, 0, G_OPTION_ARG_INT, &fd, "The socket to the daemon (default 3)", "N" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &wants_version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_set_summary (context, "The network worker of offpeakd.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("offpeak-fetch: %s\n", error->message);
      return 2;
    }

  if (wants_version)
    {
      g_print ("offpeak-fetch " OP_VERSION "\n");
      return EXIT_SUCCESS;
    }

  /* A broken connection is an error of a call, not the end of all. */
  signal (SIGPIPE, SIG_IGN);

  if (!serve (fd, &error))
    {
      g_printerr ("offpeak-fetch: %s\n", error->message);
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
