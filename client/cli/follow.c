/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/follow.h"

#include "client/cli/progress.h"

#include <glib-unix.h>
#include <signal.h>

#define PATIENCE_SEC 30
#define KNOCK_INTERVAL_SEC 3

typedef struct
{
  OpCli *cli;
  OffpeakProduct *product;
  const OpOperation *operation;
  OpProgress *progress; /* (owned) */
  GMainLoop *loop;      /* (owned) */
  gboolean accepted;    /* before that, a resting status is the old one */
  guint patience_id;    /* 0 while the service is there */
  guint knock_id;       /* likewise */
  gboolean ended;
  OpFollowResult result; /* after the end */
  GError *error;         /* (owned) (nullable) */
} Follow;

/* The first end counts; others may come while the loop runs dry. */
static void
end (Follow *follow, OpFollowResult result, GError *owned_error)
{
  g_autoptr(GError) error = owned_error;

  if (follow->ended)
    return;

  follow->ended = TRUE;
  follow->result = result;
  follow->error = g_steal_pointer (&error);
  g_main_loop_quit (follow->loop);
}

static void
look (Follow *follow)
{
  /* While the service is away its last words do not count: they may be old. */
  if (follow->accepted && offpeak_client_get_service_running (follow->cli->client) &&
      !offpeak_status_is_busy (offpeak_product_get_status (follow->product)))
    end (follow, OP_FOLLOW_ENDED, NULL);
}

static gboolean
on_patience_ended (gpointer user_data)
{
  Follow *follow = user_data;

  follow->patience_id = 0;
  end (follow,
       OP_FOLLOW_FAILED,
       g_error_new (OFFPEAK_ERROR,
                    OFFPEAK_ERROR_INTERRUPTED,
                    "The service left the bus and did not come back in %d seconds; when it does, "
                    "it goes on by itself, and ‘offpeak wait %s’ watches",
                    PATIENCE_SEC,
                    offpeak_product_get_id (follow->product)));

  return G_SOURCE_REMOVE;
}

static void
knocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!offpeak_client_refresh_finish (OFFPEAK_CLIENT (source), result, &error))
    g_debug ("Nobody there: %s", error->message);
}

/* A call is what makes the bus start the service again, where it can. */
static gboolean
knock (gpointer user_data)
{
  Follow *follow = user_data;

  offpeak_client_refresh_async (follow->cli->client, NULL /* cancellable */, knocked_cb, NULL);

  return G_SOURCE_CONTINUE;
}

static void
on_service_running (Follow *follow)
{
  if (offpeak_client_get_service_running (follow->cli->client))
    {
      if (follow->patience_id != 0)
        op_progress_say (follow->progress, "The service is back.");
      g_clear_handle_id (&follow->patience_id, g_source_remove);
      g_clear_handle_id (&follow->knock_id, g_source_remove);
      look (follow);
      return;
    }

  if (follow->patience_id != 0)
    return;

  op_progress_say (follow->progress, "The service left the bus; waiting for it to come back.");
  follow->patience_id = g_timeout_add_seconds (PATIENCE_SEC, on_patience_ended, follow);
  follow->knock_id = g_timeout_add_seconds (KNOCK_INTERVAL_SEC, knock, follow);
  knock (follow);
}

static void
on_product_removed (Follow *follow, OffpeakProduct *product)
{
  if (product != follow->product)
    return;

  end (follow,
       OP_FOLLOW_FAILED,
       g_error_new (OFFPEAK_ERROR,
                    OFFPEAK_ERROR_NOT_FOUND,
                    "The product ‘%s’ was taken away",
                    offpeak_product_get_id (product)));
}

static gboolean
on_interrupt (gpointer user_data)
{
  end (user_data, OP_FOLLOW_DETACHED, NULL);

  return G_SOURCE_CONTINUE;
}

/* All that the service said before its answer has been taken in when this is called, so a
 * resting status is a new one now. */
static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Follow *follow = user_data;
  g_autoptr(GError) error = NULL;

  if (!follow->operation->finish (OFFPEAK_PRODUCT (source), result, &error))
    {
      /* The loop is gone when the answer is that we hung up ourselves. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        end (follow, OP_FOLLOW_FAILED, g_steal_pointer (&error));
      return;
    }

  follow->accepted = TRUE;
  look (follow);
}

static void
explain_detaching (Follow *follow)
{
  const char *id = offpeak_product_get_id (follow->product);

  if (!follow->accepted)
    op_warn ("Interrupted before the service answered; ‘offpeak status %s’ says what it does.", id);
  else if (offpeak_product_get_status (follow->product) <= OFFPEAK_STATUS_DOWNLOAD_CANCELLING)
    op_warn ("It goes on in the background; ‘offpeak cancel %s’ ends it, ‘offpeak wait %s’ "
             "watches it again.",
             id,
             id);
  else
    op_warn ("It goes on in the background and cannot be cancelled; ‘offpeak wait %s’ watches it "
             "again.",
             id);
}

static void
run_loop (Follow *follow)
{
  OffpeakClient *client = follow->cli->client;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  guint int_id = g_unix_signal_add (SIGINT, on_interrupt, follow);
  guint term_id = g_unix_signal_add (SIGTERM, on_interrupt, follow);
  gulong status_id, running_id, removed_id;

  status_id =
      g_signal_connect_swapped (follow->product, "notify::status", G_CALLBACK (look), follow);
  running_id = g_signal_connect_swapped (
      client, "notify::service-running", G_CALLBACK (on_service_running), follow);
  removed_id =
      g_signal_connect_swapped (client, "product-removed", G_CALLBACK (on_product_removed), follow);

  if (follow->operation->start != NULL)
    follow->operation->start (
        follow->product, follow->operation->parameters, cancellable, started_cb, follow);
  g_main_loop_run (follow->loop);

  /* The answer that has not come yet must not come later, when there is nobody for it. */
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_signal_handler_disconnect (follow->product, status_id);
  g_signal_handler_disconnect (client, running_id);
  g_signal_handler_disconnect (client, removed_id);
  g_source_remove (int_id);
  g_source_remove (term_id);
  g_clear_handle_id (&follow->patience_id, g_source_remove);
  g_clear_handle_id (&follow->knock_id, g_source_remove);
}

/**
 * op_follow:
 * @cli: the command, connected
 * @product: the product
 * @operation: what to start or join
 * @error: return location
 *
 * Returns: whether it ended (the product says how), the user left, or it is not known
 */
OpFollowResult
op_follow (OpCli *cli, OffpeakProduct *product, const OpOperation *operation, GError **error)
{
  Follow follow = {
    .cli = cli,
    .product = product,
    .operation = operation,
    .accepted = operation->start == NULL,
    .loop = g_main_loop_new (NULL, FALSE),
    .progress = op_progress_new (product, cli->json),
  };

  run_loop (&follow);

  op_progress_free (follow.progress);
  g_main_loop_unref (follow.loop);
  if (follow.result == OP_FOLLOW_DETACHED)
    explain_detaching (&follow);
  if (follow.error != NULL)
    g_propagate_error (error, follow.error);

  return follow.result;
}
