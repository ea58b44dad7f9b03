/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/deployment-data.h"

#include <stdlib.h>

#include "base/error.h"
#include "install/processes.h"
#include "install/root.h"
#include "update/history.h"
#include "update/installed.h"
#include "update/json-file.h"

/* What was asked, and what the main thread knows; a copy, for a thread. */
typedef struct
{
  OpDataType type;
  char *name; /* (owned) */
  const char *(*error_name) (int code);
  OpProductConfig *config; /* (owned) */
  char *state_path;        /* (owned) */
  char *installed;         /* (owned) */
  char *staged;            /* (owned) */
  char *previous;          /* (owned) */
} Query;

static void
query_free (Query *query)
{
  g_free (query->name);
  op_product_config_unref (query->config);
  g_free (query->state_path);
  g_free (query->installed);
  g_free (query->staged);
  g_free (query->previous);
  g_free (query);
}

static char *
to_text (json_t *owned_value)
{
  char *json = json_dumps (owned_value, JSON_COMPACT);
  char *text = g_strdup (json);

  free (json);
  json_decref (owned_value);

  return text;
}

/* Those that are a string by themselves. */
static char *
get_string (const Query *query, OpDataType type)
{
  const OpProductConfig *config = query->config;

  switch (type)
    {
    case OP_DATA_INSTALLED:
      return g_strdup (query->installed);

    case OP_DATA_STAGED:
      return g_strdup (query->staged);

    case OP_DATA_PREVIOUS:
      return g_strdup (query->previous);

    case OP_DATA_CHANNEL:
      return g_strdup (config->channel);

    case OP_DATA_BASE_URL:
      return g_strdup (config->update_base_url != NULL ? config->update_base_url : "");

    case OP_DATA_ARCHITECTURE:
      return g_strdup (config->architecture);

    case OP_DATA_LANGUAGES:
      return g_strjoinv (",", config->languages);

    case OP_DATA_INSTALL_ROOT:
      return g_strdup (config->install_root);

    case OP_DATA_TRUST:
      return g_strdup (op_trust_nick (config->trust));

    case OP_DATA_ALL:
    case OP_DATA_HISTORY:
    case OP_DATA_FILE:
      break;
    }

  return NULL;
}

static json_t *
get_all (const Query *query)
{
  static const char *const keys[OP_N_DATA_TYPES] = {
    [OP_DATA_INSTALLED] = "installedVersion",
    [OP_DATA_STAGED] = "stagedVersion",
    [OP_DATA_PREVIOUS] = "previousVersion",
    [OP_DATA_CHANNEL] = "channel",
    [OP_DATA_BASE_URL] = "updateBaseUrl",
    [OP_DATA_ARCHITECTURE] = "architecture",
    [OP_DATA_LANGUAGES] = "languages",
    [OP_DATA_INSTALL_ROOT] = "installRoot",
    [OP_DATA_TRUST] = "trust",
  };
  json_t *object = json_object ();

  for (OpDataType type = 0; type < OP_N_DATA_TYPES; type++)
    {
      g_autofree char *value = get_string (query, type);

      if (value != NULL)
        op_json_set_string (object, keys[type], value);
    }
  json_object_set_new (
      object, "history", op_history_load (query->state_path, NULL, query->error_name));

  return object;
}

static char *
get_file (const Query *query, GError **error)
{
  g_autoptr(OpInstalled) installed =
                 op_installed_read_current (query->config->install_root, query->state_path, error);
  OpTreeIndex *index;
  OpIndexedFile file;
  unsigned at;
  json_t *object;

  if (installed == NULL)
    return NULL;

  index = installed->current != NULL ? op_installed_find (installed, installed->current) : NULL;
  if (index == NULL || !op_tree_index_find_path (index, query->name, &at))
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_NOT_FOUND, "There is no installed file ‘%s’", query->name);
      return NULL;
    }

  op_tree_index_get_file (index, at, &file);
  object = json_object ();
  op_json_set_string (object, "name", file.path);
  if (file.link != NULL)
    op_json_set_string (object, "link", file.link);
  else
    {
      g_autofree char *hash = op_sha256_to_hex (&file.sha256);

      op_json_set_string (object, "hash", hash);
      op_json_set_string (object, "hashAlgorithm", "Sha256");
      json_object_set_new (object, "size", json_integer (file.size));
    }

  return to_text (object);
}

static void
query_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Query *query = data;
  GError *error = NULL;
  char *text = NULL;

  if (query->type == OP_DATA_ALL)
    text = to_text (get_all (query));
  else if (query->type == OP_DATA_HISTORY)
    text = to_text (op_history_load (
        query->state_path, *query->name != '\0' ? query->name : NULL, query->error_name));
  else if (query->type == OP_DATA_FILE)
    text = get_file (query, &error);
  else
    text = get_string (query, query->type);

  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

void
op_product_get_data_async (OpProduct *product,
                           int type,
                           const char *name,
                           const char *(*error_name) (int code),
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (product, NULL, callback, user_data);
  OpProductView view;
  Query *query;

  if (type < 0 || type >= OP_N_DATA_TYPES)
    {
      g_task_return_new_error (task,
                               OP_ERROR,
                               OP_ERROR_INVALID_ARGS,
                               "data_type: %d is not known; there are 0 to %d",
                               type,
                               OP_N_DATA_TYPES - 1);
      return;
    }

  op_product_get_view (product, &view);
  query = g_new0 (Query, 1);
  query->type = type;
  query->name = g_strdup (name);
  query->error_name = error_name;
  query->config = op_product_config_ref (op_product_get_config (product));
  query->state_path = g_strdup (op_product_get_state_path (product));
  query->installed = g_strdup (view.installed);
  query->staged = g_strdup (view.staged);
  query->previous = g_strdup (view.previous);
  g_task_set_task_data (task, query, (GDestroyNotify) query_free);
  g_task_run_in_thread (task, query_in_thread);
}

char *
op_product_get_data_finish (OpProduct *product, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
find_blocking_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpProductConfig *config = data;

  g_task_return_pointer (task,
                         op_processes_find ((const char *const *) config->blocking_paths, NULL),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
find_old_users_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OpProductConfig *config = data;
  g_autofree char *versions = g_build_filename (config->install_root, OP_VERSIONS_DIR, NULL);
  g_autofree char *current = g_build_filename (config->install_root, "current", NULL);
  const char *below[] = { versions, NULL };

  g_task_return_pointer (
      task, op_processes_find (below, current), (GDestroyNotify) g_ptr_array_unref);
}

static void
find (OpProduct *product, GTaskThreadFunc func, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (product, NULL, callback, user_data);

  g_task_set_task_data (task,
                        op_product_config_ref (op_product_get_config (product)),
                        (GDestroyNotify) op_product_config_unref);
  g_task_run_in_thread (task, func);
}

void
op_product_find_blocking_async (OpProduct *product,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  find (product, find_blocking_in_thread, callback, user_data);
}

void
op_product_find_old_users_async (OpProduct *product,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  find (product, find_old_users_in_thread, callback, user_data);
}

GPtrArray *
op_product_find_finish (OpProduct *product, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
