/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/check.h"

#include "base/error.h"
#include "update/release.h"

void
op_check_result_free (OpCheckResult *self)
{
  g_free (self->version);
  g_free (self);
}

static OpCheckResult *
make_result (const OpRelease *release)
{
  OpCheckResult *result = g_new0 (OpCheckResult, 1);

  result->available = release->choice != OP_CHOICE_NOTHING;
  result->version = g_strdup (result->available ? op_file_list_get_version (release->list) : "");
  if (result->available)
    {
      result->download_bytes = release->is_there ? 0 : release->plan->fetch_bytes;
      result->unpacked_bytes = release->plan->total_bytes;
    }

  return result;
}

static void
find_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpProduct *product = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(OpRelease) release = op_finder_run_finish (OP_FINDER (source), result, &error);

  if (release == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  op_product_note_available (
      product,
      release->choice == OP_CHOICE_TAKE ? op_file_list_get_version (release->list) : NULL,
      op_file_list_get_notes_url (release->list),
      op_file_list_get_urgency (release->list));
  g_task_return_pointer (task, make_result (release), (GDestroyNotify) op_check_result_free);
}

void
op_product_check_async (OpProduct *product,
                        const OpDownloadParameters *parameters,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (product, cancellable, callback, user_data);
  g_autoptr(OpFinder) finder = NULL;
  OpProductConfig *config = op_product_get_config (product);
  GError *error = NULL;

  g_task_set_source_tag (task, op_product_check_async);
  if (!op_product_check_download (product, parameters, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  finder = op_finder_new (op_product_get_source (product),
                          config,
                          op_product_get_state_path (product),
                          parameters->update_to_version,
                          FALSE);
  op_finder_run_async (finder, cancellable, find_cb, g_steal_pointer (&task));
  op_transfer_resume (op_finder_get_transfer (finder));
}

OpCheckResult *
op_product_check_finish (OpProduct *product, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
