/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/tree-index.h"

#include <string.h>

#include "base/bounds.h"

/* 100,000 of them are held in memory at once, so they are packed and sorted by number
 * instead of hashed. */
typedef struct
{
  const char *path; /* in strings */
  const char *link; /* in strings (nullable) */
  OpSha256 sha256;
  guint64 size;
  guint64 inode;
  gint64 mtime_nsec;
  guint16 mode;
  guint16 damaged;
} Entry;

struct _OpTreeIndex
{
  char *version; /* (owned) */
  guint64 release;
  GStringChunk *strings; /* (owned) */
  GArray *entries;       /* (owned) (element-type Entry) */
  GArray *by_content;    /* (owned) (nullable) (element-type guint32): made when asked for */
  GArray *by_path;       /* (owned) (nullable) (element-type guint32): made when asked for */
};

/**
 * op_tree_index_new:
 * @version: of the release in the tree
 * @release: its number, 0 if it has none
 *
 * Returns: (transfer full): an index without files
 */
OpTreeIndex *
op_tree_index_new (const char *version, guint64 release)
{
  OpTreeIndex *self = g_new0 (OpTreeIndex, 1);

  self->version = g_strdup (version);
  self->release = release;
  self->strings = g_string_chunk_new (64 * OP_KIB);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  return self;
}

static void
forget_order (OpTreeIndex *self)
{
  g_clear_pointer (&self->by_content, g_array_unref);
  g_clear_pointer (&self->by_path, g_array_unref);
}

void
op_tree_index_free (OpTreeIndex *self)
{
  forget_order (self);
  g_array_unref (self->entries);
  g_string_chunk_free (self->strings);
  g_free (self->version);
  g_free (self);
}

/**
 * op_tree_index_add:
 * @file: copied
 */
void
op_tree_index_add (OpTreeIndex *self, const OpIndexedFile *file)
{
  Entry entry = {
    .path = g_string_chunk_insert (self->strings, file->path),
    .mode = file->mode,
    .damaged = file->damaged != FALSE,
  };

  if (file->link != NULL)
    {
      entry.link = g_string_chunk_insert (self->strings, file->link);
    }
  else
    {
      entry.sha256 = file->sha256;
      entry.size = file->size;
      entry.inode = file->inode;
      entry.mtime_nsec = file->mtime_nsec;
    }

  g_array_append_val (self->entries, entry);
  forget_order (self);
}

static Entry *
get_entry (const OpTreeIndex *self, unsigned index)
{
  return &g_array_index (self->entries, Entry, index);
}

void
op_tree_index_mark_damaged (OpTreeIndex *self, unsigned index)
{
  g_return_if_fail (index < self->entries->len);

  get_entry (self, index)->damaged = TRUE;
}

const char *
op_tree_index_get_version (const OpTreeIndex *self)
{
  return self->version;
}

guint64
op_tree_index_get_release (const OpTreeIndex *self)
{
  return self->release;
}

unsigned
op_tree_index_get_n_files (const OpTreeIndex *self)
{
  return self->entries->len;
}

void
op_tree_index_get_file (const OpTreeIndex *self, unsigned index, OpIndexedFile *out_file)
{
  const Entry *entry;

  g_return_if_fail (index < self->entries->len);

  entry = get_entry (self, index);
  *out_file = (OpIndexedFile){
    .path = entry->path,
    .link = entry->link,
    .sha256 = entry->sha256,
    .size = entry->size,
    .mode = entry->mode,
    .inode = entry->inode,
    .mtime_nsec = entry->mtime_nsec,
    .damaged = entry->damaged != 0,
  };
}

/* Equal ones stay in the order in which they were added. */
static int
compare_contents (gconstpointer a, gconstpointer b, gpointer user_data)
{
  unsigned index_a = *(const guint32 *) a;
  unsigned index_b = *(const guint32 *) b;
  int order = memcmp (&get_entry (user_data, index_a)->sha256,
                      &get_entry (user_data, index_b)->sha256,
                      sizeof (OpSha256));

  return order != 0 ? order : (index_a > index_b) - (index_a < index_b);
}

static int
compare_paths (gconstpointer a, gconstpointer b, gpointer user_data)
{
  unsigned index_a = *(const guint32 *) a;
  unsigned index_b = *(const guint32 *) b;
  int order = strcmp (get_entry (user_data, index_a)->path, get_entry (user_data, index_b)->path);

  return order != 0 ? order : (index_a > index_b) - (index_a < index_b);
}

static GArray *
sort (OpTreeIndex *self, GCompareDataFunc compare, gboolean only_content)
{
  GArray *order = g_array_sized_new (FALSE, FALSE, sizeof (guint32), self->entries->len);

  for (guint32 i = 0; i < self->entries->len; i++)
    {
      if (!only_content || get_entry (self, i)->link == NULL)
        g_array_append_val (order, i);
    }
  g_array_sort_with_data (order, compare, self);

  return order;
}

static unsigned
get_nth (const GArray *order, unsigned n)
{
  return g_array_index (order, guint32, n);
}

/**
 * op_tree_index_find_content:
 * @size: %OP_SIZE_UNKNOWN if any will do
 *
 * Not for two threads at once: the first call for an index sorts it.
 */
gboolean
op_tree_index_find_content (OpTreeIndex *self,
                            const OpSha256 *sha256,
                            guint64 size,
                            unsigned *out_index)
{
  unsigned low = 0;
  unsigned high;

  if (self->by_content == NULL)
    self->by_content = sort (self, compare_contents, TRUE);

  high = self->by_content->len;
  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;
      const Entry *entry = get_entry (self, get_nth (self->by_content, middle));

      if (memcmp (&entry->sha256, sha256, sizeof *sha256) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  for (; low < self->by_content->len; low++)
    {
      unsigned index = get_nth (self->by_content, low);
      const Entry *entry = get_entry (self, index);

      if (!op_sha256_equal (&entry->sha256, sha256))
        break;

      if (!entry->damaged && (size == OP_SIZE_UNKNOWN || entry->size == size))
        {
          *out_index = index;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * op_tree_index_find_path:
 *
 * The first one added, should there be two. Not for two threads at once: the first call
 * for an index sorts it.
 */
gboolean
op_tree_index_find_path (OpTreeIndex *self, const char *path, unsigned *out_index)
{
  unsigned low = 0;
  unsigned high;

  if (self->by_path == NULL)
    self->by_path = sort (self, compare_paths, FALSE);

  high = self->by_path->len;
  while (low < high)
    {
      unsigned middle = low + (high - low) / 2;

      if (strcmp (get_entry (self, get_nth (self->by_path, middle))->path, path) < 0)
        low = middle + 1;
      else
        high = middle;
    }

  if (low == self->by_path->len ||
      strcmp (get_entry (self, get_nth (self->by_path, low))->path, path) != 0)
    return FALSE;

  *out_index = get_nth (self->by_path, low);

  return TRUE;
}
