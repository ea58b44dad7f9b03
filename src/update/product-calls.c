/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "install/root.h"
#include "install/tree.h"
#include "rules/version.h"
#include "update/apply-flow.h"
#include "update/product-private.h"

gboolean
op_product_check_download (OpProduct *self, const OpDownloadParameters *parameters, GError **error)
{
  if (self->config->problem != NULL)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_INVALID_STATE,
                   "The configuration of %s has an error; correct it first: %s",
                   self->config->id,
                   self->config->problem);
      return FALSE;
    }

  if (parameters->download_source != NULL)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_NOT_SUPPORTED,
                   "downloadsource: sources of other services are not supported yet; leave it and "
                   "contentid out");
      return FALSE;
    }

  if (self->config->trust == OP_TRUST_TUF)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_NOT_SUPPORTED,
                   "Trust=tuf is not supported yet; say Trust=filelist in the product file of %s",
                   self->config->id);
      return FALSE;
    }

  return TRUE;
}

static OpPending *
make_pending (OpProduct *self, OpUpdateEvent call, const char *text, guint32 uid)
{
  OpPending *pending = g_new0 (OpPending, 1);

  pending->call = call;
  pending->parameters = g_strdup (text);
  pending->uid = uid;
  pending->started_usec = op_clock_now_usec (self->clock);

  return pending;
}

gboolean
op_product_check_call (OpProduct *self, OpUpdateEvent call, GError **error)
{
  if (!op_update_state_check (self->status.status, call, error))
    return FALSE;

  if (self->pending != NULL)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_ILLEGAL_METHOD_CALL,
                   "A method was called at an unexpected time: an apply of before the last reboot "
                   "is being finished; try again in a moment");
      return FALSE;
    }

  /* Nothing else keeps the lock when nothing is pending. */
  if (self->lock_fd >= 0)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_ILLEGAL_METHOD_CALL,
                   "A method was called at an unexpected time: %s is being removed; try again when "
                   "Remove has ended",
                   self->config->title);
      return FALSE;
    }

  return TRUE;
}

void
op_product_download_async (OpProduct *self,
                           const char *text,
                           const OpDownloadParameters *parameters,
                           guint32 uid,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  OpPending *pending;
  GError *error = NULL;

  g_task_set_source_tag (task, op_product_download_async);
  if (!op_product_check_call (self, OP_UPDATE_DOWNLOAD, &error) ||
      !op_product_check_download (self, parameters, &error))
    {
      op_product_audit_refused (self, OP_UPDATE_DOWNLOAD, uid, error);
      g_task_return_error (task, error);
      return;
    }

  pending = make_pending (self, OP_UPDATE_DOWNLOAD, text, uid);
  g_free (self->status.content_id);
  self->status.content_id = g_strdup (parameters->content_id != NULL ? parameters->content_id : "");
  self->status.display_level = parameters->display_level;
  self->progress = (OpTransferProgress){ .bytes_total = OP_SIZE_UNKNOWN };
  op_rate_reset (&self->rate);
  op_product_begin (self,
                    pending,
                    op_product_audit_request (self, pending, parameters, FALSE),
                    op_product_start_download,
                    g_steal_pointer (&task));
}

/* A version may have been repaired: its newest tree is the sound one. (nullable) */
static char *
find_tree_of (int root_fd, const char *version)
{
  g_auto(GStrv) names = op_tree_list (root_fd, NULL);
  unsigned newest = 0;
  char *found = NULL;

  for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
      unsigned repair = 0;
      g_autofree char *its_version = op_tree_name_get_version (names[i], &repair);

      if (g_strcmp0 (its_version, version) != 0 || (found != NULL && repair <= newest))
        continue;
      g_free (found);
      found = g_strdup (names[i]);
      newest = repair;
    }

  return found;
}

/* What `current`, `previous` and the target are is part of the request, so that it can be finished
 * or undone by whoever comes after us. */
static gboolean
choose_target (OpProduct *self,
               OpPending *pending,
               const OpApplyParameters *parameters,
               GError **error)
{
  int root_fd = op_install_root_open (self->config->install_root, FALSE, NULL);

  if (root_fd >= 0)
    {
      pending->from = op_tree_get_current (root_fd);
      pending->previous = op_tree_get_previous (root_fd);
    }

  if (pending->call == OP_UPDATE_APPLY && g_strcmp0 (self->kept->staged, pending->from) != 0)
    pending->target = g_strdup (self->kept->staged);
  else if (pending->call == OP_UPDATE_ROLLBACK && parameters->update_to_version == NULL)
    pending->target = g_strdup (pending->previous);
  else if (pending->call == OP_UPDATE_ROLLBACK && root_fd >= 0)
    pending->target = find_tree_of (root_fd, parameters->update_to_version);

  if (root_fd >= 0)
    close (root_fd);

  if (pending->call == OP_UPDATE_ROLLBACK &&
      (pending->target == NULL || g_strcmp0 (pending->target, pending->from) == 0))
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_NOT_FOUND,
                   "There is no %s version of %s on the disk to roll back to",
                   parameters->update_to_version != NULL ? parameters->update_to_version
                                                         : "previous",
                   self->config->title);
      return FALSE;
    }

  return TRUE;
}

void
op_product_apply_async (OpProduct *self,
                        OpUpdateEvent call,
                        const char *text,
                        const OpApplyParameters *parameters,
                        guint32 uid,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr(OpPending) pending = make_pending (self, call, text, uid);
  OpAuditRecord *record;
  GError *error = NULL;

  g_task_set_source_tag (task, op_product_apply_async);
  if (!op_product_check_call (self, call, &error) ||
      !choose_target (self, pending, parameters, &error))
    {
      op_product_audit_refused (self, call, uid, error);
      g_task_return_error (task, error);
      return;
    }

  self->status.display_level = parameters->display_level;
  record = op_product_audit_request (self, pending, NULL, parameters->force_app_shutdown);
  op_product_begin (
      self, g_steal_pointer (&pending), record, op_product_start_apply, g_steal_pointer (&task));
}

gboolean
op_product_begin_finish (OpProduct *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
download_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(OpProduct) self = user_data;
  GError *error = NULL;
  OpDownloadResult *done = op_download_run_finish (OP_DOWNLOAD (source), result, &error);

  op_product_update_progress (self);
  op_product_close_download (self, done, error);
}

static void
on_download_changed (OpProduct *self)
{
  const char *version = op_download_get_version (self->download);

  if (version != NULL && op_version_compare (version, self->installed) > 0 &&
      !g_str_equal (version, self->available))
    op_product_note_available (self, version, self->kept->notes_url, self->kept->urgency);
  op_product_changed (self);
}

/* The request was parsed when it was accepted; it is what it was. But after a restart the product
 * file may be another one. */
void
op_product_start_download (OpProduct *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpDownloadParameters) parameters =
                 op_download_parameters_parse (self->pending->parameters, &error);

  if (parameters == NULL || !op_product_check_download (self, parameters, &error))
    {
      op_product_close_download (self, NULL, g_steal_pointer (&error));
      return;
    }

  self->download = op_download_new (self->source, self->config, self->state_path, parameters);
  g_signal_connect_object (
      self->download, "changed", G_CALLBACK (on_download_changed), self, G_CONNECT_SWAPPED);
  op_download_set_paused (self->download, self->pending->paused);
  op_download_run_async (self->download, download_cb, g_object_ref (self));
  if (self->status.status == OP_STATUS_DOWNLOAD_CANCELLING)
    op_download_cancel (self->download);
  op_product_update_progress (self);
}

static void
apply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(OpProduct) self = user_data;
  GError *error = NULL;

  if (!op_apply_finish (result, &error))
    g_debug ("%s: %s", self->config->id, error->message);
  op_product_close_apply (self, error);
}

void
op_product_start_apply (OpProduct *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpApplyParameters) parameters =
                 op_rollback_parameters_parse (self->pending->parameters, &error);
  OpApplyRequest request = {
    .target = self->pending->target,
    .from = self->pending->from,
    .previous = self->pending->previous,
    .force = parameters != NULL && parameters->force_app_shutdown,
    .confinement = self->confinement,
    .switched = self->switched,
  };

  /* Nothing is staged: there is nothing to do, and it has succeeded. */
  if (request.target == NULL || parameters == NULL)
    {
      op_product_close_apply (self, g_steal_pointer (&error));
      return;
    }

  self->switched = FALSE;
  op_apply_async (self->config, &request, apply_cb, g_object_ref (self));
}

gboolean
op_product_cancel (OpProduct *self, GError **error)
{
  if (!op_update_state_check (self->status.status, OP_UPDATE_CANCEL, error))
    return FALSE;

  op_product_fire (self, OP_UPDATE_CANCEL, NULL);
  if (self->download != NULL)
    op_download_cancel (self->download);

  return TRUE;
}
