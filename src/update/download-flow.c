/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/download-flow.h"

#include "base/bounds.h"
#include "base/error.h"
#include "rules/wait-reason.h"
#include "transfer/run.h"
#include "update/release.h"
#include "update/stage-sink.h"
#include "update/staging.h"

struct _OpDownload
{
  GObject parent_instance;

  OpSource *source;          /* (owned) */
  OpProductConfig *config;   /* (owned) */
  char *state_path;          /* (owned) */
  char *given_base;          /* (owned) (nullable) */
  char *asked_version;       /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  gboolean paused;

  OpFinder *finder;     /* (owned) (nullable) */
  OpRelease *release;   /* (owned) (nullable) */
  OpStaging *staging;   /* (owned) */
  OpStageSink *sink;    /* (owned) (nullable) */
  OpTransfer *transfer; /* (owned) (nullable): what runs now */
  gulong changed_id;
  OpTransferProgress progress;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OpDownload, op_download, G_TYPE_OBJECT)

static void
on_transfer_changed (OpDownload *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
clear_transfer (OpDownload *self)
{
  if (self->transfer != NULL)
    g_signal_handler_disconnect (self->transfer, self->changed_id);
  g_clear_object (&self->transfer);
}

static void
set_transfer (OpDownload *self, OpTransfer *transfer)
{
  clear_transfer (self);
  self->transfer = g_object_ref (transfer);
  self->changed_id = g_signal_connect_object (
      transfer, "changed", G_CALLBACK (on_transfer_changed), self, G_CONNECT_SWAPPED);
  if (!self->paused)
    op_transfer_resume (transfer);
}

/* In a thread: what a cancelled download has brought goes before anybody is told. */
static void
discard_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpDownload *self = source;
  g_autoptr(GError) error = NULL;

  if (op_staging_discard (self->staging, &error))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The download was cancelled");
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* The one way out of a failure. Takes @owned_task and @owned_error. */
static void
fail (GTask *owned_task, GError *owned_error)
{
  g_autoptr(GTask) task = owned_task;
  OpDownload *self = g_task_get_source_object (task);

  clear_transfer (self);
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_error_free (owned_error);
      g_task_run_in_thread (task, discard_in_thread);
      return;
    }

  g_task_return_error (task, owned_error);
}

/* In a thread: sync, rename, and the record of what is in the tree. */
static void
finish_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpDownload *self = source;
  GError *error = NULL;

  if (op_staging_finish (self->staging, self->release, self->cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
finish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpDownload *self = OP_DOWNLOAD (source);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    fail (g_steal_pointer (&task), error);
  else if (g_cancellable_is_cancelled (self->cancellable))
    fail (g_steal_pointer (&task), g_error_new (OP_ERROR, OP_ERROR_FAILED, "Cancelled"));
  else
    g_task_return_pointer (task,
                           op_download_result_new (self->release, self->progress.bytes_transferred),
                           (GDestroyNotify) op_download_result_free);
}

static void
finish (GTask *owned_task)
{
  OpDownload *self = g_task_get_source_object (owned_task);
  g_autoptr(GTask) task = g_task_new (self, NULL, finish_cb, owned_task);

  g_task_run_in_thread (task, finish_in_thread);
}

static void
transfer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpDownload *self = g_task_get_source_object (task);
  GError *error = NULL;

  op_transfer_get_progress (self->transfer, &self->progress);
  clear_transfer (self);
  on_transfer_changed (self);
  if (op_transfer_run_finish (result, &error))
    finish (g_steal_pointer (&task));
  else
    fail (g_steal_pointer (&task), error);
}

static void
transfer (GTask *owned_task)
{
  OpDownload *self = g_task_get_source_object (owned_task);
  OpTransferPlan plan = { .name = self->config->id };
  g_autoptr(OpTransfer) bodies = NULL;

  op_stage_sink_get_plan (self->sink, &plan);
  bodies = op_source_create (self->source, &plan, OP_SINK (self->sink));
  op_transfer_run_async (bodies, self->cancellable, transfer_cb, owned_task);
  set_transfer (self, bodies);
}

/* It looks at what there is of every file. */
static OpStageSink *
make_sink (OpDownload *self)
{
  OpUrlPlaces places = {
    .list_url = self->release->list_url,
    .given_base = self->given_base,
    .configured_base = self->config->update_base_url,
  };

  return op_stage_sink_new (
      op_staging_get_stage (self->staging), self->release->list, self->release->plan, &places);
}

/* In a thread: links what is installed already, which may be 100,000 files. */
static void
prepare_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpDownload *self = source;
  GError *error = NULL;

  if (!op_staging_prepare (self->staging, self->release, self->cancellable, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  self->sink = make_sink (self);
  g_task_return_boolean (task, TRUE);
}

static void
prepare_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    transfer (task);
  else
    fail (task, error);
}

static void
prepare (GTask *owned_task)
{
  OpDownload *self = g_task_get_source_object (owned_task);
  g_autoptr(GTask) task = g_task_new (self, NULL, prepare_cb, owned_task);

  g_task_run_in_thread (task, prepare_in_thread);
}

static void
find_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpDownload *self = g_task_get_source_object (task);
  gboolean has_nothing_to_do;
  GError *error = NULL;

  clear_transfer (self);
  self->release = op_finder_run_finish (OP_FINDER (source), result, &error);
  if (self->release == NULL)
    {
      fail (g_steal_pointer (&task), error);
      return;
    }

  has_nothing_to_do = self->release->choice == OP_CHOICE_NOTHING || self->release->is_there;
  if (has_nothing_to_do)
    self->progress = (OpTransferProgress){ 0 };
  on_transfer_changed (self);

  if (has_nothing_to_do)
    g_task_return_pointer (task,
                           op_download_result_new (self->release, self->progress.bytes_transferred),
                           (GDestroyNotify) op_download_result_free);
  else
    prepare (g_steal_pointer (&task));
}

void
op_download_run_async (OpDownload *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, op_download_run_async);
  if (!self->config->enabled)
    {
      fail (task,
            g_error_new (OP_ERROR,
                         OP_ERROR_DISABLED,
                         "Updates of %s are disabled; Enabled=yes in its product file, or "
                         "SetOptions, enables them",
                         self->config->title));
      return;
    }

  self->finder =
      op_finder_new (self->source, self->config, self->state_path, self->asked_version, TRUE);
  op_finder_run_async (self->finder, self->cancellable, find_cb, task);
  set_transfer (self, op_finder_get_transfer (self->finder));
}

OpDownloadResult *
op_download_run_finish (OpDownload *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
op_download_discard_async (OpDownload *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_run_in_thread (task, discard_in_thread);
}

/* The thread says that the download was cancelled when all went well. */
gboolean
op_download_discard_finish (OpDownload *self, GAsyncResult *result, GError **error)
{
  g_autoptr(GError) local_error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &local_error) ||
      g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

void
op_download_cancel (OpDownload *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
op_download_set_paused (OpDownload *self, gboolean paused)
{
  self->paused = paused;
  if (self->transfer == NULL)
    return;

  if (paused)
    op_transfer_suspend (self->transfer);
  else
    op_transfer_resume (self->transfer);
}

const OpRelease *
op_download_get_release (OpDownload *self)
{
  return self->release;
}

void
op_download_get_progress (OpDownload *self, OpTransferProgress *out_progress)
{
  /* In this order: the stage is made in a thread, while nothing is transferred. */
  if (self->transfer != NULL && op_staging_get_stage (self->staging) != NULL)
    op_transfer_get_progress (self->transfer, &self->progress);
  *out_progress = self->progress;
}

GPtrArray *
op_download_get_wait_reasons (OpDownload *self)
{
  if (self->transfer == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) op_wait_reason_free);

  return op_transfer_get_wait_reasons (self->transfer);
}

static void
op_download_finalize (GObject *object)
{
  OpDownload *self = OP_DOWNLOAD (object);

  clear_transfer (self);
  g_clear_object (&self->finder);
  g_clear_object (&self->sink);
  g_clear_pointer (&self->staging, op_staging_free);
  g_clear_pointer (&self->release, op_release_free);
  g_clear_object (&self->source);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->config, op_product_config_unref);
  g_free (self->state_path);
  g_free (self->given_base);
  g_free (self->asked_version);

  G_OBJECT_CLASS (op_download_parent_class)->finalize (object);
}

static void
op_download_class_init (OpDownloadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_download_finalize;

  signals[CHANGED] = g_signal_new (
      "changed", OP_TYPE_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
op_download_init (OpDownload *self)
{
  self->cancellable = g_cancellable_new ();
  self->progress.bytes_total = OP_SIZE_UNKNOWN;
}

OpDownload *
op_download_new (OpSource *source,
                 OpProductConfig *config,
                 const char *state_path,
                 const OpDownloadParameters *parameters)
{
  OpDownload *self = g_object_new (OP_TYPE_DOWNLOAD, NULL);

  self->source = g_object_ref (source);
  self->config = op_product_config_ref (config);
  self->state_path = g_strdup (state_path);
  self->staging = op_staging_new (config->install_root, state_path);
  self->given_base = g_strdup (parameters->update_base_url);
  self->asked_version = g_strdup (parameters->update_to_version);

  return self;
}
