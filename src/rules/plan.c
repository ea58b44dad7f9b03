/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/plan.h"

#include <string.h>

#include "base/bounds.h"

/* A content that no tree has, and a file that asks for it. */
typedef struct
{
  OpSha256 sha256;
  guint64 size;
  unsigned index;
} Wanted;

static int
compare_contents (const Wanted *a, const Wanted *b)
{
  int order = memcmp (&a->sha256, &b->sha256, sizeof a->sha256);

  return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static int
compare_wanted (gconstpointer a, gconstpointer b)
{
  const Wanted *wanted_a = a;
  const Wanted *wanted_b = b;
  int order = compare_contents (wanted_a, wanted_b);

  return order != 0 ? order
                    : (wanted_a->index > wanted_b->index) - (wanted_a->index < wanted_b->index);
}

static gboolean
find_in_trees (const OpListedFile *file,
               OpTreeIndex *const *trees,
               size_t n_trees,
               OpPlanStep *out_step)
{
  for (size_t i = 0; i < n_trees; i++)
    {
      unsigned index;

      if (op_tree_index_find_content (trees[i], &file->sha256, file->size, &index))
        {
          *out_step = (OpPlanStep){ .action = OP_PLAN_REUSE, .tree = i, .index = index };
          return TRUE;
        }
    }

  return FALSE;
}

/* Of the files that ask for the same content, the first is fetched. By sorting, not with a
 * hash table: whoever writes the list chooses the hashes, and could make them collide. */
static void
share_wanted (OpPlan *self, GArray *wanted)
{
  const Wanted *first = NULL;

  g_array_sort (wanted, compare_wanted);

  for (unsigned i = 0; i < wanted->len; i++)
    {
      const Wanted *next = &g_array_index (wanted, Wanted, i);

      if (first == NULL || compare_contents (first, next) != 0)
        first = next;
      else
        self->steps[next->index] = (OpPlanStep){ .action = OP_PLAN_SAME, .index = first->index };
    }
}

/* Unknown sizes count nothing; a sum that nobody could hold stays at the largest number. */
static void
add_size (guint64 *sum, guint64 size)
{
  if (size != OP_SIZE_UNKNOWN && !g_uint64_checked_add (sum, *sum, size))
    *sum = G_MAXUINT64;
}

static void
add_up (OpPlan *self, OpFileList *list)
{
  for (unsigned i = 0; i < self->n_steps; i++)
    {
      OpListedFile file;

      op_file_list_get_file (list, i, &file);
      if (file.link != NULL)
        continue;

      add_size (&self->total_bytes, file.size);
      if (self->steps[i].action == OP_PLAN_FETCH)
        {
          self->n_fetch++;
          add_size (&self->fetch_bytes, file.size);
        }
    }
}

/**
 * op_plan_make:
 *
 * A file without a hash can be compared with nothing, so it is fetched.
 */
OpPlan *
op_plan_make (OpFileList *list, OpTreeIndex *const *trees, size_t n_trees)
{
  g_autoptr(GArray) wanted = g_array_new (FALSE, FALSE, sizeof (Wanted));
  OpPlan *self = g_new0 (OpPlan, 1);

  self->n_steps = op_file_list_get_n_files (list);
  self->steps = g_new0 (OpPlanStep, self->n_steps);

  for (unsigned i = 0; i < self->n_steps; i++)
    {
      OpPlanStep *step = &self->steps[i];
      OpListedFile file;

      op_file_list_get_file (list, i, &file);
      step->action = file.link != NULL ? OP_PLAN_LINK : OP_PLAN_FETCH;
      if (file.link != NULL || !file.has_sha256)
        continue;

      if (!find_in_trees (&file, trees, n_trees, step))
        {
          const Wanted one = { .sha256 = file.sha256, .size = file.size, .index = i };

          g_array_append_val (wanted, one);
        }
    }

  share_wanted (self, wanted);
  add_up (self, list);

  return self;
}

void
op_plan_free (OpPlan *self)
{
  g_free (self->steps);
  g_free (self);
}

static gboolean
is_installed (const OpListedFile *listed, OpTreeIndex *index)
{
  OpIndexedFile installed;
  unsigned i;

  if (!op_tree_index_find_path (index, listed->path, &i))
    return FALSE;

  op_tree_index_get_file (index, i, &installed);
  if (installed.damaged)
    return FALSE;

  if (listed->link != NULL || installed.link != NULL)
    return g_strcmp0 (listed->link, installed.link) == 0;

  return listed->has_sha256 && op_sha256_equal (&listed->sha256, &installed.sha256) &&
         (listed->size == OP_SIZE_UNKNOWN || listed->size == installed.size) &&
         listed->mode == installed.mode;
}

/**
 * op_plan_is_installed:
 *
 * A list that names no hash for a file cannot say what it asks for, so it is never
 * installed. No path is twice in a list or an index: the same number of files, each of the
 * list in the index, is the same set.
 */
gboolean
op_plan_is_installed (OpFileList *list, OpTreeIndex *index)
{
  unsigned n_files = op_file_list_get_n_files (list);

  if (n_files != op_tree_index_get_n_files (index))
    return FALSE;

  for (unsigned i = 0; i < n_files; i++)
    {
      OpListedFile file;

      op_file_list_get_file (list, i, &file);
      if (!is_installed (&file, index))
        return FALSE;
    }

  return TRUE;
}
