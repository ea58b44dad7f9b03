/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/file-list.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/list-entry.h"
#include "rules/list-head.h"
#include "rules/list-json.h"
#include "rules/list-table.h"
#include "rules/text.h"
#include "rules/version.h"

/* Ours are a handful; the others are remembered only to refuse them when they come twice. */
#define MAX_TOP_LEVEL_KEYS 64u

struct _OpFileList
{
  OpListTable *table; /* (owned) */
  gboolean is_native;
  OpListHead head;                        /* its version is never NULL once the list is read */
  const char *urls[OP_MAX_FILE_URLS + 1]; /* of the file asked for last */
};

/* What is known only while the list is read. */
typedef struct
{
  OpFileList *list;
  const OpListRules *rules;
  OpJsonCursor cursor;
  unsigned n_objects;
  char *path_version; /* (owned) (nullable): the number in the paths so far */
  gboolean paths_disagree;
} Reader;

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, what);

  return FALSE;
}

static gboolean
is_wanted (const OpListRules *rules, guint32 lcid)
{
  if (lcid == 0)
    return TRUE;

  for (size_t i = 0; i < rules->n_lcids; i++)
    {
      if (rules->lcids[i] == lcid)
        return TRUE;
    }

  return FALSE;
}

static void
note_version_of_path (Reader *self, const char *relative_path)
{
  g_autofree char *version = NULL;

  if (relative_path == NULL || self->paths_disagree)
    return;

  version = op_version_find_in_path (relative_path);
  if (version == NULL)
    return;

  if (self->path_version == NULL)
    self->path_version = g_steal_pointer (&version);
  else if (!g_str_equal (self->path_version, version))
    self->paths_disagree = TRUE;
}

static void
prefix_with_file (GError **error, const Reader *self, const OpListEntry *entry)
{
  if (entry->path != NULL)
    {
      g_autofree char *quoted = op_text_quote (entry->path);

      g_prefix_error (error, "File ‘%s’: ", quoted);
    }
  else
    g_prefix_error (error, "File number %u of the list: ", self->n_objects);
}

static gboolean
read_file (Reader *self, GError **error)
{
  g_auto(OpListEntry) entry = OP_LIST_ENTRY_INIT;
  g_autoptr(json_t) object = NULL;

  if (op_json_cursor_peek (&self->cursor) != '{')
    return op_json_cursor_expect (&self->cursor, '{', error);
  object = op_json_cursor_read (&self->cursor, error);
  if (object == NULL)
    return FALSE;

  self->n_objects++;
  if (self->n_objects > OP_MAX_LIST_FILES)
    {
      g_set_error (
          error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "More than %u files", OP_MAX_LIST_FILES);
      return FALSE;
    }

  if (!op_list_entry_read (object, self->list->is_native, &entry, error))
    {
      prefix_with_file (error, self, &entry);
      return FALSE;
    }

  note_version_of_path (self, entry.relative_path);
  if (!is_wanted (self->rules, entry.lcid))
    return TRUE;

  if (!op_list_table_add (self->list->table, &entry.row, error))
    {
      prefix_with_file (error, self, &entry);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_files (Reader *self, GError **error)
{
  if (!op_json_cursor_expect (&self->cursor, '[', error))
    return FALSE;
  if (op_json_cursor_accept (&self->cursor, ']'))
    return refuse (error, "The list names no files");

  do
    {
      if (!read_file (self, error))
        return FALSE;
    }
  while (op_json_cursor_accept (&self->cursor, ','));

  return op_json_cursor_expect (&self->cursor, ']', error);
}

static gboolean
remember_key (GHashTable *seen, const char *key, GError **error)
{
  if (g_hash_table_size (seen) == MAX_TOP_LEVEL_KEYS)
    return refuse (error, "The list has more than 64 keys besides its files");

  if (!g_hash_table_add (seen, g_strdup (key)))
    {
      g_autofree char *quoted = op_text_quote (key);

      g_set_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "A duplicate key ‘%s’", quoted);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_pair (Reader *self, GHashTable *seen, GError **error)
{
  g_autofree char *written = op_json_cursor_read_key (&self->cursor, error);
  g_autoptr(json_t) value = NULL;
  const char *key;

  if (written == NULL)
    return FALSE;
  key = op_list_key_canonical (written);
  if (!remember_key (seen, key, error))
    return FALSE;

  /* Never as one value: this is what is long. */
  if (g_str_equal (key, "files"))
    return read_files (self, error);

  op_json_cursor_peek (&self->cursor);
  value = op_json_cursor_read (&self->cursor, error);

  return value != NULL && op_list_head_take (&self->list->head, key, value, error);
}

static gboolean
read_object (Reader *self, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!op_json_cursor_expect (&self->cursor, '{', error))
    return FALSE;
  if (!op_json_cursor_accept (&self->cursor, '}'))
    {
      do
        {
          if (!read_pair (self, seen, error))
            return FALSE;
        }
      while (op_json_cursor_accept (&self->cursor, ','));

      if (!op_json_cursor_expect (&self->cursor, '}', error))
        return FALSE;
    }

  return g_hash_table_contains (seen, "files") || refuse (error, "The list has no ‘files’");
}

static gboolean
settle_version (Reader *self, GError **error)
{
  if (self->list->head.version != NULL)
    return TRUE;

  if (self->path_version == NULL)
    return refuse (error, "The list has no ‘version’, and there is none in a ‘relativePath’");
  if (self->paths_disagree)
    return refuse (error, "The list has no ‘version’, and those in its ‘relativePath’s differ");
  self->list->head.version = g_steal_pointer (&self->path_version);

  return TRUE;
}

static gboolean
check_product (const Reader *self, GError **error)
{
  const char *product = self->list->head.product;
  g_autofree char *quoted = NULL;

  if (self->rules->product == NULL || product == NULL || *product == '\0' ||
      g_str_equal (product, self->rules->product))
    return TRUE;

  quoted = op_text_quote (product);
  g_set_error (error,
               OP_ERROR,
               OP_ERROR_BAD_FILE_LIST,
               "The list is for the product ‘%s’, not for ‘%s’",
               quoted,
               self->rules->product);

  return FALSE;
}

static gboolean
read_list (Reader *self, GError **error)
{
  if (self->cursor.n_bytes >= 3 && memcmp (self->cursor.text, "\xef\xbb\xbf", 3) == 0)
    return refuse (error, "The list begins with a byte order mark; it must be UTF-8 without one");

  switch (op_json_cursor_peek (&self->cursor))
    {
    case '{':
      self->list->is_native = TRUE;
      if (!read_object (self, error))
        return FALSE;
      break;

    case '[':
      if (!read_files (self, error))
        return FALSE;
      break;

    default:
      return refuse (error, "The list is not JSON: it must be an object or an array");
    }

  op_json_cursor_peek (&self->cursor);
  if (self->cursor.position != self->cursor.n_bytes)
    return refuse (error, "The list is followed by something that does not belong to it");
  if (!settle_version (self, error) || !check_product (self, error))
    return FALSE;
  if (op_list_table_get_n_rows (self->list->table) == 0)
    return refuse (error, "No file of the list is for the languages of this product");

  return op_list_table_check_paths (self->list->table, error);
}

OpFileList *
op_file_list_parse (const char *text, size_t n_bytes, const OpListRules *rules, GError **error)
{
  g_autoptr(OpFileList) self = g_new0 (OpFileList, 1);
  Reader reader = { .list = self, .rules = rules, .cursor = { text, n_bytes, 0 } };
  gboolean ok;

  self->table = op_list_table_new ();
  self->head.urgency = 1;

  if (n_bytes > OP_MAX_LIST_BYTES)
    {
      refuse (error, "The list is longer than 64 MiB");
      return NULL;
    }

  ok = read_list (&reader, error);
  g_free (reader.path_version);

  return ok ? g_steal_pointer (&self) : NULL;
}

void
op_file_list_free (OpFileList *self)
{
  op_list_table_free (self->table);
  op_list_head_clear (&self->head);
  g_free (self);
}

const char *
op_file_list_get_version (const OpFileList *self)
{
  return self->head.version;
}

guint64
op_file_list_get_release (const OpFileList *self)
{
  return self->head.release;
}

const char *
op_file_list_get_notes_url (const OpFileList *self)
{
  return self->head.notes_url;
}

unsigned
op_file_list_get_urgency (const OpFileList *self)
{
  return self->head.urgency;
}

gboolean
op_file_list_is_native (const OpFileList *self)
{
  return self->is_native;
}

unsigned
op_file_list_get_n_files (const OpFileList *self)
{
  return op_list_table_get_n_rows (self->table);
}

guint64
op_file_list_get_total_bytes (const OpFileList *self)
{
  return op_list_table_get_total_bytes (self->table);
}

void
op_file_list_get_file (OpFileList *self, unsigned index, OpListedFile *out_file)
{
  OpListRow row;

  g_return_if_fail (index < op_file_list_get_n_files (self));

  op_list_table_get_row (self->table, index, &row);
  memcpy (self->urls, row.urls, sizeof self->urls);
  *out_file = (OpListedFile){
    .path = row.path,
    .link = row.link,
    .url = row.url,
    .urls = row.n_urls != 0 ? self->urls : NULL,
    .hash_location = row.hash_location,
    .has_sha256 = row.has_sha256,
    .sha256 = row.sha256,
    .size = row.size,
    .mode = row.mode,
  };
}
