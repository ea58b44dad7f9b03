/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What every command is given, and what it may leave behind. A command returns FALSE with an
 * error, whose kind makes the exit status, or TRUE; in JSON mode it leaves a document, and
 * main() prints it, with the error in it.
 */

#pragma once

#include "client/cli/output.h"

#include <offpeak.h>

G_BEGIN_DECLS

/* Exit statuses; they are part of the interface. */
#define OP_EXIT_DONE 0
#define OP_EXIT_FAILED 1
#define OP_EXIT_USAGE 2
#define OP_EXIT_NOT_AUTHORISED 3
#define OP_EXIT_WRONG_STATE 4
#define OP_EXIT_AVAILABLE 10
#define OP_EXIT_DETACHED 130

typedef struct _OpCli OpCli;
typedef struct _OpCommand OpCommand;

struct _OpCli
{
  char *bus; /* (owned) (nullable) */
  gboolean json;
  gboolean no_ask_password;
  gboolean help;
  gboolean version;
  gboolean all;
  gboolean purge;
  char *to;      /* (owned) (nullable); so the rest */
  char *root;    /* (owned) */
  char *since;   /* (owned) */
  char *product; /* (owned) */

  const OpCommand *command;
  char **arguments; /* (unowned): what stands behind the command, NULL-terminated */

  OffpeakClient *client; /* (owned) (nullable): there after op_cli_connect() */
  json_t *document;      /* (owned) (nullable) */
  int exit_status;       /* of a command that succeeded */
};

/**
 * OpCommand:
 * @name: the word
 * @usage: what stands behind it
 * @summary: what it does, in a line
 * @help: (nullable): more about it
 * @option: (nullable): the options that not every command takes, with spaces between them
 * @min_arguments: how many words must follow
 * @max_arguments: how many may; %G_MAXUINT for any number
 * @run: does it
 *
 * A line of the table in main.c.
 */
struct _OpCommand
{
  const char *name;
  const char *usage;
  const char *summary;
  const char *help;
  const char *option;
  guint min_arguments;
  guint max_arguments;
  gboolean (*run) (OpCli *cli, GError **error);
};

gboolean op_cli_connect (OpCli *cli, GError **error) G_GNUC_WARN_UNUSED_RESULT;
OffpeakProduct *
op_cli_find_product (OpCli *cli, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
OffpeakProduct *op_cli_product_and_parameters (OpCli *cli,
                                               char **out_parameters,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

void op_cli_take_document (OpCli *cli, json_t *document);
int op_cli_exit_status (const GError *error);
json_t *op_cli_error_to_json (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
