/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"
#include "update/json-file.h"

#define NAME "history.jsonl"
#define MAX_FILE_BYTES (8 * OP_MIB)

static char *
to_line (const OpHistoryEntry *entry)
{
  g_autoptr(json_t) object = json_object ();
  char *text;
  char *line;

  json_object_set_new (object, "time", json_integer (entry->time_usec));
  op_json_set_string (object, "action", entry->action);
  op_json_set_string (object, "version", entry->version != NULL ? entry->version : "");
  op_json_set_string (object, "from", entry->from != NULL ? entry->from : "");
  op_json_set_string (object, "result", entry->result);
  json_object_set_new (object, "error", json_integer (entry->error));
  if (entry->error_code >= 0)
    json_object_set_new (object, "code", json_integer (entry->error_code));
  op_json_set_string (object, "message", entry->message != NULL ? entry->message : "");
  json_object_set_new (object, "uid", json_integer (entry->uid));
  op_json_set_string (object, "trust", entry->trust);
  json_object_set_new (object, "bytes", json_integer (entry->bytes));

  text = json_dumps (object, JSON_COMPACT);
  line = g_strdup (text);
  free (text);

  return line;
}

/* Keeps the newest half when there are twice as many as wanted, so that this is rare; and only
 * @line, the last one, when it is all too long to be read: no update must fail because of others
 * that have failed at length. */
static gboolean
shorten (int dir_fd, const char *line, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *rest = NULL;
  size_t n_bytes;
  unsigned n_lines;

  if (!op_read_file (dir_fd, NAME, MAX_FILE_BYTES, &text, &n_bytes, &local_error))
    {
      g_message ("%s; beginning anew", local_error->message);
      rest = g_strconcat (line, "\n", NULL);

      return op_replace_file (dir_fd, NAME, rest, strlen (rest), error);
    }

  lines = g_strsplit (text, "\n", -1);
  n_lines = g_strv_length (lines);
  if (n_lines <= 2 * OP_MAX_HISTORY)
    return TRUE;

  rest = g_strjoinv ("\n", lines + n_lines - OP_MAX_HISTORY);

  return op_replace_file (dir_fd, NAME, rest, strlen (rest), error);
}

gboolean
op_history_append (const char *state_path, const OpHistoryEntry *entry, GError **error)
{
  g_autofree char *line = to_line (entry);
  int fd = open (state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok;

  if (fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, state_path);
      return FALSE;
    }

  ok = op_append_durably (fd, NAME, line, error) && shorten (fd, line, error);
  close (fd);

  return ok;
}

gboolean
op_history_forget (const char *state_path, GError **error)
{
  g_autofree char *path = g_build_filename (state_path, NAME, NULL);

  if (unlink (path) < 0 && errno != ENOENT)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, path);
      return FALSE;
    }

  return TRUE;
}

/* One line; torn ones, after a power cut, do not count. */
static void
add_entry (json_t *array, const char *line, const char *version, const char *(*error_name) (int) )
{
  json_t *entry = json_loads (line, 0, NULL);
  const json_t *code;

  if (!json_is_object (entry) ||
      (version != NULL &&
       g_strcmp0 (json_string_value (json_object_get (entry, "version")), version) != 0))
    {
      json_decref (entry);
      return;
    }

  code = json_object_get (entry, "code");
  op_json_set_string (
      entry, "errorName", json_is_integer (code) ? error_name (json_integer_value (code)) : "");
  json_object_del (entry, "code");
  json_array_append_new (array, entry);
}

json_t *
op_history_load (const char *state_path, const char *version, const char *(*error_name) (int code))
{
  json_t *array = json_array ();
  int fd = open (state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  size_t n_bytes;

  if (fd < 0)
    return array;

  if (op_read_file (fd, NAME, MAX_FILE_BYTES, &text, &n_bytes, NULL))
    {
      lines = g_strsplit (text, "\n", -1);
      for (unsigned i = g_strv_length (lines); i > 0 && json_array_size (array) < OP_MAX_HISTORY;
           i--)
        add_entry (array, lines[i - 1], version, error_name);
    }
  close (fd);

  return array;
}
