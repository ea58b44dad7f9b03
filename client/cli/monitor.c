/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/commands.h"
#include "client/cli/json.h"
#include "client/cli/words.h"

#include <glib-unix.h>
#include <signal.h>

typedef struct
{
  OpCli *cli;
} Monitor;

static void say_event (Monitor *monitor, json_t *owned_event, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Takes @owned_event; a line of either kind. */
static void
say_event (Monitor *monitor, json_t *owned_event, const char *format, ...)
{
  g_autoptr(json_t) event = owned_event;
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (monitor->cli->json)
    op_say_json (event);
  else
    op_say ("%s", text);
}

static void
on_status_changed (OffpeakProduct *product,
                   OffpeakStatus old_status,
                   OffpeakStatus new_status,
                   guint error,
                   Monitor *monitor)
{
  const char *id = offpeak_product_get_id (product);
  const char *message = error != 0 ? offpeak_product_get_error_message (product) : "";

  say_event (monitor,
             json_pack ("{s:s, s:s, s:s, s:s, s:I, s:s}",
                        "event",
                        "status-changed",
                        "product",
                        id,
                        "old",
                        offpeak_status_get_nick (old_status),
                        "new",
                        offpeak_status_get_nick (new_status),
                        "error",
                        (json_int_t) error,
                        "message",
                        message),
             "%s: %s%s%s",
             id,
             offpeak_status_get_text (new_status),
             *message != '\0' ? ": " : "",
             message);
}

static void
on_wait_reasons (OffpeakProduct *product, GParamSpec *spec, Monitor *monitor)
{
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);
  g_autoptr(GString) text = g_string_new (reasons->len > 0 ? "waiting: " : "waiting no longer");

  for (size_t i = 0; i < reasons->len; i++)
    {
      g_autofree char *reason = op_words_wait_reason (g_ptr_array_index (reasons, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", reason);
    }

  say_event (monitor,
             json_pack ("{s:s, s:s, s:o}",
                        "event",
                        "wait-reasons",
                        "product",
                        offpeak_product_get_id (product),
                        "waitReasons",
                        op_json_wait_reasons (product)),
             "%s: %s",
             offpeak_product_get_id (product),
             text->str);
}

static void
on_version (OffpeakProduct *product, GParamSpec *spec, Monitor *monitor)
{
  g_autofree char *version = NULL;

  g_object_get (product, spec->name, &version, NULL);
  say_event (monitor,
             json_pack ("{s:s, s:s, s:s, s:s}",
                        "event",
                        spec->name,
                        "product",
                        offpeak_product_get_id (product),
                        "version",
                        version),
             "%s: %s is %s",
             offpeak_product_get_id (product),
             spec->name,
             *version != '\0' ? version : "none");
}

static void
follow_product (Monitor *monitor, OffpeakProduct *product)
{
  g_signal_connect (product, "status-changed", G_CALLBACK (on_status_changed), monitor);
  g_signal_connect (product, "notify::wait-reasons", G_CALLBACK (on_wait_reasons), monitor);
  g_signal_connect (product, "notify::installed-version", G_CALLBACK (on_version), monitor);
  g_signal_connect (product, "notify::available-version", G_CALLBACK (on_version), monitor);
  g_signal_connect (product, "notify::staged-version", G_CALLBACK (on_version), monitor);
}

static void
on_product_added (OffpeakClient *client, OffpeakProduct *product, Monitor *monitor)
{
  const char *id = offpeak_product_get_id (product);

  follow_product (monitor, product);
  say_event (monitor,
             json_pack ("{s:s, s:s}", "event", "product-added", "product", id),
             "%s: a new product",
             id);
}

static void
on_product_removed (OffpeakClient *client, OffpeakProduct *product, Monitor *monitor)
{
  const char *id = offpeak_product_get_id (product);

  g_signal_handlers_disconnect_by_data (product, monitor);
  say_event (monitor,
             json_pack ("{s:s, s:s}", "event", "product-removed", "product", id),
             "%s: no longer a product",
             id);
}

static void
on_service_running (OffpeakClient *client, GParamSpec *spec, Monitor *monitor)
{
  gboolean running = offpeak_client_get_service_running (client);

  say_event (monitor,
             json_pack ("{s:s, s:b}", "event", "service", "running", running),
             "%s",
             running ? "The service is on the bus." : "The service left the bus.");
}

static gboolean
on_interrupt (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
disconnect_all (Monitor *monitor, GPtrArray *products)
{
  for (size_t i = 0; i < products->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (products, i), monitor);
  g_signal_handlers_disconnect_by_data (monitor->cli->client, monitor);
}

gboolean
op_command_monitor (OpCli *cli, GError **error)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GPtrArray) products = NULL;
  g_autoptr(GPtrArray) products_at_end = NULL;
  Monitor monitor = { .cli = cli };

  if (!op_cli_connect (cli, error))
    return FALSE;

  products = offpeak_client_dup_products (cli->client);
  for (size_t i = 0; i < products->len; i++)
    follow_product (&monitor, g_ptr_array_index (products, i));
  g_signal_connect (cli->client, "product-added", G_CALLBACK (on_product_added), &monitor);
  g_signal_connect (cli->client, "product-removed", G_CALLBACK (on_product_removed), &monitor);
  g_signal_connect (
      cli->client, "notify::service-running", G_CALLBACK (on_service_running), &monitor);

  if (!cli->json)
    op_say ("Watching %u products; Ctrl-C ends this.", products->len);
  g_unix_signal_add (SIGINT, on_interrupt, loop);
  g_unix_signal_add (SIGTERM, on_interrupt, loop);
  g_main_loop_run (loop);

  products_at_end = offpeak_client_dup_products (cli->client);
  disconnect_all (&monitor, products_at_end);

  return TRUE;
}
