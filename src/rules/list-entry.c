/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/list-entry.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/paths.h"
#include "rules/text.h"

#define DEFAULT_MODE 0644u

static gboolean
refuse (GError **error, const char *key, const char *what)
{
  g_set_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "‘%s’ %s", key, what);

  return FALSE;
}

/* What is wrong with a path is here what is wrong with the list. */
static gboolean
refuse_path (GError **error, const char *key, const GError *reason)
{
  g_set_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST, "‘%s’: %s", key, reason->message);

  return FALSE;
}

/* A key that is there; null is as good as absent, as services write it for what they lack. */
static const json_t *
get_value (const json_t *object, const char *key)
{
  const json_t *value = json_object_get (object, key);

  return value != NULL && !json_is_null (value) ? value : NULL;
}

/* *@out_text is %NULL if there is no such key. */
static gboolean
get_string (const json_t *object, const char *key, const char **out_text, GError **error)
{
  const json_t *value = get_value (object, key);

  if (value != NULL && !json_is_string (value))
    return refuse (error, key, "must be a string");

  *out_text = value != NULL ? json_string_value (value) : NULL;

  return TRUE;
}

/* On Windows these are paths that we would not recognise as such. */
static gboolean
check_foreign_path (const char *path, GError **error)
{
  if (strchr (path, '\\') != NULL)
    return refuse (error, "relativePath", "or ‘name’ has a ‘\\’; parts of a path are cut by ‘/’");

  for (const char *part = path; *part != '\0';)
    {
      const char *end = strchrnul (part, '/');

      if (g_ascii_isalpha (part[0]) && part[1] == ':')
        return refuse (error, "relativePath", "or ‘name’ begins with a drive letter");
      part = *end != '\0' ? end + 1 : end;
    }

  return TRUE;
}

static gboolean
read_path (const json_t *object, gboolean is_native, OpListEntry *entry, GError **error)
{
  g_autoptr(GError) reason = NULL;
  g_autofree char *path = NULL;
  const char *name, *folder;

  if (!get_string (object, "name", &name, error) ||
      !get_string (object, "relativePath", &folder, error))
    return FALSE;
  if (name == NULL)
    return refuse (error, "name", "is missing");
  if (!op_path_check_name (name, &reason))
    return refuse_path (error, "name", reason);

  entry->relative_path = folder;
  folder = folder != NULL ? folder : "";
  if (*folder == '/')
    folder++;
  path = g_strconcat (
      folder, *folder == '\0' || g_str_has_suffix (folder, "/") ? "" : "/", name, NULL);
  if (!op_path_check (path, &reason))
    return refuse_path (error, "relativePath", reason);
  if (!is_native && !check_foreign_path (path, error))
    return FALSE;

  entry->path = g_steal_pointer (&path);
  entry->row.path = entry->path;

  return TRUE;
}

/* The function would skip a vertical tab. */
static gboolean
parse_lcid (const char *text, guint64 *out_lcid)
{
  return g_ascii_isdigit (*text) &&
         g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, out_lcid, NULL);
}

static gboolean
read_lcid (const json_t *object, OpListEntry *entry, GError **error)
{
  const json_t *value = get_value (object, "lcid");
  guint64 lcid = 0;

  if (json_is_integer (value) && json_integer_value (value) >= 0 &&
      json_integer_value (value) <= G_MAXUINT32)
    lcid = json_integer_value (value);
  else if (value != NULL &&
           (!json_is_string (value) || !parse_lcid (json_string_value (value), &lcid)))
    return refuse (error, "lcid", "must be a decimal language id, such as \"1033\"");

  entry->lcid = lcid;

  return TRUE;
}

/* What comes from a list is executed and read by everybody, and written by nobody. */
static gboolean
read_mode (const json_t *object, OpListRow *row, GError **error)
{
  const char *text;
  char *end = NULL;
  guint64 mode;

  row->mode = DEFAULT_MODE;
  if (!get_string (object, "mode", &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  mode = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &end, 8) : 0;
  if (end == NULL || *end != '\0' || strlen (text) > 5)
    return refuse (error, "mode", "must be octal digits, such as \"0755\"");
  if (mode > 0777)
    return refuse (error, "mode", "has a set-uid, set-gid or sticky bit");
  if ((mode & 0400) == 0)
    return refuse (error, "mode", "does not let the owner read the file");
  if ((mode & 0022) != 0)
    return refuse (error, "mode", "lets others than the owner write to the file");
  row->mode = mode;

  return TRUE;
}

static gboolean
read_size (const json_t *object, OpListRow *row, GError **error)
{
  const json_t *value = get_value (object, "size");

  row->size = OP_SIZE_UNKNOWN;
  if (value == NULL)
    return TRUE;
  if (!json_is_integer (value) || json_integer_value (value) < 0)
    return refuse (error, "size", "must be a whole number, 0 or more");
  row->size = json_integer_value (value);

  return TRUE;
}

/* `<cab>/<member>` */
static gboolean
read_hash_location (const json_t *object, OpListRow *row, GError **error)
{
  g_autoptr(GError) reason = NULL;
  const char *location;

  if (!get_string (object, "hashLocation", &location, error))
    return FALSE;
  if (location == NULL || *location == '\0')
    return TRUE;

  if (!op_path_check (location, &reason))
    return refuse_path (error, "hashLocation", reason);
  if (strchr (location, '/') == NULL)
    return refuse (error, "hashLocation", "must be <cab>/<member>");
  row->hash_location = location;

  return TRUE;
}

static gboolean
read_hash (const json_t *object, OpListRow *row, GError **error)
{
  const char *algorithm, *hash;

  if (!get_string (object, "hashAlgorithm", &algorithm, error) ||
      !get_string (object, "hash", &hash, error))
    return FALSE;

  if (algorithm != NULL && *algorithm != '\0' && g_ascii_strcasecmp (algorithm, "Sha256") != 0)
    {
      g_autofree char *quoted = op_text_quote (algorithm);

      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_NOT_SUPPORTED,
                   "‘hashAlgorithm’ ‘%s’ is not supported; it must be ‘Sha256’",
                   quoted);
      return FALSE;
    }

  if (hash != NULL && !op_sha256_from_hex (hash, &row->sha256))
    return refuse (error, "hash", "must be the 64 hexadecimal digits of a SHA-256");
  row->has_sha256 = hash != NULL;

  return read_hash_location (object, row, error);
}

static gboolean
check_url (const char *key, const char *url, GError **error)
{
  if (*url == '\0')
    return refuse (error, key, "is empty");
  if (strlen (url) > OP_MAX_URL_BYTES)
    return refuse (error, key, "is longer than 8192 bytes");
  if (op_text_has_control (url))
    return refuse (error, key, "has a control character");

  return TRUE;
}

static gboolean
read_urls (const json_t *object, OpListRow *row, GError **error)
{
  const json_t *urls = get_value (object, "urls");

  if (!get_string (object, "url", &row->url, error))
    return FALSE;
  if (row->url != NULL && !check_url ("url", row->url, error))
    return FALSE;
  if (urls == NULL)
    return TRUE;
  if (!json_is_array (urls))
    return refuse (error, "urls", "must be an array of strings");
  if (json_array_size (urls) > OP_MAX_FILE_URLS)
    return refuse (error, "urls", "has more than 16 elements");

  for (; row->n_urls < json_array_size (urls); row->n_urls++)
    {
      const char *url = json_string_value (json_array_get (urls, row->n_urls));

      if (url == NULL)
        return refuse (error, "urls", "must be an array of strings");
      if (!check_url ("urls", url, error))
        return FALSE;
      row->urls[row->n_urls] = url;
    }

  return TRUE;
}

static gboolean
read_link (const json_t *object, OpListRow *row, GError **error)
{
  static const char *const content_keys[] = { "url", "urls", "hash", "hashLocation" };
  g_autoptr(GError) reason = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (content_keys); i++)
    {
      if (get_value (object, content_keys[i]) != NULL)
        return refuse (error, content_keys[i], "does not go with ‘link’: a link has no content");
    }
  if (!op_path_check_link (row->path, row->link, &reason))
    return refuse_path (error, "link", reason);

  row->size = 0;
  row->mode = DEFAULT_MODE;

  return TRUE;
}

/* The content of a file, not of a link. */
static gboolean
read_content (const json_t *object, gboolean is_native, OpListRow *row, GError **error)
{
  if (!read_mode (object, row, error) || !read_size (object, row, error) ||
      !read_hash (object, row, error) || !read_urls (object, row, error))
    return FALSE;

  if (is_native && !row->has_sha256 && row->hash_location == NULL)
    return refuse (error, "hash", "is missing");
  if (is_native && row->size == OP_SIZE_UNKNOWN)
    return refuse (error, "size", "is missing");

  return TRUE;
}

gboolean
op_list_entry_read (const json_t *object,
                    gboolean is_native,
                    OpListEntry *out_entry,
                    GError **error)
{
  OpListRow *row = &out_entry->row;

  if (!read_path (object, is_native, out_entry, error) || !read_lcid (object, out_entry, error) ||
      !get_string (object, "link", &row->link, error))
    return FALSE;
  if (row->link == NULL)
    return read_content (object, is_native, row, error);
  if (!is_native && strchr (row->link, '\\') != NULL)
    return refuse (error, "link", "has a ‘\\’; parts of a path are cut by ‘/’");

  return read_link (object, row, error);
}

void
op_list_entry_clear (OpListEntry *self)
{
  g_clear_pointer (&self->path, g_free);
}
