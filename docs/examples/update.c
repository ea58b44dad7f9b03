/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Brings a product up to date and shows how it goes on:
 *
 *   update [BUS [PRODUCT]]
 *
 * BUS is "system", "session" or an address; without PRODUCT it is the default one. Ends with 0
 * when the product is up to date.
 */

#include <locale.h>
#include <offpeak.h>

typedef struct
{
  GMainLoop *loop;         /* (owned) */
  OffpeakProduct *product; /* (owned) */
  int exit_status;
} Update;

static void
end (Update *self, const GError *error)
{
  if (error != NULL)
    g_printerr ("%s\n", error->message);

  self->exit_status = error != NULL;
  g_main_loop_quit (self->loop);
}

/* Accepted is not done: what becomes of it is announced by the status. */
static void
download_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!offpeak_product_download_finish (OFFPEAK_PRODUCT (object), result, &error))
    end (user_data, error);
}

static void
apply_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!offpeak_product_apply_finish (OFFPEAK_PRODUCT (object), result, &error))
    end (user_data, error);
}

static void
apply (Update *self)
{
  if (*offpeak_product_get_staged_version (self->product) == '\0')
    end (self, NULL /* error */);
  else
    offpeak_product_apply_async (
        self->product, "" /* parameters */, NULL /* cancellable */, apply_cb, self);
}

static void
on_status_changed (OffpeakProduct *product,
                   OffpeakStatus old_status,
                   OffpeakStatus new_status,
                   guint error_number,
                   gpointer user_data)
{
  g_autoptr(GError) failure = offpeak_product_dup_failure (product);

  g_print ("%s\n", offpeak_status_get_text (new_status));

  if (failure != NULL)
    end (user_data, failure);
  else if (new_status == OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED)
    apply (user_data);
  else if (!offpeak_status_is_busy (new_status))
    end (user_data, NULL /* error */);
}

static void
on_bytes_transferred (OffpeakProduct *product, GParamSpec *spec, gpointer user_data)
{
  guint64 total = offpeak_product_get_bytes_total (product);

  if (total != OFFPEAK_SIZE_UNKNOWN && total > 0)
    g_print ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes\n",
             offpeak_product_get_bytes_transferred (product),
             total);
}

static void
on_wait_reasons (OffpeakProduct *product, GParamSpec *spec, gpointer user_data)
{
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);

  for (guint i = 0; i < reasons->len; i++)
    {
      const OffpeakWaitReason *reason = g_ptr_array_index (reasons, i);

      g_print ("waiting: %s\n", reason->text);
    }
}

static void
run (Update *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);

  g_signal_connect (self->product, "status-changed", G_CALLBACK (on_status_changed), self);
  g_signal_connect (
      self->product, "notify::bytes-transferred", G_CALLBACK (on_bytes_transferred), self);
  g_signal_connect (self->product, "notify::wait-reasons", G_CALLBACK (on_wait_reasons), self);

  offpeak_product_download_async (
      self->product, "" /* parameters */, NULL /* cancellable */, download_cb, self);
  g_main_loop_run (self->loop);

  g_signal_handlers_disconnect_by_data (self->product, self);
  g_main_loop_unref (self->loop);
}

int
main (int argc, char **argv)
{
  const char *bus = argc > 1 ? argv[1] : "system";
  const char *id = argc > 2 ? argv[2] : NULL;
  g_autoptr(OffpeakClient) client = NULL;
  OffpeakProduct *product;
  g_autoptr(GError) error = NULL;
  Update update = { NULL };

  setlocale (LC_ALL, "");

  client = offpeak_client_new (bus, NULL /* cancellable */, &error);
  if (client == NULL)
    {
      g_printerr ("There is no bus ‘%s’: %s\n", bus, error->message);
      return 1;
    }

  product = id != NULL ? offpeak_client_lookup_product (client, id)
                       : offpeak_client_get_default_product (client);
  if (product == NULL)
    {
      g_printerr ("There is no such product\n");
      return 1;
    }

  update.product = g_object_ref (product);
  run (&update);
  g_print ("%s %s\n",
           offpeak_product_get_title (product),
           offpeak_product_get_installed_version (product));

  g_object_unref (update.product);

  return update.exit_status;
}
