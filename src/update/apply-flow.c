/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/apply-flow.h"

#include <unistd.h>

#include "base/error.h"
#include "install/health-check.h"
#include "install/processes.h"
#include "install/root.h"
#include "install/tree.h"
#include "rules/version.h"

#define HEALTH_CHECK_SEC 30

typedef struct
{
  OpProductConfig *config; /* (owned) */
  char *target;            /* (owned) */
  char *from;              /* (owned) (nullable) */
  char *previous;          /* (owned) (nullable) */
  gboolean force;
  OpConfinement *confinement; /* (owned) */
  GError *failure;            /* (owned) (nullable): of the health check, while the links go back */
} Apply;

static void
apply_free (Apply *apply)
{
  op_product_config_unref (apply->config);
  g_free (apply->target);
  g_free (apply->from);
  g_free (apply->previous);
  g_object_unref (apply->confinement);
  g_clear_error (&apply->failure);
  g_free (apply);
}

static gboolean
set_links (OpProductConfig *config, const char *current, const char *previous, GError **error)
{
  int root_fd = op_install_root_open (config->install_root, FALSE, error);
  gboolean ok;

  if (root_fd < 0)
    return FALSE;

  ok = op_tree_set_links (root_fd, current, previous, error);
  close (root_fd);

  return ok;
}

/* In a thread: syncs. */
static void
switch_back_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Apply *apply = data;
  g_autoptr(GError) error = NULL;

  if (!set_links (apply->config, apply->from, apply->previous, &error))
    g_prefix_error (&apply->failure, "Going back failed too (%s): ", error->message);

  g_task_return_error (task, g_steal_pointer (&apply->failure));
}

static void
health_check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Apply *apply = g_task_get_task_data (task);

  if (op_health_check_finish (result, &apply->failure))
    g_task_return_boolean (task, TRUE);
  else
    g_task_run_in_thread (task, switch_back_in_thread);
}

/* Takes @owned_task. */
static void
check_health (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  Apply *apply = g_task_get_task_data (task);
  g_autofree char *tree_path =
      g_build_filename (apply->config->install_root, OP_VERSIONS_DIR, apply->target, NULL);
  OpHealthCheck check = {
    .tree_path = tree_path,
    .command = apply->config->health_check,
    .user = apply->config->health_check_user,
    .timeout_sec = HEALTH_CHECK_SEC,
  };

  if (apply->config->health_check == NULL)
    g_task_return_boolean (task, TRUE);
  else
    op_health_check_async (
        apply->confinement, &check, NULL, health_check_cb, g_steal_pointer (&task));
}

/* `previous` may be the new one already. What does not work now either is said already. */
static void
put_links_back (const Apply *apply)
{
  g_autoptr(GError) error = NULL;

  if (!set_links (apply->config, apply->from, apply->previous, &error))
    g_debug ("%s: %s", apply->config->id, error->message);
}

/* In a thread: syncs. */
static void
switch_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Apply *apply = data;
  g_autoptr(GError) error = NULL;

  if (set_links (apply->config, apply->target, apply->from, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  put_links_back (apply);
  if (g_error_matches (error, OP_ERROR, OP_ERROR_NOT_FOUND))
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_INSTALL_ROOT,
                             "Somebody has removed the new version: %s; download it again",
                             error->message);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
switch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    check_health (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes @owned_task. */
static void
switch_links (GTask *owned_task)
{
  Apply *apply = g_task_get_task_data (owned_task);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, switch_cb, owned_task);

  g_task_set_task_data (task, apply, NULL);
  g_task_run_in_thread (task, switch_in_thread);
}

static void
end_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (op_processes_end_finish (result, &error))
    switch_links (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* In a thread: reads all of /proc. */
static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Apply *apply = data;

  g_task_return_pointer (
      task,
      op_processes_find ((const char *const *) apply->config->blocking_paths, NULL),
      (GDestroyNotify) g_ptr_array_unref);
}

static void
find_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  Apply *apply = g_task_get_task_data (task);
  g_autoptr(GPtrArray) processes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *who = NULL;

  if (processes->len == 0)
    {
      switch_links (g_steal_pointer (&task));
      return;
    }

  if (apply->force)
    {
      op_processes_end_async ((const char *const *) apply->config->blocking_paths,
                              apply->config->shutdown_grace_sec,
                              NULL,
                              end_cb,
                              g_steal_pointer (&task));
      return;
    }

  who = op_processes_describe (processes);
  g_task_return_new_error (task,
                           OP_ERROR,
                           OP_ERROR_APPLICATIONS_RUNNING,
                           "Applications of %s are running: %s; close them, or apply with "
                           "forceappshutdown=true",
                           apply->config->title,
                           who);
}

/* Takes @owned_task. */
static void
find_applications (GTask *owned_task)
{
  Apply *apply = g_task_get_task_data (owned_task);
  g_autoptr(GTask) task = g_task_new (NULL, NULL, find_cb, owned_task);

  g_task_set_task_data (task, apply, NULL);
  g_task_run_in_thread (task, find_in_thread);
}

void
op_apply_async (OpProductConfig *config,
                const OpApplyRequest *request,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Apply *apply = g_new0 (Apply, 1);

  apply->config = op_product_config_ref (config);
  apply->target = g_strdup (request->target);
  apply->from = g_strdup (request->from);
  apply->previous = g_strdup (request->previous);
  apply->force = request->force;
  apply->confinement = g_object_ref (request->confinement);
  g_task_set_source_tag (task, op_apply_async);
  g_task_set_task_data (task, apply, (GDestroyNotify) apply_free);

  if (request->switched)
    check_health (g_steal_pointer (&task));
  else
    find_applications (g_steal_pointer (&task));
}

gboolean
op_apply_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
op_apply_was_switched (OpProductConfig *config, const OpPending *pending)
{
  g_autoptr(GError) error = NULL;
  int root_fd = op_install_root_open (config->install_root, FALSE, &error);
  g_autofree char *current = NULL;

  if (root_fd < 0)
    return FALSE;

  current = op_tree_get_current (root_fd);
  if (pending->target != NULL && g_strcmp0 (current, pending->target) == 0)
    {
      close (root_fd);
      return TRUE;
    }

  /* `previous` is set first, so it may be the new one already. */
  if (pending->target != NULL &&
      !op_tree_set_links (root_fd, pending->from, pending->previous, &error))
    g_message ("%s: undoing an interrupted apply: %s", config->id, error->message);
  close (root_fd);

  return FALSE;
}
