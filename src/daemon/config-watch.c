/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/config-watch.h"

/* Who writes several files is done with all of them before we look. */
#define SETTLE_MSEC 100

struct _OpConfigWatch
{
  GObject parent_instance;

  GPtrArray *monitors; /* (owned) (element-type GFileMonitor) */
  guint settle_id;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OpConfigWatch, op_config_watch, G_TYPE_OBJECT)

static void
on_settled (gpointer user_data)
{
  OpConfigWatch *self = user_data;

  self->settle_id = 0;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_event (OpConfigWatch *self, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  if (!g_str_has_suffix (name, ".conf") && !g_str_has_suffix (name, ".d"))
    return;

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
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
}

OpConfigWatch *
op_config_watch_new (const OpPlaces *places)
{
  OpConfigWatch *self = g_object_new (OP_TYPE_CONFIG_WATCH, NULL);

  for (size_t i = 0; places->config[i] != NULL; i++)
    {
      g_autofree char *products = g_build_filename (places->config[i], "products.d", NULL);

      watch (self, places->config[i]);
      watch (self, products);
    }

  return self;
}
