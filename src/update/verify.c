/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/verify.h"

#include "base/error.h"
#include "content/version-index.h"
#include "install/inspect.h"
#include "rules/version.h"
#include "update/installed.h"

#define RUN_KEY "op-verify-run"

/* The one run of a product. When nobody waits for it any more it is not the product's one, and
 * soon ends. */
typedef struct
{
  gatomicrefcount refs;
  OpProduct *product;        /* (owned): it may be gone from the catalogue before we are done */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *waiting;        /* (owned) (element-type GTask) */
  OpInstalled *installed;    /* (owned) (nullable) */
  GArray *damaged;           /* (owned) (nullable) */
} Run;

static Run *
run_ref (Run *run)
{
  g_atomic_ref_count_inc (&run->refs);

  return run;
}

static void
run_unref (gpointer data)
{
  Run *run = data;

  if (!g_atomic_ref_count_dec (&run->refs))
    return;

  g_object_unref (run->product);
  g_object_unref (run->cancellable);
  g_ptr_array_unref (run->waiting);
  g_clear_pointer (&run->installed, op_installed_free);
  g_clear_pointer (&run->damaged, g_array_unref);
  g_free (run);
}

static GStrv
name_damaged (const Run *run)
{
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new ();
  OpTreeIndex *index = op_installed_find (run->installed, run->installed->current);
  OpIndexedFile file;

  for (unsigned i = 0; i < run->damaged->len; i++)
    {
      op_tree_index_get_file (index, g_array_index (run->damaged, guint, i), &file);
      g_strv_builder_add (paths, file.path);
    }

  return g_strv_builder_end (paths);
}

/* Both refer to each other until this. */
static void
stop_listening (GTask *task)
{
  gulong *cancelled_id = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), *cancelled_id);
  *cancelled_id = 0;
}

static void
record (const Run *run)
{
  g_autofree char *version = op_tree_name_get_version (run->installed->current, NULL);
  OpAuditVerification done = {
    .product = op_product_get_config (run->product)->id,
    .version = version,
    .n_damaged = run->damaged->len,
  };

  op_audit_log_add (op_product_get_audit (run->product), op_audit_verified (&done));
}

/* Everybody gets the same answer. Takes the reference @run. */
static void
answer (Run *run, const GError *error)
{
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&run->waiting);

  run->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  if (g_object_get_data (G_OBJECT (run->product), RUN_KEY) == run)
    g_object_set_data (G_OBJECT (run->product), RUN_KEY, NULL);

  if (error == NULL)
    record (run);

  for (unsigned i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      stop_listening (task);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_pointer (task, name_damaged (run), (GDestroyNotify) g_strfreev);
    }
  run_unref (run);
}

/* In a thread: writes an index. */
static void
remember_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  OpTreeIndex *index = op_installed_find (run->installed, run->installed->current);
  GError *error = NULL;

  for (unsigned i = 0; i < run->damaged->len; i++)
    op_tree_index_mark_damaged (index, g_array_index (run->damaged, guint, i));

  if (op_version_index_save (run->installed->state_fd, run->installed->current, index, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remember_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_prefix_error (&error, "What is damaged could not be kept: ");
  answer (user_data, error);
}

static void
verify_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GTask) task = NULL;

  run->damaged = op_tree_verify_finish (result, &error);
  if (run->damaged == NULL || run->damaged->len == 0)
    {
      answer (run, error);
      return;
    }

  task = g_task_new (NULL, NULL, remember_cb, run);
  g_task_set_task_data (task, run_ref (run), run_unref);
  g_task_run_in_thread (task, remember_in_thread);
}

/* In a thread: reads indexes. */
static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  g_autofree char *root = g_strdup (g_object_get_data (G_OBJECT (task), "root"));
  g_autofree char *state = g_strdup (g_object_get_data (G_OBJECT (task), "state"));
  GError *error = NULL;

  run->installed = op_installed_read_current (root, state, &error);
  if (run->installed != NULL && run->installed->current == NULL)
    g_set_error (&error, OP_ERROR, OP_ERROR_NOT_FOUND, "Nothing is installed in %s yet", root);
  else if (run->installed != NULL &&
           op_installed_find (run->installed, run->installed->current) == NULL)
    g_set_error (&error,
                 OP_ERROR,
                 OP_ERROR_RECORD,
                 "The record of what version %s consists of is lost; Download makes a new tree",
                 run->installed->current);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  const char *current;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      answer (run, error);
      return;
    }

  current = run->installed->current;
  op_tree_verify_async (run->installed->root_fd,
                        current,
                        op_installed_find (run->installed, current),
                        run->cancellable,
                        verify_cb,
                        run);
}

static Run *
start (OpProduct *product)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr(GTask) task = g_task_new (product, NULL, read_cb, run);

  g_atomic_ref_count_init (&run->refs);
  run->product = g_object_ref (product);
  run->cancellable = g_cancellable_new ();
  run->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_data_full (G_OBJECT (product), RUN_KEY, run_ref (run), run_unref);

  g_task_set_task_data (task, run_ref (run), run_unref);
  g_object_set_data_full (
      G_OBJECT (task), "root", g_strdup (op_product_get_config (product)->install_root), g_free);
  g_object_set_data_full (
      G_OBJECT (task), "state", g_strdup (op_product_get_state_path (product)), g_free);
  g_task_run_in_thread (task, read_in_thread);

  return run;
}

/* One of those who wait has left; the last one takes the run along. */
static gboolean
leave (gpointer user_data)
{
  GTask *task = user_data;
  OpProduct *product = g_task_get_source_object (task);
  Run *run = g_object_get_data (G_OBJECT (product), RUN_KEY);

  if (run == NULL || !g_ptr_array_remove_fast (run->waiting, task))
    return G_SOURCE_REMOVE;

  stop_listening (task);
  g_task_return_error_if_cancelled (task);
  if (run->waiting->len == 0)
    {
      g_cancellable_cancel (run->cancellable);
      g_object_set_data (G_OBJECT (product), RUN_KEY, NULL);
    }

  return G_SOURCE_REMOVE;
}

/* May run in any thread. So it only leaves a note. */
static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr(GSource) note = g_idle_source_new ();

  g_source_set_callback (note, leave, g_object_ref (task), g_object_unref);
  g_source_attach (note, g_task_get_context (task));
}

void
op_product_verify_async (OpProduct *product,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (product, cancellable, callback, user_data);
  Run *run = g_object_get_data (G_OBJECT (product), RUN_KEY);
  gulong *cancelled_id = g_new0 (gulong, 1);

  g_task_set_source_tag (task, op_product_verify_async);
  g_task_set_task_data (task, cancelled_id, g_free);
  if (run == NULL)
    run = start (product);
  g_ptr_array_add (run->waiting, g_object_ref (task));
  if (cancellable != NULL)
    *cancelled_id = g_cancellable_connect (
        cancellable, G_CALLBACK (on_cancelled), g_object_ref (task), g_object_unref);
}

GStrv
op_product_verify_finish (OpProduct *product, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
