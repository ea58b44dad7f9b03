/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/assembly.h"

#include <unistd.h>

#include "audit/log.h"
#include "auth/polkit-authoriser.h"
#include "auth/uid-authoriser.h"
#include "base/error.h"
#include "base/system-clock.h"
#include "bus/export.h"
#include "bus/reply.h"
#include "config/daemon-config.h"
#include "daemon/config-watch.h"
#include "install/child-confinement.h"
#include "install/unit-confinement.h"
#include "transfer/engine.h"
#include "update/catalogue.h"

struct _OpAssembly
{
  GObject parent_instance;

  const OpPlaces *places;
  OpDaemonConfig *config; /* (owned) */
  OpEngine *engine;       /* (owned) */
  OpAuditLog *audit;      /* (owned) */
  OpCatalogue *catalogue; /* (owned) */
  OpGate *gate;           /* (owned) */
  OpExport *export;       /* (owned) */
  OpConfigWatch *watch;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (OpAssembly, op_assembly, G_TYPE_OBJECT)

static OpFetchSettings
get_settings (const OpDaemonConfig *config)
{
  return (OpFetchSettings){
    .max_connections = config->max_connections,
    .max_per_host = config->max_requests_per_host,
    .connect_timeout_sec = config->connect_timeout_sec,
    .low_speed_bytes = config->low_speed_bytes,
    .low_speed_sec = config->low_speed_sec,
    .max_redirects = config->max_redirects,
    .proxy = config->proxy != NULL ? config->proxy : (char *) "",
  };
}

static OpRetryPolicy
get_policy (const OpDaemonConfig *config)
{
  return (OpRetryPolicy){
    .first_usec = config->retry_first_sec * (guint64) G_USEC_PER_SEC,
    .max_usec = config->retry_max_sec * (guint64) G_USEC_PER_SEC,
    .max_count = config->retry_count,
  };
}

static void
update_default (OpAssembly *self)
{
  op_export_set_default (self->export,
                         op_catalogue_get_default (self->catalogue, self->config->default_product));
}

/* @problems: (element-type utf8): appended to. */
static void
reload (OpAssembly *self, GPtrArray *problems)
{
  OpFetchSettings settings;
  OpRetryPolicy policy;

  op_daemon_config_free (self->config);
  self->config = op_daemon_config_load (self->places, problems);
  settings = get_settings (self->config);
  policy = get_policy (self->config);
  op_engine_configure (self->engine, &settings, &policy);
  op_catalogue_reload (self->catalogue, problems);
  update_default (self);
}

static void
reload_and_log (OpAssembly *self)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  reload (self, problems);
  for (unsigned i = 0; i < problems->len; i++)
    g_message ("%s", (char *) g_ptr_array_index (problems, i));
}

static void
on_reload (OpManagerFace *manager, GPtrArray *problems, OpAssembly *self)
{
  reload (self, problems);
}

gboolean
op_assembly_is_busy (OpAssembly *self)
{
  return op_catalogue_is_busy (self->catalogue) || op_gate_is_busy (self->gate);
}

unsigned
op_assembly_get_idle_timeout_sec (OpAssembly *self)
{
  return self->config->idle_timeout_sec;
}

static void
op_assembly_dispose (GObject *object)
{
  OpAssembly *self = OP_ASSEMBLY (object);

  g_clear_object (&self->watch);
  if (self->catalogue != NULL)
    g_signal_handlers_disconnect_by_data (self->catalogue, self);
  g_clear_object (&self->export);
  g_clear_object (&self->gate);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->engine);
  if (self->audit != NULL)
    op_audit_log_close (self->audit);
  g_clear_object (&self->audit);
  g_clear_pointer (&self->config, op_daemon_config_free);

  G_OBJECT_CLASS (op_assembly_parent_class)->dispose (object);
}

static void
op_assembly_class_init (OpAssemblyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_assembly_dispose;
}

static void
op_assembly_init (OpAssembly *self)
{
}

/* On a private bus its owner may do anything. */
static OpAuthoriser *
make_authoriser (GDBusConnection *connection, gboolean is_system_bus)
{
  if (is_system_bus)
    return op_polkit_authoriser_new (connection, OP_PROMPT_TIMEOUT_MSEC);

  return op_uid_authoriser_new (geteuid ());
}

/* Under systemd, our unit has not the rights that a child of ours would need. */
static OpConfinement *
make_confinement (GDBusConnection *connection, gboolean is_system_bus)
{
  if (is_system_bus && g_file_test ("/run/systemd/system", G_FILE_TEST_IS_DIR))
    return op_unit_confinement_new (connection);

  return op_child_confinement_new ();
}

/* systemd starts the worker where its unit is, and nobody wants another one. */
static char *
choose_fetcher (const OpAssemblyOptions *options)
{
  g_autofree char *socket = g_build_filename (options->places->run, "fetch.socket", NULL);

  if (options->fetcher != NULL)
    return g_strdup (options->fetcher);
  if (options->is_system_bus && g_file_test (socket, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&socket);

  return g_strdup (OP_FETCHER);
}

static OpAuditLog *
make_audit_log (const OpPlaces *places, OpClock *clock)
{
  OpAuditLogOptions options = {
    .log_path = places->log,
    .state_path = places->state,
    .version = OP_VERSION,
    .error_name = op_reply_error_name,
  };

  return op_audit_log_new (clock, &options);
}

static void
on_refused (OpGate *gate,
            unsigned uid,
            const char *method,
            const char *product,
            const GError *error,
            OpAuditLog *audit)
{
  OpAuditRefusal refusal = {
    .who = { .uid = uid },
    .method = method,
    .product = product,
    .error_code = error->domain == OP_ERROR ? error->code : OP_ERROR_FAILED,
  };

  op_audit_log_refuse (audit, &refusal);
}

OpAssembly *
op_assembly_new (GDBusConnection *connection, const OpAssemblyOptions *options, GError **error)
{
  g_autoptr(OpAssembly) self = g_object_new (OP_TYPE_ASSEMBLY, NULL);
  g_autoptr(OpClock) clock = op_system_clock_new ();
  g_autoptr(OpAuthoriser) authoriser = make_authoriser (connection, options->is_system_bus);
  g_autoptr(GPtrArray) unsaid = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(OpConfinement) confinement = make_confinement (connection, options->is_system_bus);
  g_autofree char *fetcher = NULL;
  OpFetchSettings settings;
  OpRetryPolicy policy;

  self->places = options->places;
  self->config = op_daemon_config_load (self->places, unsaid);
  settings = get_settings (self->config);
  policy = get_policy (self->config);
  fetcher = choose_fetcher (options);
  self->audit = make_audit_log (self->places, clock);
  self->engine = op_engine_new (fetcher, clock, &settings, &policy);
  self->catalogue =
      op_catalogue_new (self->places, OP_SOURCE (self->engine), clock, self->audit, confinement);
  self->gate = op_gate_new (authoriser);
  g_signal_connect_object (
      self->gate, "refused", G_CALLBACK (on_refused), self->audit, G_CONNECT_DEFAULT);
  self->export = op_export_new (connection, self->catalogue, self->gate, error);
  if (self->export == NULL)
    return NULL;

  g_signal_connect_object (op_export_get_manager (self->export),
                           "reload",
                           G_CALLBACK (on_reload),
                           self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (
      self->catalogue, "reloaded", G_CALLBACK (update_default), self, G_CONNECT_SWAPPED);

  self->watch = op_config_watch_new (self->places);
  g_signal_connect_object (
      self->watch, "changed", G_CALLBACK (reload_and_log), self, G_CONNECT_SWAPPED);
  reload_and_log (self);

  return g_steal_pointer (&self);
}
