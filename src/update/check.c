/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/check.h"

#include "base/error.h"
#include "update/release.h"

#define ANSWER_KEY "op-check-answer"
#define MAX_AGE_USEC (60 * G_USEC_PER_SEC)

void
op_check_result_free (OpCheckResult *self)
{
  g_free (self->version);
  g_free (self);
}

/* The last answer of a product, and what the question was. */
typedef struct
{
  char *version;           /* (owned) (nullable): that was asked for */
  gint64 time_usec;        /* monotonic */
  OpProductConfig *config; /* (owned): that it was asked with */
  char *installed;         /* (owned) */
  OpCheckResult *result;   /* (owned) */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->version);
  g_free (answer->installed);
  op_product_config_unref (answer->config);
  op_check_result_free (answer->result);
  g_free (answer);
}

static OpCheckResult *
copy_result (const OpCheckResult *result)
{
  OpCheckResult *copy = g_new0 (OpCheckResult, 1);

  *copy = *result;
  copy->version = g_strdup (result->version);

  return copy;
}

static void
keep_answer (OpProduct *product, const char *version, const OpCheckResult *result)
{
  Answer *answer = g_new0 (Answer, 1);
  OpProductView view;

  op_product_get_view (product, &view);
  answer->version = g_strdup (version);
  answer->time_usec = g_get_monotonic_time ();
  answer->config = op_product_config_ref (op_product_get_config (product));
  answer->installed = g_strdup (view.installed);
  answer->result = copy_result (result);
  g_object_set_data_full (G_OBJECT (product), ANSWER_KEY, answer, answer_free);
}

/* (nullable) */
static const OpCheckResult *
find_answer (OpProduct *product, const char *version, gint64 max_age_usec)
{
  const Answer *answer = g_object_get_data (G_OBJECT (product), ANSWER_KEY);
  OpProductView view;

  op_product_get_view (product, &view);
  if (answer == NULL || g_get_monotonic_time () - answer->time_usec >= max_age_usec ||
      answer->config != op_product_get_config (product) ||
      g_strcmp0 (answer->version, version) != 0 || !g_str_equal (answer->installed, view.installed))
    return NULL;

  return answer->result;
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
  OpCheckResult *check;

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
  check = make_result (release);
  keep_answer (product, g_task_get_task_data (task), check);
  g_task_return_pointer (task, check, (GDestroyNotify) op_check_result_free);
}

gint64
op_check_max_age_usec (guint32 uid)
{
  return uid == 0 ? 0 : MAX_AGE_USEC;
}

void
op_product_check_async (OpProduct *product,
                        const OpDownloadParameters *parameters,
                        gint64 max_age_usec,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (product, cancellable, callback, user_data);
  g_autoptr(OpFinder) finder = NULL;
  OpProductConfig *config = op_product_get_config (product);
  const OpCheckResult *known;
  GError *error = NULL;

  g_task_set_source_tag (task, op_product_check_async);
  if (!op_product_check_download (product, parameters, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  known = find_answer (product, parameters->update_to_version, max_age_usec);
  if (known != NULL)
    {
      g_task_return_pointer (task, copy_result (known), (GDestroyNotify) op_check_result_free);
      return;
    }

  g_task_set_task_data (task, g_strdup (parameters->update_to_version), g_free);
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
