/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "config/product-options.h"
#include "content/version-index.h"
#include "install/processes.h"
#include "install/root.h"
#include "install/tree.h"
#include "update/history.h"
#include "update/product-private.h"

/* Threads read, change and write options one at a time: nothing that was set is lost. */
static GMutex options_lock;

/* What is to be done; a copy, for a thread. */
typedef struct
{
  OpProductConfig *config; /* (owned) */
  char *state_path;        /* (owned) */
  GVariant *options;       /* (owned) (nullable) */
  gboolean purge;
  guint32 uid;
  OpAuditRecord *record; /* (owned) (nullable): of the request; NULL once it was handed over */
  OpHistoryEntry entry;
  char *version; /* (owned): of the entry */
} Work;

static void
work_free (Work *work)
{
  op_product_config_unref (work->config);
  g_free (work->state_path);
  g_clear_pointer (&work->options, g_variant_unref);
  g_clear_pointer (&work->record, op_audit_record_free);
  g_free (work->version);
  g_free (work);
}

static Work *
work_new (OpProduct *product)
{
  Work *work = g_new0 (Work, 1);

  work->config = op_product_config_ref (op_product_get_config (product));
  work->state_path = g_strdup (op_product_get_state_path (product));

  return work;
}

static gboolean
set_all (OpProductOptions *target, GVariant *options, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      gboolean ok = op_product_options_set (target, name, value, error);

      g_variant_unref (value);
      if (!ok)
        return FALSE;
    }

  return TRUE;
}

gboolean
op_product_check_options (GVariant *options, GError **error)
{
  g_autoptr(OpProductOptions) scratch = g_new0 (OpProductOptions, 1);

  return set_all (scratch, options, error);
}

/* In a thread: syncs. */
static void
set_options_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&options_lock);
  Work *work = data;
  g_autoptr(OpProductOptions) options = op_product_options_load (work->state_path);
  GError *error = NULL;

  if (set_all (options, work->options, &error) &&
      op_product_options_save (work->state_path, options, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
options_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpProduct *product = OP_PRODUCT (source);
  const Work *work = g_task_get_task_data (G_TASK (result));
  OpAuditOptions set = {
    .who = { .uid = work->uid },
    .product = work->config->id,
    .options = work->options,
  };
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  op_audit_log_add (product->audit, op_audit_options (&set));
  op_product_options_changed (product);
  g_task_return_boolean (task, TRUE);
}

void
op_product_set_options_async (OpProduct *product,
                              GVariant *options,
                              guint32 uid,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (product, NULL, callback, user_data);
  g_autoptr(GTask) work_task = g_task_new (product, NULL, options_cb, task);
  Work *work = work_new (product);

  work->uid = uid;
  work->options = g_variant_ref_sink (options);
  g_task_set_task_data (work_task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (work_task, set_options_in_thread);
}

static gboolean
check_nobody_runs_it (const Work *work, GError **error)
{
  g_autoptr(GPtrArray) processes =
                 op_processes_find ((const char *const *) work->config->blocking_paths, NULL);
  g_autofree char *who = NULL;

  if (processes->len == 0)
    return TRUE;

  who = op_processes_describe (processes);
  g_set_error (error,
               OP_ERROR,
               OP_ERROR_APPLICATIONS_RUNNING,
               "Applications of %s are running: %s; close them first",
               work->config->title,
               who);

  return FALSE;
}

static gboolean
remove_trees (const Work *work, GError **error)
{
  const char *nothing[] = { NULL };
  g_autoptr(GError) local_error = NULL;
  int root_fd = op_install_root_open (work->config->install_root, FALSE, &local_error);
  gboolean ok;

  if (g_error_matches (local_error, OP_ERROR, OP_ERROR_NOT_FOUND))
    return TRUE;
  if (root_fd < 0)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  ok = op_tree_set_links (root_fd, NULL, NULL, error) &&
       op_tree_sweep (root_fd, nothing, NULL, error);

  /* What somebody else has put there stays, and the directories with it. */
  if (ok && unlinkat (root_fd, OP_VERSIONS_DIR, AT_REMOVEDIR) < 0)
    g_debug ("Keeping %s in %s", OP_VERSIONS_DIR, work->config->install_root);
  close (root_fd);
  if (ok && rmdir (work->config->install_root) < 0)
    g_debug ("Keeping %s: %s", work->config->install_root, g_strerror (errno));

  return ok;
}

static gboolean
forget (const Work *work, GError **error)
{
  const char *nothing[] = { NULL };
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&options_lock);
  g_autoptr(OpKeptRecord) kept = g_new0 (OpKeptRecord, 1);
  g_autoptr(OpProductOptions) options = work->purge ? g_new0 (OpProductOptions, 1)
                                                     : op_product_options_load (work->state_path);
  int state_fd = open (work->state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (state_fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, work->state_path);
      return FALSE;
    }
  op_version_index_sweep (state_fd, nothing);
  close (state_fd);

  kept->rejected = g_new0 (char *, 1);
  options->enabled = OP_OPTION_NO;

  return op_kept_record_save (work->state_path, kept, error) &&
         op_product_options_save (work->state_path, options, error) &&
         (work->purge ? op_history_forget (work->state_path, error)
                      : op_history_append (work->state_path, &work->entry, error));
}

/* In a thread: removes trees. Who asked is on record before anything is gone. */
static void
remove_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpProduct *product = source;
  Work *work = data;
  GError *error = NULL;

  if (op_audit_log_add_durably (product->audit, g_steal_pointer (&work->record), &error) &&
      check_nobody_runs_it (work, &error) && remove_trees (work, &error) && forget (work, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
record_removal (OpProduct *product, const Work *work, const GError *error)
{
  OpAuditOutcome outcome = {
    .who = { .uid = work->uid },
    .product = work->config->id,
    .result = error == NULL ? "succeeded" : "failed",
    .from = work->version,
    .error_code = error == NULL               ? -1
                  : error->domain == OP_ERROR ? error->code
                                              : OP_ERROR_FAILED,
    .error_number = error != NULL ? op_update_error_number (error) : 0,
  };

  op_audit_log_add (product->audit, op_audit_outcome (OP_AUDIT_REMOVE, &outcome));
}

static void
remove_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpProduct *product = OP_PRODUCT (source);
  GError *error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  record_removal (product, g_task_get_task_data (G_TASK (result)), error);
  op_product_unlock (product);
  op_product_reload_kept (product);
  op_product_quiet_done (product);
  op_product_options_changed (product);
  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
start_removal (OpProduct *product)
{
  g_autoptr(GTask) task = g_steal_pointer (&product->removal);

  product->quiet = TRUE;
  g_task_run_in_thread (task, remove_in_thread);
}

/* Old trees may be on their way out just now: one after the other. */
void
op_product_remove_async (OpProduct *product,
                         gboolean purge,
                         guint32 uid,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (product, NULL, callback, user_data);
  OpAuditRequest request = {
    .who = { .uid = uid },
    .method = op_update_event_nick (OP_UPDATE_REMOVE),
    .product = op_product_get_config (product)->id,
  };
  Work *work;
  GError *error = NULL;

  if (!op_product_check_call (product, OP_UPDATE_REMOVE, &error) ||
      !op_product_lock (product, &error))
    {
      op_product_audit_refused (product, OP_UPDATE_REMOVE, uid, error);
      g_task_return_error (task, error);
      return;
    }

  work = work_new (product);
  work->uid = uid;
  work->record = op_audit_accepted (&request);
  work->purge = purge;
  work->version = g_strdup (product->installed);
  work->entry = (OpHistoryEntry){
    .time_usec = op_clock_now_usec (op_product_get_clock (product)),
    .action = "remove",
    .version = work->version,
    .from = work->version,
    .result = "succeeded",
    .error_code = -1,
    .uid = uid,
    .trust = op_trust_nick (work->config->trust),
  };

  product->removal = g_task_new (product, NULL, remove_cb, g_steal_pointer (&task));
  g_task_set_task_data (product->removal, work, (GDestroyNotify) work_free);
  op_product_run_or_defer (product, start_removal);
}

gboolean
op_product_settings_finish (OpProduct *product, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
