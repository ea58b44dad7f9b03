/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/product-private.h"
#include "support/async.h"
#include "unit/client/cast.h"

#include <offpeak.h>

typedef struct
{
  Cast cast;
  OffpeakClient *client;  /* (owned) */
  OffpeakProduct *editor; /* (unowned): of the client */
  GString *log;           /* (owned): what the client said */
} Fixture;

static OffpeakClient *
new_client (Fixture *f)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  OffpeakClient *client;

  offpeak_client_new_async (f->cast.address, NULL, keep_result, &result);
  client = offpeak_client_new_finish (wait_for (&result), &error);
  g_assert_no_error (error);

  return client;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  cast_set_up (&f->cast, NULL);
  f->log = g_string_new (NULL);
  f->client = new_client (f);
  f->editor = offpeak_client_lookup_product (f->client, "editor");
  g_assert_nonnull (f->editor);
}

/* The service first: the client takes its name from the bus for a last time. */
static void
tear_down (Fixture *f, gconstpointer unused)
{
  cast_kill_service (&f->cast);
  unref_and_wait (f->client);
  cast_tear_down (&f->cast, NULL);
  g_string_free (f->log, TRUE);
}

static void
test_every_property (void)
{
  GDBusInterfaceInfo *interfaces[] = {
    op_dbus_product1_interface_info (),
    op_dbus_update_notify1_interface_info (),
  };
  unsigned n_properties = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      for (size_t j = 0; interfaces[i]->properties[j] != NULL; j++)
        {
          GDBusPropertyInfo *info = interfaces[i]->properties[j];
          OpValue value;

          g_test_message ("%s", info->name);
          g_assert_true (op_value_find (interfaces[i]->name, info->name, &value));
          g_assert_cmpstr (op_value_row (value)->signature, ==, info->signature);
          n_properties++;
        }
    }

  g_assert_cmpuint (n_properties, ==, OP_N_VALUES);
}

static void
test_knows_the_product (Fixture *f, gconstpointer unused)
{
  g_autoptr(GPtrArray) products = offpeak_client_dup_products (f->client);
  g_auto(GStrv) languages = offpeak_product_dup_languages (f->editor);

  g_assert_cmpuint (products->len, ==, 1);
  g_assert_true (offpeak_client_get_service_running (f->client));
  g_assert_cmpstr (offpeak_client_get_service_version (f->client), ==, "9.8");
  g_assert_true (offpeak_client_get_default_product (f->client) == f->editor);
  g_assert_cmpstr (offpeak_product_get_id (f->editor), ==, "editor");
  g_assert_cmpstr (offpeak_product_get_installed_version (f->editor), ==, "1.0");
  g_assert_cmpuint (offpeak_product_get_bytes_total (f->editor), ==, OFFPEAK_SIZE_UNKNOWN);
  g_assert_cmpstr (languages[1], ==, "fr-fr");
}

/* Every property can be read as GObject's, whatever its type. */
static void
test_reads_every_property (Fixture *f, gconstpointer unused)
{
  guint n_specs;
  g_autofree GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (f->editor), &n_specs);

  g_assert_cmpuint (n_specs, ==, OP_N_VALUES);
  fake_product_wait_for (f->cast.product, "network", "The cable is out");
  WAIT_UNTIL (g_variant_n_children (op_product_peek (f->editor, OP_VALUE_WAIT_REASONS)) == 1);
  for (guint i = 0; i < n_specs; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (f->editor), specs[i]->name, &value);
      g_assert_true (G_VALUE_HOLDS (&value, specs[i]->value_type));
    }
}

static void
on_status (OffpeakProduct *product,
           OffpeakStatus old_status,
           OffpeakStatus new_status,
           guint error,
           Fixture *f)
{
  /* The properties come first. */
  g_assert_cmpint (offpeak_product_get_status (product), ==, new_status);
  g_string_append_printf (f->log, "%d>%d:%u ", old_status, new_status, error);
}

static void
download (Fixture *f, const char *parameters, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  offpeak_product_download_async (f->editor, parameters, NULL, keep_result, &result);
  offpeak_product_download_finish (f->editor, wait_for (&result), error);
}

static void
test_follows_a_download (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_signal_connect (f->editor, "status-changed", G_CALLBACK (on_status), f);
  download (f, "updatetoversion=2.0", &error);
  g_assert_no_error (error);
  WAIT_UNTIL (offpeak_product_get_status (f->editor) == OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED &&
              g_str_has_suffix (f->log->str, ">6:0 "));

  g_assert_cmpstr (fake_product_last_call (f->cast.product), ==, "Download updatetoversion=2.0");
  g_assert_cmpstr (f->log->str, ==, "0>1:0 1>2:0 2>6:0 ");
  g_assert_cmpstr (offpeak_product_get_staged_version (f->editor), ==, "2.0");
  g_assert_cmpuint (offpeak_product_get_bytes_transferred (f->editor), ==, 25000000);
}

/* What the answer to a call does not wait for has been seen when the answer is there. */
static void
test_end_before_the_answer (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->cast.product->at_once = TRUE;
  download (f, "", &error);
  g_assert_no_error (error);
  g_assert_cmpint (offpeak_product_get_status (f->editor), ==, OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED);
}

static void
test_failure (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) failure = NULL;

  f->cast.product->at_once = TRUE;
  f->cast.product->fail_name = "org.offpeak.Error.HttpStatus";
  f->cast.product->fail_error = 13 + 0x80190194u;
  download (f, "", &error);
  g_assert_no_error (error);

  failure = offpeak_product_dup_failure (f->editor);
  g_assert_error (failure, OFFPEAK_ERROR, OFFPEAK_ERROR_HTTP);
  g_assert_cmphex (offpeak_product_get_hresult (f->editor), ==, 0x80190194u);
}

static void
test_refusal (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->cast.product->refuse_name = "org.freedesktop.DBus.Error.AccessDenied";
  download (f, "", &error);
  g_assert_error (error, OFFPEAK_ERROR, OFFPEAK_ERROR_ACCESS_DENIED);
  g_assert_true (g_str_has_prefix (error->message, "The fake refuses"));
  g_assert_false (f->cast.product->interactive);

  offpeak_client_set_interactive (f->client, TRUE);
  g_clear_error (&error);
  download (f, "", &error);
  g_assert_true (f->cast.product->interactive);
}

static void
test_cancelled_call (Fixture *f, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  offpeak_product_verify_async (f->editor, cancellable, keep_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (offpeak_product_verify_finish (f->editor, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_service_goes_and_comes (Fixture *f, gconstpointer unused)
{
  fake_product_set_progress (f->cast.product, 7, 70);
  fake_product_set_status (f->cast.product, FAKE_DOWNLOAD_WIP);
  WAIT_UNTIL (offpeak_product_get_status (f->editor) == OFFPEAK_STATUS_DOWNLOAD_WIP);
  cast_kill_service (&f->cast);
  WAIT_UNTIL (!offpeak_client_get_service_running (f->client));

  g_assert_true (offpeak_client_lookup_product (f->client, "editor") == f->editor);
  g_assert_cmpuint (offpeak_product_get_bytes_transferred (f->editor), ==, 7);

  cast_revive_service (&f->cast);
  op_dbus_update_notify1_set_status (f->cast.product->update, FAKE_DOWNLOAD_SUCCEEDED);
  fake_service_appear (f->cast.service);
  WAIT_UNTIL (offpeak_client_get_service_running (f->client));
  g_assert_cmpint (offpeak_product_get_status (f->editor), ==, OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED);
}

static void
on_product_added (OffpeakClient *client, OffpeakProduct *product, Fixture *f)
{
  g_string_append_printf (f->log, "+%s ", offpeak_product_get_id (product));
}

static void
on_product_removed (OffpeakClient *client, OffpeakProduct *product, Fixture *f)
{
  g_string_append_printf (f->log, "-%s ", offpeak_product_get_id (product));
}

static void
test_products_come_and_go (Fixture *f, gconstpointer unused)
{
  g_signal_connect (f->client, "product-added", G_CALLBACK (on_product_added), f);
  g_signal_connect (f->client, "product-removed", G_CALLBACK (on_product_removed), f);

  fake_service_add (f->cast.service, "other");
  WAIT_UNTIL (g_str_equal (f->log->str, "+other "));
  op_dbus_manager1_set_default_product (fake_service_manager (f->cast.service), "other");
  WAIT_UNTIL (offpeak_client_get_default_product (f->client) ==
              offpeak_client_lookup_product (f->client, "other"));
  fake_service_remove (f->cast.service, "other");
  WAIT_UNTIL (g_str_equal (f->log->str, "+other -other "));
  g_assert_null (offpeak_client_get_default_product (f->client));
}

static void
test_nobody_there (Fixture *f, gconstpointer unused)
{
  g_autoptr(OffpeakClient) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cast_kill_service (&f->cast);
  other = new_client (f);
  g_assert_false (offpeak_client_get_service_running (other));
  g_assert_null (offpeak_client_lookup_product (other, "editor"));

  offpeak_client_refresh_async (other, NULL, keep_result, &result);
  g_assert_false (offpeak_client_refresh_finish (other, wait_for (&result), &error));
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

static void
test_no_bus (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (offpeak_client_new ("unix:path=/nonexistent/bus", NULL, &error));
  g_assert_nonnull (error);
}

/* A thread that blocks in every call, while the service runs in the main one. */
static void
call_everything (const char *address)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(OffpeakClient) client = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) blocking = NULL;
  g_autoptr(GHashTable) updates = NULL;
  g_autofree char *version = NULL;
  g_autofree char *content_id = NULL;
  g_autofree char *root = NULL;
  g_auto(GStrv) damaged = NULL;
  g_auto(GStrv) problems = NULL;
  OffpeakProduct *product;
  OffpeakStatus status;
  gboolean available;
  guint64 bytes;

  g_main_context_push_thread_default (context);
  client = offpeak_client_new (address, NULL, &error);
  g_assert_no_error (error);
  product = offpeak_client_lookup_product (client, "editor");

  g_assert_true (offpeak_product_check_for_update (
      product, "", NULL, &available, &version, &bytes, NULL, &error));
  g_assert_true (available);
  g_assert_cmpstr (version, ==, "2.0");
  g_assert_cmpuint (bytes, ==, 1234567);

  g_assert_true (offpeak_product_query_status (product, NULL, &status, NULL, &content_id, &error));
  g_assert_cmpint (status, ==, OFFPEAK_STATUS_UNKNOWN);
  g_assert_cmpstr (content_id, ==, "content-7");

  damaged = offpeak_product_verify (product, NULL, &error);
  g_assert_cmpuint (g_strv_length (damaged), ==, 0);
  blocking = offpeak_product_get_blocking_apps (product, NULL, &error);
  g_assert_cmpuint (((OffpeakApplication *) g_ptr_array_index (blocking, 0))->pid, ==, 4321);
  root = offpeak_product_get_deployment_data (product, 8, "", NULL, &error);
  g_assert_cmpstr (root, ==, "/opt/app");
  problems = offpeak_client_reload (client, NULL, &error);
  g_assert_cmpuint (g_strv_length (problems), ==, 1);
  updates = offpeak_client_check_all (client, NULL, &error);
  g_assert_true (g_hash_table_contains (updates, "editor"));
  g_assert_false (offpeak_product_cancel (product, NULL, &error));
  g_assert_error (error, OFFPEAK_ERROR, OFFPEAK_ERROR_ILLEGAL_METHOD_CALL);

  g_clear_object (&client);
  /* GDBus lets go of subscriptions there. */
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
}

typedef struct
{
  const char *address;
  int done; /* atomic */
} Caller;

static gpointer
run_caller (gpointer data)
{
  Caller *caller = data;

  call_everything (caller->address);
  g_atomic_int_set (&caller->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
test_blocking_calls (Fixture *f, gconstpointer unused)
{
  Caller caller = { .address = f->cast.address };
  GThread *thread = g_thread_new ("caller", run_caller, &caller);

  WAIT_UNTIL (g_atomic_int_get (&caller.done));
  g_thread_join (thread);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/every-property-of-the-xml-has-a-row", test_every_property);
  ADD ("/client/knows-the-product", test_knows_the_product);
  ADD ("/client/reads-every-property", test_reads_every_property);
  ADD ("/client/follows-a-download-step-by-step", test_follows_a_download);
  ADD ("/client/an-end-before-the-answer-is-seen", test_end_before_the_answer);
  ADD ("/client/a-failure-has-its-number", test_failure);
  ADD ("/client/a-refusal-is-for-people", test_refusal);
  ADD ("/client/a-call-can-be-cancelled", test_cancelled_call);
  ADD ("/client/products-stay-when-the-service-goes", test_service_goes_and_comes);
  ADD ("/client/products-come-and-go", test_products_come_and_go);
  ADD ("/client/nobody-there-is-a-state", test_nobody_there);
  g_test_add_func ("/client/no-bus-is-an-error", test_no_bus);
  ADD ("/client/every-call-can-block", test_blocking_calls);

  return g_test_run ();
}
