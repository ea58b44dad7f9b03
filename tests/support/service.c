/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/service.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "introspection/names.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"

#define PRODUCT_GROUP "Product"

static const ApplicationShape small_application = {
  .n_files = 12,
  .file_bytes = 3000,
  .n_changed = 4,
};

static char *
make_dir (const char *parent, const char *name)
{
  char *path = g_build_filename (parent, name, NULL);

  g_assert_cmpint (mkdir (path, 0755), ==, 0);

  return path;
}

Service *
service_new (void)
{
  g_autoptr(Service) self = g_new0 (Service, 1);

  self->dir = guard_make_dir ("service");
  self->expected_warnings = g_ptr_array_new_with_free_func (g_free);
  self->root = make_dir (self->dir, "root");
  self->apps = make_dir (self->dir, "apps");
  self->www = make_dir (self->dir, "www");
  self->nginx = nginx_new (self->dir, self->www);
  if (self->nginx == NULL)
    return NULL;

  self->bus = private_bus_new (self->dir);
  self->connection = private_bus_connect (self->bus);
  self->recorder = recorder_new (self->connection);

  return g_steal_pointer (&self);
}

char *
service_log (Service *self)
{
  return file_exists (self->dir, "daemon.log") ? read_file (self->dir, "daemon.log")
                                               : g_strdup ("");
}

static gboolean
is_expected (Service *self, const char *line)
{
  for (size_t i = 0; i < self->expected_warnings->len; i++)
    {
      if (strstr (line, self->expected_warnings->pdata[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* What must not be in the log of the daemon or of a worker. */
static gboolean
is_alarming (const char *line)
{
  static const char *const signs[] = {
    "WARNING **", "CRITICAL **", "ERROR **", "Sanitizer", "runtime error:",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (strstr (line, signs[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
check_log (Service *self)
{
  g_autofree char *log = service_log (self);
  g_auto(GStrv) lines = g_strsplit (log, "\n", -1);

  for (size_t i = 0; lines[i] != NULL; i++)
    {
      if (is_alarming (lines[i]) && !is_expected (self, lines[i]))
        {
          fprintf (stderr, "%s\n", log);
          g_error ("The log of the daemon has: %s", lines[i]);
        }
    }
}

void
service_free (Service *self)
{
  if (self->daemon != NULL)
    service_stop (self);
  if (self->nginx != NULL)
    check_log (self);

  g_clear_pointer (&self->recorder, recorder_free);
  if (self->connection != NULL)
    private_bus_leave (g_steal_pointer (&self->connection));
  g_clear_pointer (&self->bus, private_bus_free);
  g_clear_pointer (&self->nginx, nginx_free);
  g_ptr_array_unref (self->expected_warnings);
  remove_tree (self->dir);
  g_free (self->www);
  g_free (self->apps);
  g_free (self->root);
  g_free (self->dir);
  g_free (self);
}

void
service_expect_warning (Service *self, const char *part)
{
  g_ptr_array_add (self->expected_warnings, g_strdup (part));
}

const char *
service_install_root (Service *self, const char *product)
{
  g_autofree char *path = g_build_filename (self->apps, product != NULL ? product : "editor", NULL);

  return g_intern_string (path);
}

void
service_add_product (Service *self, const char *product, ...)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_strdup_printf ("etc/offpeak/products.d/%s.conf", product);
  g_autofree char *text = NULL;
  const char *key;
  va_list pairs;

  g_key_file_set_string (file, PRODUCT_GROUP, "InstallRoot", service_install_root (self, product));
  g_key_file_set_string (file, PRODUCT_GROUP, "UpdateBaseUrl", nginx_url (self->nginx));
  g_key_file_set_string (file, PRODUCT_GROUP, "Trust", "filelist");
  va_start (pairs, product);
  while ((key = va_arg (pairs, const char *)) != NULL)
    {
      const char *value = va_arg (pairs, const char *);

      if (value != NULL)
        g_key_file_set_value (file, PRODUCT_GROUP, key, value);
      else
        g_key_file_remove_key (file, PRODUCT_GROUP, key, NULL);
    }
  va_end (pairs);

  text = g_key_file_to_data (file, NULL, NULL);
  write_file (self->root, path, text);
}

void
service_publish (Service *self, const char *version, const ApplicationShape *shape)
{
  application_publish (self->www, version, shape != NULL ? shape : &small_application);
}

static gboolean
has_name (Service *self)
{
  g_autoptr(GVariant) reply = NULL;
  gboolean has_owner = FALSE;

  reply = g_dbus_connection_call_sync (self->connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "NameHasOwner",
                                       g_variant_new ("(s)", OP_BUS_NAME),
                                       G_VARIANT_TYPE ("(b)"),
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       NULL);
  if (reply != NULL)
    g_variant_get (reply, "(b)", &has_owner);

  return has_owner;
}

static gboolean
has_name_or_ended (gpointer data)
{
  Service *self = data;

  return has_name (self) || !process_runs (self->daemon);
}

static gboolean
has_no_name (gpointer data)
{
  return !has_name (data);
}

/* Warnings of the daemon are looked for in its log at the end, and some are what a test wants. */
static const char *const daemon_environment[] = {
  "G_DEBUG=gc-friendly,fatal-criticals", "http_proxy=", "https_proxy=", "all_proxy=", NULL,
};

void
service_start_with (Service *self, const char *const *options)
{
  const char *program = g_getenv ("OFFPEAKD");
  const char *fetcher = g_getenv ("OFFPEAK_FETCH");
  g_autofree char *log_path = g_build_filename (self->dir, "daemon.log", NULL);
  g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);

  if (program == NULL || fetcher == NULL)
    g_error ("OFFPEAKD and OFFPEAK_FETCH must name the programs to test");

  g_ptr_array_add (argv, g_strdup (program));
  g_ptr_array_add (argv, g_strdup_printf ("--bus=%s", private_bus_address (self->bus)));
  g_ptr_array_add (argv, g_strdup_printf ("--root=%s", self->root));
  g_ptr_array_add (argv, g_strdup_printf ("--fetcher=%s", fetcher));
  for (size_t i = 0; options != NULL && options[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (options[i]));
  g_ptr_array_add (argv, NULL);

  self->daemon = process_start ((const char *const *) argv->pdata, daemon_environment, log_path);
  wait_until (has_name_or_ended, self, "the daemon's name on the bus");
  if (!process_runs (self->daemon))
    {
      g_autofree char *log = service_log (self);

      g_error ("The daemon ended at its start:\n%s", log);
    }
}

void
service_start (Service *self)
{
  const char *const options[] = { "--idle-timeout=0", NULL };

  service_start_with (self, options);
}

void
service_stop (Service *self)
{
  int status;

  process_end (self->daemon, SIGTERM);
  status = process_wait (self->daemon);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    {
      g_autofree char *log = service_log (self);

      g_error ("The daemon ended with wait status %d:\n%s", status, log);
    }
  g_clear_pointer (&self->daemon, process_free);
  wait_until (has_no_name, self, "the name to be free");
}

void
service_kill (Service *self)
{
  g_clear_pointer (&self->daemon, process_free);
  wait_until (has_no_name, self, "the name to be free");
}

static gboolean
has_worker (gpointer data)
{
  Service *self = data;

  return process_find_child (process_pid (self->daemon), "offpeak-fetch") != 0;
}

pid_t
service_kill_worker (Service *self)
{
  pid_t pid;

  wait_until (has_worker, self, "a network worker");
  pid = process_find_child (process_pid (self->daemon), "offpeak-fetch");
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);

  return pid;
}

Service *
service_new_with_product (void)
{
  Service *self = service_new ();

  if (self == NULL)
    return NULL;

  service_publish (self, "1.0", NULL);
  service_add_product (self, "editor", NULL);
  service_start (self);

  return self;
}
