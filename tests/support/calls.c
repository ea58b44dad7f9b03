/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/calls.h"

#include <string.h>

#include "introspection/names.h"
#include "support/patience.h"

#define UPDATE_NOTIFY "org.offpeak.UpdateNotify1"

/* What one of the wait_for_…() functions waits for. */
typedef struct
{
  Service *service;
  const char *product;
  const char *name;
  guint64 value;
  unsigned count; /* of messages, when we last looked */
  gboolean looked;
} Wish;

const char *
product_path (const char *product)
{
  g_autofree char *path = op_product_path (product != NULL ? product : "editor");

  return g_intern_string (path);
}

GVariant *
call (Service *self,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GError **error)
{
  return g_dbus_connection_call_sync (self->connection,
                                      OP_BUS_NAME,
                                      path,
                                      interface,
                                      method,
                                      parameters,
                                      NULL /* type of the reply */,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                      PATIENCE_SEC * 1000,
                                      NULL,
                                      error);
}

static GError *
call_update (Service *self, const char *product, const char *method, const char *parameters)
{
  GError *error = NULL;
  g_autoptr(GVariant) reply = call (self,
                                     product_path (product),
                                     UPDATE_NOTIFY,
                                     method,
                                     parameters != NULL ? g_variant_new ("(s)", parameters) : NULL,
                                     &error);

  return error;
}

char *
try_call (Service *self, const char *product, const char *method, const char *parameters)
{
  g_autoptr(GError) error = call_update (self, product, method, parameters);

  return error != NULL ? g_dbus_error_get_remote_error (error) : g_strdup ("");
}

void
must_call (Service *self, const char *product, const char *method, const char *parameters)
{
  g_autoptr(GError) error = call_update (self, product, method, parameters);

  g_assert_no_error (error);
}

void
must_refuse (Service *self,
             const char *product,
             const char *method,
             const char *parameters,
             const char *name,
             const char *word)
{
  g_autoptr(GError) error = call_update (self, product, method, parameters);
  g_autofree char *remote = NULL;

  g_assert_nonnull (error);
  remote = g_dbus_error_get_remote_error (error);
  g_test_message ("%s %s: %s", method, parameters != NULL ? parameters : "", error->message);
  g_assert_cmpstr (remote, ==, name);
  g_assert_nonnull (strstr (error->message, word));
}

unsigned
get_status (Service *self, const char *product, unsigned *out_error)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  unsigned status = 0, number = 0;

  reply = call (self, product_path (product), UPDATE_NOTIFY, "Status", NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(uu&s)", &status, &number, NULL);
  if (out_error != NULL)
    *out_error = number;

  return status;
}

GVariant *
get_property (Service *self, const char *product, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  GVariant *value = NULL;

  reply = call (self,
                product_path (product),
                "org.freedesktop.DBus.Properties",
                "Get",
                g_variant_new ("(ss)", UPDATE_NOTIFY, name),
                &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(v)", &value);

  return value;
}

char *
get_string (Service *self, const char *product, const char *name)
{
  g_autoptr(GVariant) value = get_property (self, product, name);

  return g_variant_dup_string (value, NULL);
}

guint64
get_number (Service *self, const char *product, const char *name)
{
  g_autoptr(GVariant) value = get_property (self, product, name);

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_variant_get_uint32 (value);

  return g_variant_get_uint64 (value);
}

char *
get_data (Service *self, const char *product, int type, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  char *data = NULL;

  reply = call (self,
                product_path (product),
                UPDATE_NOTIFY,
                "GetDeploymentData",
                g_variant_new ("(is)", type, name),
                &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(s)", &data);

  return data;
}

char *
call_verify (Service *self, const char *product)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autofree const char **damaged = NULL;

  reply = call (self, product_path (product), UPDATE_NOTIFY, "Verify", NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(^a&s)", &damaged);

  return g_strjoinv (" ", (char **) damaged);
}

/* Has a signal come since the last look? Then it is worth asking again. */
static gboolean
has_news (Wish *wish)
{
  unsigned count = recorder_count (wish->service->recorder);

  if (wish->looked && count == wish->count)
    return FALSE;

  wish->looked = TRUE;
  wish->count = count;

  return TRUE;
}

static gboolean
daemon_runs (Wish *wish)
{
  g_autofree char *log = NULL;

  if (process_runs (wish->service->daemon))
    return TRUE;

  log = service_log (wish->service);
  g_error ("The daemon has ended:\n%s", log);

  return FALSE;
}

static gboolean
status_is (gpointer data)
{
  Wish *wish = data;

  return daemon_runs (wish) && has_news (wish) &&
         get_status (wish->service, wish->product, NULL) == wish->value;
}

void
wait_for_status (Service *self, const char *product, unsigned status)
{
  Wish wish = { .service = self, .product = product, .value = status };
  g_autofree char *what = g_strdup_printf ("status %u", status);

  wait_until (status_is, &wish, what);
}

static gboolean
is_at_rest (gpointer data)
{
  Wish *wish = data;

  if (!daemon_runs (wish) || !has_news (wish))
    return FALSE;

  switch (get_status (wish->service, wish->product, NULL))
    {
    case STATUS_DOWNLOAD_PENDING:
    case STATUS_DOWNLOAD_WIP:
    case STATUS_DOWNLOAD_CANCELLING:
    case STATUS_APPLY_PENDING:
    case STATUS_APPLY_WIP:
      return FALSE;
    default:
      return TRUE;
    }
}

unsigned
wait_for_rest (Service *self, const char *product)
{
  Wish wish = { .service = self, .product = product };

  wait_until (is_at_rest, &wish, "the end of what goes on");

  return get_status (self, product, NULL);
}

static gboolean
number_is_reached (gpointer data)
{
  Wish *wish = data;

  return daemon_runs (wish) && has_news (wish) &&
         get_number (wish->service, wish->product, wish->name) >= wish->value;
}

void
wait_for_number (Service *self, const char *product, const char *name, guint64 least)
{
  Wish wish = { .service = self, .product = product, .name = name, .value = least };
  g_autofree char *what = g_strdup_printf ("%s to reach %" G_GUINT64_FORMAT, name, least);

  wait_until (number_is_reached, &wish, what);
}

static gboolean
waits_for_reason (gpointer data)
{
  Wish *wish = data;
  g_autoptr(GVariant) reasons = NULL;

  if (!daemon_runs (wish) || !has_news (wish))
    return FALSE;

  reasons = get_property (wish->service, wish->product, "WaitReasons");
  for (size_t i = 0; i < g_variant_n_children (reasons); i++)
    {
      const char *code;

      g_variant_get_child (reasons, i, "(&s&s&st)", &code, NULL, NULL, NULL);
      if (g_str_equal (code, wish->name))
        return TRUE;
    }

  return FALSE;
}

void
wait_for_reason (Service *self, const char *product, const char *code)
{
  Wish wish = { .service = self, .product = product, .name = code };
  g_autofree char *what = g_strdup_printf ("the wait reason ‘%s’", code);

  wait_until (waits_for_reason, &wish, what);
}

static gboolean
product_is_there (gpointer data)
{
  Wish *wish = data;
  g_autoptr(GVariant) reply = NULL;

  if (!daemon_runs (wish) || !has_news (wish))
    return FALSE;

  reply = call (wish->service, product_path (wish->product), UPDATE_NOTIFY, "Status", NULL, NULL);

  return reply != NULL;
}

void
wait_for_product (Service *self, const char *product)
{
  Wish wish = { .service = self, .product = product };

  wait_until (product_is_there, &wish, "an object of the product");
}

unsigned
run_call (Service *self,
          const char *product,
          const char *method,
          const char *parameters,
          unsigned status)
{
  unsigned error;

  must_call (self, product, method, parameters);
  wait_for_rest (self, product);
  if (get_status (self, product, &error) != status)
    {
      g_autofree char *name = get_string (self, product, "ErrorName");
      g_autofree char *message = get_string (self, product, "ErrorMessage");

      g_error ("%s %s ended in %u, %u, not in %u: %s: %s",
               method,
               parameters,
               get_status (self, product, NULL),
               error,
               status,
               name,
               message);
    }

  return error;
}

void
service_update (Service *self, const char *version)
{
  run_call (self, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (self, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (self, NULL), self->www, version);
}

void
assert_failed (Service *self,
               const char *product,
               unsigned status,
               unsigned error,
               const char *name,
               const char *word)
{
  g_autofree char *error_name = get_string (self, product, "ErrorName");
  g_autofree char *message = get_string (self, product, "ErrorMessage");
  unsigned number;

  g_test_message ("%s: %s", error_name, message);
  g_assert_cmpuint (get_status (self, product, &number), ==, status);
  g_assert_cmpstr (error_name, ==, name);
  g_assert_cmpuint (number, ==, error);
  if (strstr (message, word) == NULL)
    g_error ("‘%s’ is not in: %s", word, message);
}
