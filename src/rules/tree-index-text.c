/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/tree-index.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/paths.h"
#include "rules/record-text.h"
#include "rules/text.h"
#include "rules/version.h"

/*
 *   offpeak-tree 1 VERSION RELEASE
 *   file ok|damaged SHA256 SIZE MODE INODE MTIME PATH
 *   link ok|damaged PATH TARGET
 *   end COUNT SHA256-OF-ALL-BEFORE
 */

#define MAGIC "offpeak-tree "
#define FORMAT "1"

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, OP_ERROR, OP_ERROR_RECORD, "The index of a tree %s", what);

  return FALSE;
}

static gboolean
refuse_line (const OpRecordReader *reader, const char *what, GError **error)
{
  g_set_error (error,
               OP_ERROR,
               OP_ERROR_RECORD,
               "Line %u of the index of a tree: %s",
               reader->line_number,
               what);

  return FALSE;
}

/**
 * op_tree_index_to_bytes:
 *
 * Returns: (transfer full): the text form; the same index makes the same bytes
 */
GBytes *
op_tree_index_to_bytes (const OpTreeIndex *self)
{
  GString *text = g_string_new (MAGIC FORMAT " ");
  g_autofree char *checksum = NULL;
  OpSha256 sha256;
  size_t n_bytes;

  op_record_append_string (text, op_tree_index_get_version (self));
  g_string_append_printf (text, " %" G_GUINT64_FORMAT "\n", op_tree_index_get_release (self));

  for (unsigned i = 0; i < op_tree_index_get_n_files (self); i++)
    {
      OpIndexedFile file;

      op_tree_index_get_file (self, i, &file);
      g_string_append (text, file.link != NULL ? "link " : "file ");
      g_string_append (text, file.damaged ? "damaged " : "ok ");
      if (file.link == NULL)
        {
          g_autofree char *hex = op_sha256_to_hex (&file.sha256);

          g_string_append_printf (text,
                                  "%s %" G_GUINT64_FORMAT " %o %" G_GUINT64_FORMAT
                                  " %" G_GINT64_FORMAT " ",
                                  hex,
                                  file.size,
                                  file.mode,
                                  file.inode,
                                  file.mtime_nsec);
        }
      op_record_append_string (text, file.path);
      if (file.link != NULL)
        {
          g_string_append_c (text, ' ');
          op_record_append_string (text, file.link);
        }
      g_string_append_c (text, '\n');
    }

  op_sha256_of (text->str, text->len, &sha256);
  checksum = op_sha256_to_hex (&sha256);
  g_string_append_printf (text, "end %u %s\n", op_tree_index_get_n_files (self), checksum);
  n_bytes = text->len;

  return g_bytes_new_take (g_string_free (text, FALSE), n_bytes);
}

static gboolean
read_state (OpRecordReader *reader, gboolean *out_damaged)
{
  const char *field = op_record_take_field (reader);

  *out_damaged = g_str_equal (field, "damaged");

  return *out_damaged || g_str_equal (field, "ok");
}

static gboolean
read_file (OpRecordReader *reader, OpIndexedFile *file, GError **error)
{
  guint64 mode = 0;

  if (!read_state (reader, &file->damaged))
    return refuse_line (reader, "It is neither ‘ok’ nor ‘damaged’", error);
  if (!op_record_take_sha256 (reader, &file->sha256))
    return refuse_line (reader, "The hash is none", error);
  if (!op_record_take_number (reader, OP_MAX_RELEASE_BYTES, &file->size))
    return refuse_line (reader, "The size is none", error);
  if (!op_record_take_octal (reader, 0777, &mode))
    return refuse_line (reader, "The mode is none", error);
  if (!op_record_take_number (reader, G_MAXUINT64, &file->inode))
    return refuse_line (reader, "The inode is none", error);
  if (!op_record_take_signed (reader, &file->mtime_nsec))
    return refuse_line (reader, "The time is none", error);
  file->mode = mode;
  file->path = op_record_take_string (reader);

  return TRUE;
}

static gboolean
read_link (OpRecordReader *reader, OpIndexedFile *file, GError **error)
{
  if (!read_state (reader, &file->damaged))
    return refuse_line (reader, "It is neither ‘ok’ nor ‘damaged’", error);

  file->path = op_record_take_string (reader);
  file->link = op_record_take_string (reader);
  if (file->link == NULL)
    return refuse_line (reader, "The target of the link is none", error);

  return TRUE;
}

static gboolean
check_place (const OpRecordReader *reader, const OpIndexedFile *file, GError **error)
{
  g_autoptr(GError) reason = NULL;

  if (file->path == NULL || reader->field != NULL)
    return refuse_line (reader, "The path is none", error);

  if (!op_path_check (file->path, &reason) ||
      (file->link != NULL && !op_path_check_link (file->path, file->link, &reason)))
    return refuse_line (reader, reason->message, error);

  return TRUE;
}

static gboolean
read_entry (OpRecordReader *reader, OpTreeIndex *index, GError **error)
{
  OpIndexedFile file = { 0 };
  const char *kind;
  gboolean ok;

  kind = op_record_take_field (reader);
  if (g_str_equal (kind, "file"))
    ok = read_file (reader, &file, error);
  else if (g_str_equal (kind, "link"))
    ok = read_link (reader, &file, error);
  else
    return refuse_line (reader, "It is neither a file nor a link", error);

  if (!ok || !check_place (reader, &file, error))
    return FALSE;

  op_tree_index_add (index, &file);

  return TRUE;
}

/* First of all: a newer format may end in another way, too. */
static gboolean
check_format (const OpRecordReader *reader, GError **error)
{
  OpRecordReader head = *reader;
  size_t n_bytes = MIN (strlen (MAGIC), (size_t) (reader->end - reader->rest));
  g_autofree char *quoted = NULL;
  const char *format;

  if (strncmp (reader->rest, MAGIC, n_bytes) != 0)
    return refuse (error, "is none at all");
  if (!op_record_next_line (&head))
    return refuse (error, "is cut short");

  op_record_take_field (&head);
  format = op_record_take_field (&head);
  if (g_str_equal (format, FORMAT))
    return TRUE;

  quoted = op_text_quote (format);
  g_set_error (error,
               OP_ERROR,
               OP_ERROR_RECORD,
               "The index of a tree has the format ‘%s’, which this version of Offpeak does not "
               "know",
               quoted);

  return FALSE;
}

/* The last line vouches for all before; then it is cut off. */
static gboolean
check_end (OpRecordReader *reader, guint64 *out_n_files, GError **error)
{
  size_t n_bytes = reader->end - reader->rest;
  const char *last;
  OpRecordReader tail = *reader;
  OpSha256 said, is;

  if (n_bytes == 0 || reader->end[-1] != '\n')
    return refuse (error, "is cut short");

  last = memrchr (reader->rest, '\n', n_bytes - 1);
  last = last != NULL ? last + 1 : reader->rest;
  tail.rest = last;
  if (!op_record_next_line (&tail) || !g_str_equal (op_record_take_field (&tail), "end"))
    return refuse (error, "is cut short");

  op_sha256_of (reader->rest, last - reader->rest, &is);
  if (!op_record_take_number (&tail, OP_MAX_LIST_FILES, out_n_files) ||
      !op_record_take_sha256 (&tail, &said) || tail.field != NULL || !op_sha256_equal (&said, &is))
    return refuse (error, "was changed: its checksum does not match");

  reader->end = last;

  return TRUE;
}

static OpTreeIndex *
read_header (OpRecordReader *reader, GError **error)
{
  const char *version;
  guint64 release;

  op_record_take_field (reader);
  op_record_take_field (reader);
  version = op_record_take_field (reader);
  if (!op_version_is_valid (version) || !op_record_take_number (reader, G_MAXUINT64, &release) ||
      reader->field != NULL)
    {
      refuse_line (reader, "The version or the release is none", error);
      return NULL;
    }

  return op_tree_index_new (version, release);
}

static gboolean
check_paths_differ (OpTreeIndex *index, GError **error)
{
  for (unsigned i = 0; i < op_tree_index_get_n_files (index); i++)
    {
      OpIndexedFile file;
      unsigned first;

      op_tree_index_get_file (index, i, &file);
      if (!op_tree_index_find_path (index, file.path, &first) || first != i)
        return refuse (error, "names a path twice");
    }

  return TRUE;
}

static OpTreeIndex *
read_all (OpRecordReader *reader, guint64 n_files, GError **error)
{
  g_autoptr(OpTreeIndex) index = NULL;

  if (!op_record_next_line (reader))
    {
      refuse (error, "has no header");
      return NULL;
    }

  index = read_header (reader, error);
  if (index == NULL)
    return NULL;

  while (reader->rest < reader->end && op_tree_index_get_n_files (index) <= n_files)
    {
      if (!op_record_next_line (reader))
        {
          refuse (error, "has a line that is no text");
          return NULL;
        }
      if (!read_entry (reader, index, error))
        return NULL;
    }

  if (op_tree_index_get_n_files (index) != n_files)
    {
      refuse (error, "does not have as many files as it says");
      return NULL;
    }

  return check_paths_differ (index, error) ? g_steal_pointer (&index) : NULL;
}

/**
 * op_tree_index_parse:
 * @text: (array length=n_bytes): may be anything, for it comes from a disk
 *
 * Returns: (transfer full): what op_tree_index_to_bytes() made the text of
 */
OpTreeIndex *
op_tree_index_parse (const char *text, size_t n_bytes, GError **error)
{
  g_autoptr(GString) line = g_string_new (NULL);
  OpRecordReader reader = { .rest = text, .end = text + n_bytes, .line = line };
  guint64 n_files;

  if (n_bytes == 0)
    {
      refuse (error, "is empty");
      return NULL;
    }

  if (!check_format (&reader, error) || !check_end (&reader, &n_files, error))
    return NULL;

  return read_all (&reader, n_files, error);
}
