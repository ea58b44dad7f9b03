/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit/client/cast.h"
#include "unit/client/command.h"

#include <jansson.h>
#include <signal.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* One document, nothing else, and nothing beside it. */
static json_t *
parse (const Run *run)
{
  json_error_t error;
  json_t *document = json_loads (run->out, JSON_REJECT_DUPLICATES, &error);

  if (document == NULL)
    g_error ("%s: %s", error.text, run->out);
  g_assert_cmpstr (run->err, ==, "");

  return document;
}

static json_t *
run_json (Cast *f, const char *words, int exit_status)
{
  g_autofree char *with_option = g_strconcat ("--json ", words, NULL);
  g_auto(Run) run = run_command (f->address, with_option);

  g_assert_cmpint (run.exit_status, ==, exit_status);

  return parse (&run);
}

static const char *
get_string (json_t *document, const char *key)
{
  return json_string_value (json_object_get (document, key));
}

/* A key that each document must have. */
/* clang-format off */
static const struct { const char *words, *key; int exit_status; } documents[] = {
  { "list",                  "products",         0 },
  { "status",                "installedVersion", 0 },
  { "check",                 "downloadBytes",    0 },
  { "check --all",           "products",        10 },
  { "download",              "stagedVersion",    0 },
  { "apply",                 "statusCode",       0 },
  { "rollback",              "busy",             0 },
  { "wait",                  "status",           0 },
  { "explain",               "sentences",        0 },
  { "blocking",              "applications",     0 },
  { "verify",                "sound",            0 },
  { "versions",              "available",        0 },
  { "history",               "history",          0 },
  { "set editor enabled=no", "accepted",         0 },
  { "pin editor 1",          "accepted",         0 },
  { "remove editor",         "accepted",         0 },
  { "data editor 10",        "data",             0 },
  { "reload",                "problems",         0 },
  { "cancel",                "error",            4 },
  { "frobnicate",            "error",            2 },
  { "status --frob",         "error",            2 },
  { "status nobody",         "error",            1 },
};
/* clang-format on */

static void
test_documents (Cast *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr(json_t) document = run_json (f, documents[i].words, documents[i].exit_status);

      g_assert_nonnull (json_object_get (document, documents[i].key));
    }
}

static void
test_values (Cast *f, gconstpointer unused)
{
  g_autoptr(json_t) document = NULL;
  g_autoptr(json_t) data = NULL;

  fake_product_wait_for (f->product, "network", "The cable is out");
  document = run_json (f, "status", 0);
  g_assert_cmpstr (get_string (document, "status"), ==, "unknown");
  g_assert_cmpstr (get_string (document, "title"), ==, "An \033[1mApplication");
  g_assert_true (json_is_null (json_object_get (document, "bytesTotal")));
  g_assert_true (json_is_null (json_object_get (document, "failure")));
  g_assert_cmpstr (
      get_string (json_array_get (json_object_get (document, "waitReasons"), 0), "code"),
      ==,
      "network");

  data = run_json (f, "data editor 10", 0);
  g_assert_cmpuint (json_array_size (json_object_get (data, "data")), ==, 2);
}

static void
test_errors (Cast *f, gconstpointer unused)
{
  g_autoptr(json_t) document = run_json (f, "pause", 4);
  json_t *error = json_object_get (document, "error");

  g_assert_cmpstr (get_string (error, "name"), ==, "org.offpeak.Error.IllegalMethodCall");
  g_assert_true (g_str_has_prefix (get_string (error, "message"), "A method was called"));
  g_assert_cmpstr (get_string (error, "hresult"), ==, "0x8000000E");
}

static void
test_failed_download (Cast *f, gconstpointer unused)
{
  g_autoptr(json_t) document = NULL;
  json_t *error, *failure;

  f->product->fail_name = "org.offpeak.Error.HttpStatus";
  f->product->fail_error = 13 + 0x80190194u;
  document = run_json (f, "download", 1);
  error = json_object_get (document, "error");
  failure = json_object_get (document, "failure");
  g_assert_cmpstr (get_string (document, "status"), ==, "download-failed");
  g_assert_cmpstr (get_string (error, "name"), ==, "org.offpeak.Error.HttpStatus");
  g_assert_cmpstr (get_string (failure, "hresult"), ==, "0x80190194");
}

static void
next_line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = g_data_input_stream_read_line_finish (
      G_DATA_INPUT_STREAM (source), result, NULL /* length */, NULL /* error */);
}

static json_t *
next_event (GDataInputStream *lines)
{
  g_autofree char *line = NULL;
  json_t *event;

  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, next_line_cb, &line);
  while (line == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%s", line);
  event = json_loads (line, JSON_REJECT_DUPLICATES, NULL);
  g_assert_nonnull (event);

  return event;
}

/* Until the command listens, what happens is not told; so make it happen until it is. */
static gboolean
nudge (gpointer user_data)
{
  FakeProduct *product = user_data;

  fake_product_set_status (product, FAKE_DOWNLOAD_SUCCEEDED);

  return G_SOURCE_CONTINUE;
}

static void
test_monitor (Cast *f, gconstpointer unused)
{
  GSubprocess *process = run_start (f->address, "monitor --json");
  g_autoptr(GDataInputStream) lines =
                 g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  guint nudge_id = g_timeout_add (50, nudge, f->product);
  g_autoptr(json_t) event = next_event (lines);
  g_auto(Run) run = { 0 };

  g_source_remove (nudge_id);
  g_assert_cmpstr (get_string (event, "event"), ==, "status-changed");
  g_assert_cmpstr (get_string (event, "product"), ==, "editor");
  g_assert_cmpstr (get_string (event, "new"), ==, "download-succeeded");

  g_subprocess_send_signal (process, SIGTERM);
  run = run_finish (process);
  g_assert_cmpint (run.exit_status, ==, 0);
}

#define ADD(path, func) g_test_add (path, Cast, NULL, cast_set_up, func, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cli-json/every-command-prints-one-document", test_documents);
  ADD ("/cli-json/values-are-those-of-the-bus", test_values);
  ADD ("/cli-json/errors-have-name-message-and-number", test_errors);
  ADD ("/cli-json/a-failed-download-says-both", test_failed_download);
  ADD ("/cli-json/monitor-prints-a-line-an-event", test_monitor);

  return g_test_run ();
}
