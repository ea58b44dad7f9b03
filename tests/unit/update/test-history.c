/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What was done to a product, and when. */

#include "update/history.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "support/files.h"
#include "update/json-file.h"

typedef struct
{
  char *dir; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("offpeak-history-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  remove_tree (f->dir);
  g_free (f->dir);
}

static const char *
name_error (int code)
{
  return code == OP_ERROR_NO_SPACE ? "org.offpeak.Error.NoSpace" : "other";
}

static void
append (Fixture *f, const char *version, gint64 time_usec)
{
  const OpHistoryEntry entry = {
    .time_usec = time_usec,
    .action = "download",
    .version = version,
    .result = "succeeded",
    .error_code = -1,
    .trust = "filelist",
  };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_history_append (f->dir, &entry, &error));
  g_assert_no_error (error);
}

static gint64
get_time (json_t *history, size_t i)
{
  return json_integer_value (json_object_get (json_array_get (history, i), "time"));
}

static const char *
get (json_t *entry, const char *key)
{
  return json_string_value (json_object_get (entry, key));
}

static void
test_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr(json_t) history = op_history_load (f->dir, NULL, name_error);
  g_autoptr(json_t) nowhere = op_history_load ("/nonexistent", NULL, name_error);

  g_assert_cmpuint (json_array_size (history), ==, 0);
  g_assert_cmpuint (json_array_size (nowhere), ==, 0);
}

static void
test_all_of_an_entry (Fixture *f, gconstpointer unused)
{
  const OpHistoryEntry entry = {
    .time_usec = G_GINT64_CONSTANT (1700000000000000),
    .action = "apply",
    .version = "2.0",
    .from = "1.0",
    .result = "failed",
    .error = 5,
    .error_code = OP_ERROR_NO_SPACE,
    .message = "‘/opt/\xff’ is full\nreally",
    .uid = 4294967294u,
    .trust = "filelist",
    .bytes = 1ull << 40,
  };
  g_autoptr(json_t) history = NULL;
  g_autoptr(GError) error = NULL;
  json_t *read;

  g_assert_true (op_history_append (f->dir, &entry, &error));
  g_assert_no_error (error);
  history = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (history), ==, 1);
  read = json_array_get (history, 0);
  g_assert_cmpint (get_time (history, 0), ==, entry.time_usec);
  g_assert_cmpstr (get (read, "action"), ==, "apply");
  g_assert_cmpstr (get (read, "version"), ==, "2.0");
  g_assert_cmpstr (get (read, "from"), ==, "1.0");
  g_assert_cmpstr (get (read, "result"), ==, "failed");
  g_assert_cmpint (json_integer_value (json_object_get (read, "error")), ==, 5);
  g_assert_cmpstr (get (read, "errorName"), ==, "org.offpeak.Error.NoSpace");
  g_assert_null (json_object_get (read, "code"));
  g_assert_cmpstr (get (read, "message"), ==, "‘/opt/\xef\xbf\xbd’ is full\nreally");
  g_assert_cmpint (json_integer_value (json_object_get (read, "uid")), ==, 4294967294);
  g_assert_cmpstr (get (read, "trust"), ==, "filelist");
  g_assert_cmpint (json_integer_value (json_object_get (read, "bytes")), ==, 1ll << 40);
}

static void
test_newest_first_and_by_version (Fixture *f, gconstpointer unused)
{
  g_autoptr(json_t) all = NULL;
  g_autoptr(json_t) some = NULL;
  g_autoptr(json_t) none = NULL;

  append (f, "1.0", 1);
  append (f, "2.0", 2);
  append (f, NULL, 3);
  append (f, "1.0", 4);

  all = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (all), ==, 4);
  for (size_t i = 0; i < 4; i++)
    g_assert_cmpint (get_time (all, i), ==, 4 - i);
  g_assert_cmpstr (get (json_array_get (all, 0), "errorName"), ==, "");
  g_assert_cmpstr (get (json_array_get (all, 1), "version"), ==, "");

  some = op_history_load (f->dir, "1.0", name_error);
  g_assert_cmpuint (json_array_size (some), ==, 2);
  g_assert_cmpint (get_time (some, 0), ==, 4);
  none = op_history_load (f->dir, "1.00", name_error);
  g_assert_cmpuint (json_array_size (none), ==, 0);
}

/* The power went while a line was written; or somebody has been there. */
static void
test_torn_lines (Fixture *f, gconstpointer unused)
{
  g_autoptr(json_t) history = NULL;

  append (f, "1.0", 1);
  {
    g_autofree char *text = read_file (f->dir, "history.jsonl");
    g_autofree char *torn =
        g_strconcat (text, "[1, 2]\n\nnot JSON\n\xff\n{\"action\": \"downl", NULL);

    write_file (f->dir, "history.jsonl", torn);
  }
  append (f, "2.0", 2);

  history = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (history), ==, 2);
  g_assert_cmpint (get_time (history, 0), ==, 2);
  g_assert_cmpint (get_time (history, 1), ==, 1);
}

static void
write_lines (Fixture *f, unsigned n_lines, const char *message)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (unsigned i = 1; i <= n_lines; i++)
    g_string_append_printf (
        text, "{\"time\": %u, \"version\": \"1.0\", \"message\": \"%s\"}\n", i, message);
  write_file (f->dir, "history.jsonl", text->str);
}

static void
test_oldest_go (Fixture *f, gconstpointer unused)
{
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;

  write_lines (f, 2 * OP_MAX_HISTORY - 1, "");
  before = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (before), ==, OP_MAX_HISTORY);
  g_assert_cmpint (get_time (before, 0), ==, 2 * OP_MAX_HISTORY - 1);

  append (f, "2.0", 5000);
  append (f, "2.0", 5001);
  after = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (after), ==, OP_MAX_HISTORY);
  g_assert_cmpint (get_time (after, 0), ==, 5001);
  {
    g_autofree char *text = read_file (f->dir, "history.jsonl");
    g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

    g_assert_cmpuint (g_strv_length (lines), <=, OP_MAX_HISTORY + 1);
  }
}

/* Many long messages must not end all updates: what is too much is forgotten. */
static void
test_too_large (Fixture *f, gconstpointer unused)
{
  g_autofree char *message = g_strnfill (9000, 'x');
  g_autoptr(json_t) history = NULL;

  write_lines (f, 2 * OP_MAX_HISTORY, message);
  append (f, "2.0", 5000);
  history = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (history), >=, 1);
  g_assert_cmpint (get_time (history, 0), ==, 5000);
}

static void
test_forget (Fixture *f, gconstpointer unused)
{
  g_autoptr(json_t) history = NULL;
  g_autoptr(GError) error = NULL;

  append (f, "1.0", 1);
  for (unsigned i = 0; i < 2; i++)
    g_assert_true (op_history_forget (f->dir, &error));
  g_assert_no_error (error);
  history = op_history_load (f->dir, NULL, name_error);
  g_assert_cmpuint (json_array_size (history), ==, 0);
}

static void
test_nowhere_to_write (void)
{
  const OpHistoryEntry entry = { .action = "apply", .result = "failed", .trust = "tuf" };
  g_autoptr(GError) error = NULL;

  g_assert_false (op_history_append ("/nonexistent", &entry, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/history/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("nothing", test_nothing);
  ADD ("all-of-an-entry", test_all_of_an_entry);
  ADD ("newest-first-and-by-version", test_newest_first_and_by_version);
  ADD ("torn-lines", test_torn_lines);
  ADD ("the-oldest-go", test_oldest_go);
  ADD ("too-large", test_too_large);
  ADD ("forget", test_forget);
#undef ADD
  g_test_add_func ("/history/nowhere-to-write", test_nowhere_to_write);

  return g_test_run ();
}
