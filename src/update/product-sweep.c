/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "content/version-index.h"
#include "install/processes.h"
#include "install/root.h"
#include "install/tree.h"
#include "rules/version.h"
#include "update/old-users.h"
#include "update/product-private.h"

/* What a sweep has to know; a copy, for a thread. */
typedef struct
{
  char *root_path;  /* (owned) */
  char *state_path; /* (owned) */
  char *staged;     /* (owned) (nullable) */
  unsigned keep_versions;
} Sweep;

static void
sweep_free (Sweep *sweep)
{
  g_free (sweep->root_path);
  g_free (sweep->state_path);
  g_free (sweep->staged);
  g_free (sweep);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  return op_version_compare (*(const char *const *) b, *(const char *const *) a);
}

static gboolean
is_in_use (const Sweep *sweep, const char *tree_name)
{
  g_autofree char *path = g_build_filename (sweep->root_path, OP_VERSIONS_DIR, tree_name, NULL);
  const char *below[] = { path, NULL };
  g_autoptr(GPtrArray) processes = op_processes_find (below, NULL);

  return processes->len > 0;
}

/* The current tree, the staged one, the way back, then the newest, as many as are wanted; and what
 * still runs, whatever its age. */
static GStrv
choose_kept (const Sweep *sweep, int root_fd, GStrv names)
{
  g_autofree char *current = op_tree_get_current (root_fd);
  g_autofree char *previous = op_tree_get_previous (root_fd);
  g_autoptr(GStrvBuilder) kept = g_strv_builder_new ();
  unsigned n_kept = 0;

  qsort (names, g_strv_length (names), sizeof *names, compare_newest_first);
  if (current != NULL)
    {
      g_strv_builder_add (kept, current);
      n_kept++;
    }
  if (previous != NULL && n_kept < sweep->keep_versions)
    {
      g_strv_builder_add (kept, previous);
      n_kept++;
    }

  for (size_t i = 0; names[i] != NULL; i++)
    {
      if (g_strcmp0 (names[i], current) == 0 ||
          (g_strcmp0 (names[i], previous) == 0 && sweep->keep_versions > 1))
        continue;

      if (g_strcmp0 (names[i], sweep->staged) == 0)
        g_strv_builder_add (kept, names[i]);
      else if (n_kept < sweep->keep_versions || is_in_use (sweep, names[i]))
        {
          g_strv_builder_add (kept, names[i]);
          n_kept++;
        }
    }

  return g_strv_builder_end (kept);
}

/* In a thread: removes trees. */
static void
sweep (const Sweep *sweep, int root_fd, int state_fd)
{
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) names = op_tree_list (root_fd, &error);
  g_auto(GStrv) kept = names != NULL ? choose_kept (sweep, root_fd, names) : NULL;

  if (kept == NULL || !op_tree_sweep (root_fd, (const char *const *) kept, NULL, &error))
    g_message ("Removing old versions in %s: %s", sweep->root_path, error->message);
  else
    op_version_index_sweep (state_fd, (const char *const *) kept);
}

static void
sweep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sweep *work = data;
  int root_fd = op_install_root_open (work->root_path, FALSE, NULL);
  int state_fd = open (work->state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (root_fd >= 0 && state_fd >= 0)
    sweep (work, root_fd, state_fd);
  if (root_fd >= 0)
    close (root_fd);
  if (state_fd >= 0)
    close (state_fd);
  g_task_return_boolean (task, TRUE);
}

static void
sweep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OpProduct *self = OP_PRODUCT (source);

  op_product_look_for_old_users (self);
  op_product_read_links (self);
  op_product_quiet_done (self);
  op_product_take_config (self);
  op_product_changed (self);
}

void
op_product_sweep (OpProduct *self)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, sweep_cb, NULL);
  Sweep *work = g_new0 (Sweep, 1);

  work->root_path = g_strdup (self->config->install_root);
  work->state_path = g_strdup (self->state_path);
  work->staged = g_strdup (self->kept->staged);
  work->keep_versions = self->config->keep_versions;

  self->quiet = TRUE;
  g_task_set_task_data (task, work, (GDestroyNotify) sweep_free);
  g_task_run_in_thread (task, sweep_in_thread);
}
