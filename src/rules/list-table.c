/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/list-table.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/text.h"

/* Offsets into the strings; 0 is no string. */
typedef struct
{
  guint64 size;
  OpSha256 sha256;
  guint32 path;
  guint32 link;
  guint32 url;
  guint32 hash_location;
  guint32 urls; /* of the first; the others follow it */
  guint16 mode;
  guint8 n_urls;
  guint8 has_sha256;
} Row;
G_STATIC_ASSERT (sizeof (Row) <= 72);

struct _OpListTable
{
  GArray *rows;        /* (owned) (element-type Row) */
  GByteArray *strings; /* (owned) */
  guint64 total_bytes; /* of the known sizes */
};

OpListTable *
op_list_table_new (void)
{
  OpListTable *self = g_new0 (OpListTable, 1);

  self->rows = g_array_new (/* zero_terminated= */ FALSE, /* clear= */ FALSE, sizeof (Row));
  self->strings = g_byte_array_new ();
  g_byte_array_append (self->strings, (const guint8 *) "", 1);

  return self;
}

void
op_list_table_free (OpListTable *self)
{
  g_array_unref (self->rows);
  g_byte_array_unref (self->strings);
  g_free (self);
}

/* A list is at most 64 MiB long, so 32 bits are enough. */
static guint32
keep (OpListTable *self, const char *text)
{
  guint32 offset = self->strings->len;

  if (text == NULL)
    return 0;

  g_byte_array_append (self->strings, (const guint8 *) text, strlen (text) + 1);

  return offset;
}

static const char *
string_at (const OpListTable *self, guint32 offset)
{
  return offset != 0 ? (const char *) self->strings->data + offset : NULL;
}

gboolean
op_list_table_add (OpListTable *self, const OpListRow *row, GError **error)
{
  Row kept = { 0 };

  if (self->rows->len == OP_MAX_LIST_FILES)
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "More than %u files", OP_MAX_LIST_FILES);
      return FALSE;
    }

  if (row->size != OP_SIZE_UNKNOWN)
    {
      if (row->size > OP_MAX_RELEASE_BYTES || self->total_bytes > OP_MAX_RELEASE_BYTES - row->size)
        {
          g_set_error (error,
                       OP_ERROR,
                       OP_ERROR_BAD_FILE_LIST,
                       "The sizes add up to more than %" G_GUINT64_FORMAT " bytes",
                       OP_MAX_RELEASE_BYTES);
          return FALSE;
        }
      self->total_bytes += row->size;
    }

  kept.size = row->size;
  kept.sha256 = row->sha256;
  kept.has_sha256 = row->has_sha256;
  kept.mode = row->mode;
  kept.path = keep (self, row->path);
  kept.link = keep (self, row->link);
  kept.url = keep (self, row->url);
  kept.hash_location = keep (self, row->hash_location);
  kept.n_urls = row->n_urls;
  for (unsigned i = 0; i < row->n_urls; i++)
    {
      guint32 offset = keep (self, row->urls[i]);

      kept.urls = i == 0 ? offset : kept.urls;
    }
  g_array_append_val (self->rows, kept);

  return TRUE;
}

/* As strcmp(), but `/` comes before everything: so what lies below a path follows it
 * immediately, and neighbours are all that has to be looked at. */
static int
compare_paths (const char *a, const char *b)
{
  while (*a == *b && *a != '\0')
    {
      a++;
      b++;
    }
  if (*a == *b)
    return 0;
  if (*a == '\0' || *b == '\0')
    return *a == '\0' ? -1 : 1;
  if (*a == '/' || *b == '/')
    return *a == '/' ? -1 : 1;

  return (unsigned char) *a < (unsigned char) *b ? -1 : 1;
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const OpListTable *self = user_data;
  const Row *row_a = &g_array_index (self->rows, Row, *(const guint32 *) a);
  const Row *row_b = &g_array_index (self->rows, Row, *(const guint32 *) b);

  return compare_paths (string_at (self, row_a->path), string_at (self, row_b->path));
}

static gboolean
check_neighbours (const OpListTable *self, const Row *row, const Row *next, GError **error)
{
  const char *path = string_at (self, row->path);
  const char *next_path = string_at (self, next->path);
  size_t n_bytes = strlen (path);
  g_autofree char *quoted = NULL;

  if (strncmp (path, next_path, n_bytes) != 0 ||
      (next_path[n_bytes] != '\0' && next_path[n_bytes] != '/'))
    return TRUE;

  quoted = op_text_quote (next_path);
  if (next_path[n_bytes] == '\0')
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_BAD_FILE_LIST,
                 "File ‘%s’: a duplicate, it is listed twice",
                 quoted);
  else
    g_set_error (error,
                 OP_ERROR,
                 OP_ERROR_BAD_FILE_LIST,
                 "File ‘%s’: lies below another entry of the list that is a %s, not a directory",
                 quoted,
                 row->link != 0 ? "symbolic link" : "file");

  return FALSE;
}

/**
 * op_list_table_check_paths:
 *
 * By sorting, not by hashing: a list cannot be made that makes it slow.
 */
gboolean
op_list_table_check_paths (const OpListTable *self, GError **error)
{
  unsigned n_rows = self->rows->len;
  g_autofree guint32 *order = g_new (guint32, MAX (n_rows, 1));

  for (unsigned i = 0; i < n_rows; i++)
    order[i] = i;
  g_qsort_with_data (order, n_rows, sizeof *order, compare_rows, (gpointer) self);

  for (unsigned i = 1; i < n_rows; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, order[i - 1]);
      const Row *next = &g_array_index (self->rows, Row, order[i]);

      if (!check_neighbours (self, row, next, error))
        return FALSE;
    }

  return TRUE;
}

unsigned
op_list_table_get_n_rows (const OpListTable *self)
{
  return self->rows->len;
}

guint64
op_list_table_get_total_bytes (const OpListTable *self)
{
  return self->total_bytes;
}

void
op_list_table_get_row (const OpListTable *self, unsigned index, OpListRow *out_row)
{
  const Row *row;
  const char *url;

  g_return_if_fail (index < self->rows->len);

  row = &g_array_index (self->rows, Row, index);
  *out_row = (OpListRow){
    .path = string_at (self, row->path),
    .link = string_at (self, row->link),
    .url = string_at (self, row->url),
    .hash_location = string_at (self, row->hash_location),
    .n_urls = row->n_urls,
    .has_sha256 = row->has_sha256,
    .sha256 = row->sha256,
    .size = row->size,
    .mode = row->mode,
  };

  url = string_at (self, row->urls);
  for (unsigned i = 0; i < row->n_urls; i++)
    {
      out_row->urls[i] = url;
      url += strlen (url) + 1;
    }
}
