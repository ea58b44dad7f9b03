/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/release.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "content/languages.h"
#include "install/inspect.h"
#include "install/tree.h"
#include "rules/url.h"
#include "rules/version.h"
#include "transfer/run.h"
#include "update/list-fetch.h"

struct _OpFinder
{
  GObject parent_instance;

  OpProductConfig *config; /* (owned) */
  char *state_path;        /* (owned) */
  char *asked_version;     /* (owned) (nullable) */
  char *list_url;          /* (owned) */
  gboolean create_root;
  OpListFetch *fetch; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OpFinder, op_finder, G_TYPE_OBJECT)

void
op_release_free (OpRelease *self)
{
  g_free (self->list_url);
  g_free (self->tree_name);
  g_clear_pointer (&self->plan, op_plan_free);
  g_clear_pointer (&self->list, op_file_list_free);
  g_clear_pointer (&self->installed, op_installed_free);
  g_free (self);
}

static GArray *
get_lcids (const OpProductConfig *config)
{
  GArray *lcids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (size_t i = 0; config->languages[i] != NULL; i++)
    {
      guint32 lcid = op_language_get_lcid (config->languages[i]);

      if (lcid != 0)
        g_array_append_val (lcids, lcid);
    }

  return lcids;
}

static OpFileList *
parse_list (OpFinder *self, GBytes *text, GError **error)
{
  g_autoptr(GArray) lcids = get_lcids (self->config);
  OpListRules rules = {
    .lcids = (const guint32 *) lcids->data,
    .n_lcids = lcids->len,
    .product = self->config->id,
  };
  g_autofree char *shown = op_url_redact (self->list_url);
  size_t n_bytes;
  const char *data = g_bytes_get_data (text, &n_bytes);
  OpFileList *list = op_file_list_parse (data != NULL ? data : "", n_bytes, &rules, error);

  if (list == NULL)
    g_prefix_error (error, "%s: ", shown);

  return list;
}

/* What no code of ours can check yet must not be installed unchecked. */
static gboolean
check_hash (const OpListedFile *file, GError **error)
{
  if (file->hash_location == NULL || file->has_sha256)
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_NOT_SUPPORTED,
               "File ‘%s’: hashLocation is not supported yet; give its hash in the list",
               file->path);

  return FALSE;
}

/* Most are plain to see; only the others are taken apart, so that a list is refused before anything
 * is made of it. */
static gboolean
check_place (OpFinder *self, const OpListedFile *file, const char *url, GError **error)
{
  OpUrlPlaces places = { .list_url = self->list_url };
  g_autofree char *whole = NULL;

  if (url == NULL || g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://") ||
      strchr (url, ':') == NULL)
    return TRUE;

  whole = op_url_of_file (&places, file->path, url, error);
  if (whole == NULL)
    g_prefix_error (error, "File ‘%s’: ", file->path);

  return whole != NULL;
}

static gboolean
check_files (OpFinder *self, OpFileList *list, GError **error)
{
  OpListedFile file;

  for (unsigned i = 0; i < op_file_list_get_n_files (list); i++)
    {
      op_file_list_get_file (list, i, &file);
      if (!check_hash (&file, error) || !check_place (self, &file, file.url, error))
        return FALSE;

      for (size_t k = 0; file.urls != NULL && file.urls[k] != NULL; k++)
        {
          if (!check_place (self, &file, file.urls[k], error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
is_sound (OpRelease *release, const char *tree_name)
{
  OpTreeIndex *index = op_installed_find (release->installed, tree_name);

  return index != NULL && op_plan_is_installed (release->list, index) &&
         op_tree_is_untouched (release->installed->root_fd, tree_name, index);
}

static gboolean
choose (OpFinder *self, OpRelease *release, GError **error)
{
  const char *current = release->installed->current;
  OpTreeIndex *index = current != NULL ? op_installed_find (release->installed, current) : NULL;
  g_autofree char *installed = op_tree_name_get_version (current, NULL);
  OpOffer offer = {
    .version = op_file_list_get_version (release->list),
    .release = op_file_list_get_release (release->list),
    .asked_version = self->asked_version,
    .pinned_version = self->config->pinned_version,
    .installed_version = installed,
    .installed_release = index != NULL ? op_tree_index_get_release (index) : 0,
  };

  /* Every file has to be looked at for this: only when it matters. */
  if (installed != NULL && op_version_compare (installed, offer.version) == 0)
    offer.installed_is_sound = is_sound (release, current);

  return op_offer_choose (&offer, &release->choice, error);
}

/* A tree that is there and sound is taken as it is; one that is there and is not is left alone,
 * and the next number is made. */
static void
choose_tree (OpRelease *release)
{
  const char *version = op_file_list_get_version (release->list);

  for (unsigned repair = 0;; repair++)
    {
      g_autofree char *name = op_tree_name (version, repair);
      gboolean exists =
          release->installed->root_fd >= 0 && op_tree_exists (release->installed->root_fd, name);

      if (exists && !is_sound (release, name))
        continue;

      release->is_there = exists;
      release->tree_name = g_steal_pointer (&name);
      return;
    }
}

static void
make_plan (OpRelease *release)
{
  OpInstalled *installed = release->installed;
  g_autofree OpTreeIndex **indexes = g_new0 (OpTreeIndex *, installed->n_trees + 1);

  for (size_t i = 0; i < installed->n_trees; i++)
    indexes[i] = installed->trees[i].index;

  release->plan = op_plan_make (release->list, indexes, installed->n_trees);
}

/* In a thread: reads a list of up to 64 MiB and as many indexes as there are trees. */
static OpRelease *
judge (OpFinder *self, GBytes *text, GError **error)
{
  g_autoptr(OpRelease) release = g_new0 (OpRelease, 1);

  release->list_url = g_strdup (self->list_url);
  release->list = parse_list (self, text, error);
  if (release->list == NULL || !check_files (self, release->list, error))
    return NULL;

  release->installed =
      op_installed_read (self->config->install_root, self->state_path, self->create_root, error);
  if (release->installed == NULL || !choose (self, release, error))
    return NULL;

  if (release->choice == OP_CHOICE_NOTHING)
    return g_steal_pointer (&release);

  choose_tree (release);
  make_plan (release);

  /* The same files under a higher number of release: there is nothing to switch to. */
  if (g_strcmp0 (release->tree_name, release->installed->current) == 0)
    {
      release->choice = OP_CHOICE_NOTHING;
      g_clear_pointer (&release->tree_name, g_free);
      g_clear_pointer (&release->plan, op_plan_free);
    }

  return g_steal_pointer (&release);
}

static void
judge_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  OpRelease *release = judge (source, data, &error);

  if (release != NULL)
    g_task_return_pointer (task, release, (GDestroyNotify) op_release_free);
  else
    g_task_return_error (task, error);
}

static void
fetch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpFinder *self = g_task_get_source_object (task);
  g_autoptr(GBytes) text = NULL;
  GError *error = NULL;

  if (op_transfer_run_finish (result, &error))
    text = op_list_fetch_get_text (self->fetch, &error);
  if (text == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&text), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, judge_in_thread);
}

void
op_finder_run_async (OpFinder *self,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, op_finder_run_async);
  op_transfer_run_async (op_list_fetch_get_transfer (self->fetch), cancellable, fetch_cb, task);
}

OpRelease *
op_finder_run_finish (OpFinder *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
op_finder_finalize (GObject *object)
{
  OpFinder *self = OP_FINDER (object);

  g_clear_pointer (&self->fetch, op_list_fetch_free);
  g_clear_pointer (&self->config, op_product_config_unref);
  g_free (self->state_path);
  g_free (self->asked_version);
  g_free (self->list_url);

  G_OBJECT_CLASS (op_finder_parent_class)->finalize (object);
}

static void
op_finder_class_init (OpFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_finder_finalize;
}

static void
op_finder_init (OpFinder *self)
{
}

OpFinder *
op_finder_new (OpSource *source,
               OpProductConfig *config,
               const char *state_path,
               const char *asked_version,
               gboolean create_root)
{
  OpFinder *self = g_object_new (OP_TYPE_FINDER, NULL);

  self->config = op_product_config_ref (config);
  self->state_path = g_strdup (state_path);
  self->asked_version = g_strdup (asked_version);
  self->create_root = create_root;
  self->list_url = op_product_config_get_list_url (
      config, asked_version != NULL ? asked_version : config->pinned_version);
  self->fetch = op_list_fetch_new (source, self->list_url, state_path, OP_MAX_LIST_BYTES);

  return self;
}

OpTransfer *
op_finder_get_transfer (OpFinder *self)
{
  return op_list_fetch_get_transfer (self->fetch);
}
