/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/json-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"

#define MAX_FILE_BYTES (1 * OP_MIB)

static int
open_directory (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    op_set_error_from_errno (error, OP_ERROR_RECORD, errno, path);

  return fd;
}

static json_t *
parse (const char *text, size_t n_bytes, GError **error)
{
  json_error_t problem;
  json_t *value = json_loadb (text, n_bytes, JSON_REJECT_DUPLICATES, &problem);

  if (value == NULL)
    g_set_error (error, OP_ERROR, OP_ERROR_RECORD, "line %d: %s", problem.line, problem.text);
  else if (!json_is_object (value))
    {
      g_clear_pointer (&value, json_decref);
      g_set_error (error, OP_ERROR, OP_ERROR_RECORD, "not a JSON object");
    }

  return value;
}

json_t *
op_json_file_load (const char *dir_path, const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  int fd = open_directory (dir_path, NULL);
  json_t *object = NULL;
  size_t n_bytes;

  if (fd < 0)
    return NULL;

  if (op_read_file (fd, name, MAX_FILE_BYTES, &text, &n_bytes, &error))
    object = parse (text, n_bytes, &error);
  close (fd);

  if (object == NULL && !g_error_matches (error, OP_ERROR, OP_ERROR_NOT_FOUND))
    g_message ("%s/%s cannot be used, going on without it: %s", dir_path, name, error->message);

  return object;
}

gboolean
op_json_file_save (const char *dir_path,
                   const char *name,
                   json_t *object,
                   gboolean durably,
                   GError **error)
{
  char *text = json_dumps (object, JSON_INDENT (2) | JSON_SORT_KEYS);
  int fd = open_directory (dir_path, error);
  gboolean ok = FALSE;

  if (fd >= 0)
    {
      ok = durably ? op_replace_file (fd, name, text, strlen (text), error)
                   : op_replace_volatile_file (fd, name, text, strlen (text), error);
      close (fd);
    }
  free (text);

  return ok;
}

char *
op_json_dup_string (const json_t *object, const char *key)
{
  return g_strdup (json_string_value (json_object_get (object, key)));
}

void
op_json_set_string (json_t *object, const char *key, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (valid != NULL)
    json_object_set_new (object, key, json_string (valid));
}
