/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/staging.h"

#include "install/tree.h"

struct _OpStaging
{
  char *root_path;  /* (owned) */
  char *state_path; /* (owned) */
  OpStage *stage;   /* (owned) (nullable) */
  char *made_tree;  /* (owned) (nullable): it may be complete on the disk */
};

OpStaging *
op_staging_new (const char *root_path, const char *state_path)
{
  OpStaging *self = g_new0 (OpStaging, 1);

  self->root_path = g_strdup (root_path);
  self->state_path = g_strdup (state_path);

  return self;
}

void
op_staging_free (OpStaging *self)
{
  g_clear_pointer (&self->stage, op_stage_free);
  g_free (self->root_path);
  g_free (self->state_path);
  g_free (self->made_tree);
  g_free (self);
}

OpStage *
op_staging_get_stage (OpStaging *self)
{
  return self->stage;
}

/* Parts of another version that never was finished are of no use any more. */
static gboolean
sweep_other_parts (OpRelease *release, GError **error)
{
  int root_fd = release->installed->root_fd;
  g_auto(GStrv) trees = op_tree_list (root_fd, error);

  return trees != NULL &&
         op_tree_sweep (root_fd, (const char *const *) trees, release->tree_name, error);
}

gboolean
op_staging_prepare (OpStaging *self, OpRelease *release, GCancellable *cancellable, GError **error)
{
  OpInstalled *installed = release->installed;

  if (!sweep_other_parts (release, error))
    return FALSE;

  self->stage = op_stage_new (installed->root_fd, installed->state_fd, release->tree_name, error);

  return self->stage != NULL && op_stage_prepare (self->stage,
                                                  release->list,
                                                  release->plan,
                                                  installed->trees,
                                                  installed->n_trees,
                                                  cancellable,
                                                  error);
}

gboolean
op_staging_finish (OpStaging *self, OpRelease *release, GCancellable *cancellable, GError **error)
{
  g_autoptr(OpTreeIndex) index = NULL;

  self->made_tree =
      g_strdup (release->tree_name); /* what fails last may have made it all the same */
  index = op_stage_finish (self->stage, cancellable, error);

  return index != NULL;
}

/* All complete trees but the one that this download has made. */
static GStrv
list_others (OpStaging *self, int root_fd, GError **error)
{
  g_auto(GStrv) names = op_tree_list (root_fd, error);
  g_autoptr(GStrvBuilder) others = g_strv_builder_new ();

  for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
      if (g_strcmp0 (names[i], self->made_tree) != 0)
        g_strv_builder_add (others, names[i]);
    }

  return names != NULL ? g_strv_builder_end (others) : NULL;
}

gboolean
op_staging_discard (OpStaging *self, GError **error)
{
  g_autoptr(OpInstalled) installed =
                 op_installed_read_current (self->root_path, self->state_path, error);
  g_auto(GStrv) others = NULL;

  if (installed == NULL || (self->stage != NULL && !op_stage_discard (self->stage, error)))
    return FALSE;
  if (installed->root_fd < 0)
    return TRUE;

  others = list_others (self, installed->root_fd, error);

  return others != NULL &&
         op_tree_sweep (installed->root_fd, (const char *const *) others, NULL, error);
}
