/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"
#include "install/root.h"
#include "install/tree.h"
#include "rules/version.h"
#include "update/product-private.h"

enum
{
  STATUS_CHANGED,
  CHANGED,
  OPTIONS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OpProduct, op_product, G_TYPE_OBJECT)

void
op_product_changed (OpProduct *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
op_product_options_changed (OpProduct *self)
{
  g_signal_emit (self, signals[OPTIONS_CHANGED], 0);
}

void
op_product_reload_kept (OpProduct *self)
{
  g_clear_pointer (&self->kept, op_kept_record_free);
  self->kept = op_kept_record_load (self->state_path);
  op_product_read_links (self);
}

static void
set_string (char **field, char *owned_value)
{
  g_free (*field);
  *field = owned_value != NULL ? owned_value : g_strdup ("");
}

/* Somebody may have removed it. A root that cannot be looked at proves nothing. */
static gboolean
is_still_there (const char *tree_name, int root_fd, const GError *error)
{
  if (root_fd < 0)
    return !g_error_matches (error, OP_ERROR, OP_ERROR_NOT_FOUND);

  return op_tree_exists (root_fd, tree_name);
}

/* What is installed is what the links say, whatever our records think. */
void
op_product_read_links (OpProduct *self)
{
  g_autoptr(GError) error = NULL;
  int root_fd = op_install_root_open (self->config->install_root, FALSE, &error);
  g_autofree char *current = root_fd >= 0 ? op_tree_get_current (root_fd) : NULL;
  g_autofree char *previous = root_fd >= 0 ? op_tree_get_previous (root_fd) : NULL;

  if (self->kept->staged != NULL && !is_still_there (self->kept->staged, root_fd, error))
    g_clear_pointer (&self->kept->staged, g_free);
  if (root_fd >= 0)
    close (root_fd);

  set_string (&self->installed, op_tree_name_get_version (current, NULL));
  set_string (&self->previous, op_tree_name_get_version (previous, NULL));
  /* Somebody may have switched to it by hand. */
  set_string (&self->staged,
              g_strcmp0 (self->kept->staged, current) != 0
                  ? op_tree_name_get_version (self->kept->staged, NULL)
                  : NULL);
  if (g_str_equal (self->available, self->installed))
    set_string (&self->available, NULL);
}

void
op_product_save_status (OpProduct *self)
{
  g_autoptr(GError) error = NULL;

  if (!op_status_record_save (self->status_path, self->boot_id, &self->status, &error))
    g_message ("%s: the status is not kept over a restart: %s", self->config->id, error->message);
}

static gboolean
on_tick (gpointer user_data)
{
  OpProduct *self = user_data;

  op_product_update_progress (self);
  op_product_changed (self);

  return G_SOURCE_CONTINUE;
}

/* Five times a second while bytes may come; nothing wakes up otherwise. */
static void
update_tick (OpProduct *self)
{
  gboolean wanted = self->download != NULL && self->status.status == OP_STATUS_DOWNLOAD_WIP &&
                    self->pending != NULL && !self->pending->paused;

  if (wanted && self->tick_id == 0)
    self->tick_id = g_timeout_add (200, on_tick, self);
  else if (!wanted)
    g_clear_handle_id (&self->tick_id, g_source_remove);
}

void
op_product_update_progress (OpProduct *self)
{
  update_tick (self);
  if (self->download == NULL)
    return;

  op_download_get_progress (self->download, &self->progress);
  op_rate_sample (&self->rate, g_get_monotonic_time (), self->progress.bytes_transferred);
}

/**
 * op_product_fire:
 * @owned_error: (nullable): for %OP_UPDATE_FAILED
 *
 * The one way from one status to the next: the view changes, the record is written, and then it is
 * announced.
 */
gboolean
op_product_fire (OpProduct *self, OpUpdateEvent event, GError *owned_error)
{
  OpStatus old = self->status.status;

  if (!op_update_state_next (old, event, &self->status.status))
    {
      g_clear_error (&owned_error);
      return FALSE;
    }

  g_clear_error (&self->status.error);
  self->status.error = owned_error;
  op_product_save_status (self);
  update_tick (self);
  g_debug ("%s: %s", self->config->id, op_status_nick (self->status.status));
  if (old != self->status.status)
    g_signal_emit (self, signals[STATUS_CHANGED], 0, old, self->status.status);

  return TRUE;
}

void
op_product_run_or_defer (OpProduct *self, void (*flow) (OpProduct *self))
{
  if (self->quiet)
    self->deferred = flow;
  else
    flow (self);
}

void
op_product_quiet_done (OpProduct *self)
{
  void (*flow) (OpProduct *) = g_steal_pointer (&self->deferred);

  self->quiet = FALSE;
  if (flow != NULL)
    flow (self);
}

/* What runs was authorised and begun with the configuration of then; it ends with it too. */
void
op_product_take_config (OpProduct *self)
{
  if (self->next_config == NULL || op_product_is_busy (self))
    return;

  op_product_config_unref (self->config);
  self->config = g_steal_pointer (&self->next_config);
  op_product_read_links (self);
  op_product_changed (self);
}

void
op_product_set_config (OpProduct *self, OpProductConfig *config)
{
  g_clear_pointer (&self->next_config, op_product_config_unref);
  self->next_config = op_product_config_ref (config);
  op_product_take_config (self);
}

OpProductConfig *
op_product_get_config (OpProduct *self)
{
  return self->config;
}

const char *
op_product_get_state_path (OpProduct *self)
{
  return self->state_path;
}

OpSource *
op_product_get_source (OpProduct *self)
{
  return self->source;
}

OpClock *
op_product_get_clock (OpProduct *self)
{
  return self->clock;
}

gboolean
op_product_is_busy (OpProduct *self)
{
  return self->quiet || self->pending != NULL || !op_status_is_resting (self->status.status);
}

void
op_product_note_available (OpProduct *self,
                           const char *version,
                           const char *notes_url,
                           unsigned urgency)
{
  char *kept_url = g_strdup (notes_url); /* it may be the one that goes */

  set_string (&self->available, g_strdup (version));
  if (g_str_equal (self->available, self->installed))
    set_string (&self->available, NULL);
  g_free (self->kept->notes_url);
  self->kept->notes_url = kept_url;
  self->kept->urgency = urgency;
  self->kept->last_fresh_usec = op_clock_now_usec (self->clock);
  op_product_changed (self);
}

void
op_product_note_old_users (OpProduct *self, gboolean there_are_some)
{
  if (self->restart_required == there_are_some)
    return;
  self->restart_required = there_are_some;
  op_product_changed (self);
}

static void
op_product_finalize (GObject *object)
{
  OpProduct *self = OP_PRODUCT (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  op_product_unlock (self);
  g_clear_object (&self->download);
  g_clear_pointer (&self->pending, op_pending_free);
  g_clear_pointer (&self->last, op_pending_free);
  g_clear_pointer (&self->kept, op_kept_record_free);
  op_status_record_clear (&self->status);
  g_clear_object (&self->source);
  g_clear_object (&self->clock);
  g_clear_object (&self->audit);
  g_clear_object (&self->confinement);
  g_clear_pointer (&self->config, op_product_config_unref);
  g_clear_pointer (&self->next_config, op_product_config_unref);
  g_free (self->state_path);
  g_free (self->status_path);
  g_free (self->boot_id);
  g_free (self->installed);
  g_free (self->previous);
  g_free (self->staged);
  g_free (self->available);

  G_OBJECT_CLASS (op_product_parent_class)->finalize (object);
}

static void
op_product_class_init (OpProductClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_product_finalize;

  signals[STATUS_CHANGED] = g_signal_new ("status-changed",
                                          OP_TYPE_PRODUCT,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          G_TYPE_UINT,
                                          G_TYPE_UINT);
  signals[OPTIONS_CHANGED] = g_signal_new (
      "options-changed", OP_TYPE_PRODUCT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new (
      "changed", OP_TYPE_PRODUCT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
op_product_init (OpProduct *self)
{
  self->lock_fd = -1;
  self->progress.bytes_total = OP_SIZE_UNKNOWN;
}

/* A new one at every boot. */
static char *
read_boot_id (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("unknown");

  return g_strdup (g_strstrip (text));
}

OpProduct *
op_product_new (OpProductConfig *config,
                const OpPlaces *places,
                OpSource *source,
                OpClock *clock,
                OpAuditLog *audit,
                OpConfinement *confinement)
{
  OpProduct *self = g_object_new (OP_TYPE_PRODUCT, NULL);
  g_autofree char *status_name = g_strconcat (config->id, ".json", NULL);
  g_autoptr(GError) error = NULL;

  self->config = op_product_config_ref (config);
  self->source = g_object_ref (source);
  self->clock = g_object_ref (clock);
  self->audit = g_object_ref (audit);
  self->confinement = g_object_ref (confinement);
  self->state_path = g_build_filename (places->state, "products", config->id, NULL);
  self->status_path = g_build_filename (places->run, "products", status_name, NULL);
  self->boot_id = read_boot_id ();
  self->status.content_id = g_strdup ("");
  self->available = g_strdup ("");
  if (!op_make_path (self->state_path, 0755, &error))
    g_message ("%s: %s", config->id, error->message);

  self->kept = op_kept_record_load (self->state_path);
  op_product_read_links (self);

  return self;
}
