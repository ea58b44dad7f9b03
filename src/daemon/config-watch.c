/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/config-watch.h"

/* Who writes several files is done with all of them before we look. */
#define SETTLE_MSEC 100

struct _OpConfigWatch
{
  GObject parent_instance;

  const OpPlaces *places;
  GPtrArray *monitors; /* (owned) (element-type GFileMonitor) */
  guint settle_id;
  gboolean dirs_changed; /* one has come or gone: other monitors are needed */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OpConfigWatch, op_config_watch, G_TYPE_OBJECT)

static void watch_all (OpConfigWatch *self);

static void
on_settled (gpointer user_data)
{
  OpConfigWatch *self = user_data;

  self->settle_id = 0;
  if (self->dirs_changed)
    watch_all (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* TRUE if the name of @file (nullable) ends like that. */
static gboolean
has_suffix (GFile *file, const char *suffix)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  return name != NULL && g_str_has_suffix (name, suffix);
}

/* @new_file: (nullable): what @file is called now; many write under another name first. */
static void
on_event (OpConfigWatch *self, GFile *file, GFile *new_file)
{
  gboolean is_dir = has_suffix (file, ".d") || has_suffix (new_file, ".d");

  if (!is_dir && !has_suffix (file, ".conf") && !has_suffix (new_file, ".conf"))
    return;

  self->dirs_changed |= is_dir;
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add_once (SETTLE_MSEC, on_settled, self);
}

static void
watch (OpConfigWatch *self, const char *path)
{
  g_autoptr(GFile) directory = g_file_new_for_path (path);
  g_autoptr(GFileMonitor) monitor = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return;

  monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (monitor == NULL)
    {
      g_message ("Changes in %s are noticed by Reload only: %s", path, error->message);
      return;
    }

  g_file_monitor_set_rate_limit (monitor, 0);
  g_signal_connect_object (monitor, "changed", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->monitors, g_steal_pointer (&monitor));
}

/* Before anything is read: what changes from here on is noticed. */
static void
watch_all (OpConfigWatch *self)
{
  g_autoptr(GPtrArray) old G_GNUC_UNUSED = g_steal_pointer (&self->monitors);

  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->dirs_changed = FALSE;
  for (size_t i = 0; self->places->config[i] != NULL; i++)
    {
      g_autofree char *products = g_build_filename (self->places->config[i], "products.d", NULL);

      watch (self, self->places->config[i]);
      watch (self, products);
    }
}

static void
op_config_watch_dispose (GObject *object)
{
  OpConfigWatch *self = OP_CONFIG_WATCH (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_pointer (&self->monitors, g_ptr_array_unref);

  G_OBJECT_CLASS (op_config_watch_parent_class)->dispose (object);
}

static void
op_config_watch_class_init (OpConfigWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_config_watch_dispose;

  signals[CHANGED] = g_signal_new (
      "changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
op_config_watch_init (OpConfigWatch *self)
{
}

OpConfigWatch *
op_config_watch_new (const OpPlaces *places)
{
  OpConfigWatch *self = g_object_new (OP_TYPE_CONFIG_WATCH, NULL);

  self->places = places;
  watch_all (self);

  return self;
}
