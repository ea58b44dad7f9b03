/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the worker makes of servers that do not do as they should. */

#include <string.h>

#include "base/bounds.h"
#include "fakes/misbehaving-server.h"
#include "wire.h"

typedef struct
{
  const char *name;
  Route route;
  OpOutcome outcome;
  const char *word;  /* that the message must contain */
  unsigned status;   /* of HEAD; 0 when there must be none */
  const char *body;  /* what came all the same */
  guint64 max_bytes; /* 0 for plenty */
} Case;

/* The message names the host, but where it is a matter of the request alone. */
/* clang-format off */
static const Case cases[] = {
  { .name = "not-found", .route = { .body = "sorry", .status = 404 },
    .outcome = OP_OUTCOME_HTTP, .word = "HTTP status 404", .status = 404, .body = "" },
  { .name = "server-error", .route = { .body = "sorry", .status = 503, .headers = "Retry-After: 9\r\n" },
    .outcome = OP_OUTCOME_HTTP, .word = "HTTP status 503", .status = 503, .body = "" },
  { .name = "not-modified-unasked", .route = { .status = 304 },
    .outcome = OP_OUTCOME_BAD_ANSWER, .word = "status 304", .status = 304, .body = "" },
  { .name = "redirect-to-nowhere", .route = { .status = 302, .body = "there" },
    .outcome = OP_OUTCOME_BAD_ANSWER, .word = "status 302", .status = 302, .body = "" },

  { .name = "closed", .route = { .fault = FAULT_CLOSE },
    .outcome = OP_OUTCOME_CUT_OFF, .word = "closed the connection", .body = "" },
  { .name = "cut-off", .route = { .body = "hello", .fault = FAULT_CUT_OFF, .n_bytes = 3 },
    .outcome = OP_OUTCOME_CUT_OFF, .word = "before all had come", .status = 200, .body = "hel" },
  { .name = "cut-off-before-the-body", .route = { .body = "hello", .fault = FAULT_CUT_OFF },
    .outcome = OP_OUTCOME_CUT_OFF, .word = "before all had come", .status = 200, .body = "" },
  { .name = "promises-more", .route = { .body = "hello", .fault = FAULT_LONG_LENGTH, .n_bytes = 1 },
    .outcome = OP_OUTCOME_CUT_OFF, .word = "before all had come", .status = 200, .body = "hello" },
  { .name = "promises-less", .route = { .body = "hello", .fault = FAULT_SHORT_LENGTH, .n_bytes = 1 },
    .outcome = OP_OUTCOME_COMPLETE, .word = "", .status = 200, .body = "hell" },
  { .name = "promises-nothing", .route = { .body = "hello", .fault = FAULT_NO_LENGTH },
    .outcome = OP_OUTCOME_COMPLETE, .word = "", .status = 200, .body = "hello" },
  { .name = "in-chunks", .route = { .body = "hello", .fault = FAULT_CHUNKED },
    .outcome = OP_OUTCOME_COMPLETE, .word = "", .status = 200, .body = "hello" },

  { .name = "too-long-as-announced", .route = { .body = "hello" }, .max_bytes = 4,
    .outcome = OP_OUTCOME_BAD_CONTENT, .word = "size", .status = 200, .body = "" },
  { .name = "too-long-in-chunks", .route = { .body = "hello", .fault = FAULT_CHUNKED }, .max_bytes = 4,
    .outcome = OP_OUTCOME_BAD_CONTENT, .word = "size", .status = 200, .body = "" },
  { .name = "too-long-without-a-length", .route = { .body = "hello", .fault = FAULT_NO_LENGTH }, .max_bytes = 4,
    .outcome = OP_OUTCOME_BAD_CONTENT, .word = "size", .status = 200, .body = "" },
  { .name = "one-byte-too-many", .route = { .body = "hello", .fault = FAULT_ONE_MORE }, .max_bytes = 5,
    .outcome = OP_OUTCOME_BAD_CONTENT, .word = "size", .status = 200, .body = "" },
  { .name = "just-long-enough", .route = { .body = "hello" }, .max_bytes = 5,
    .outcome = OP_OUTCOME_COMPLETE, .word = "", .status = 200, .body = "hello" },

  { .name = "silence", .route = { .fault = FAULT_SILENCE },
    .outcome = OP_OUTCOME_TOO_SLOW, .word = "too slow", .body = "" },
  { .name = "stall", .route = { .body = "hello", .fault = FAULT_STALL, .n_bytes = 2 },
    .outcome = OP_OUTCOME_TOO_SLOW, .word = "too slow", .status = 200, .body = "he" },

  { .name = "not-http", .route = { .fault = FAULT_GARBAGE },
    .outcome = OP_OUTCOME_PROTOCOL, .word = "does not speak HTTP", .body = "" },
  { .name = "headers-without-end", .route = { .fault = FAULT_HEADER_FLOOD },
    .outcome = OP_OUTCOME_PROTOCOL, .word = "headers without end", .body = "" },
  { .name = "a-header-without-end", .route = { .fault = FAULT_LONG_HEADER },
    .outcome = OP_OUTCOME_PROTOCOL, .word = "header", .body = "" },
};
/* clang-format on */

static void
check (const Case *c, const Fetched *fetched)
{
  assert_ended (fetched, c->outcome, c->word);
  g_assert_cmpuint (fetched->n_heads, ==, c->status != 0 ? 1 : 0);
  g_assert_cmpuint (fetched->head.status, ==, c->status);
  assert_body (fetched, c->body);
  if (c->outcome != OP_OUTCOME_COMPLETE)
    g_assert_nonnull (strstr (fetched->end.message, "‘127.0.0.1’"));
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Wire) wire = wire_new (NULL);
  g_autofree char *url = g_strconcat (misbehaving_server_url (server), "/f", NULL);
  OpFetchSettings settings = WIRE_SETTINGS;
  OpFetchRequest request = WIRE_REQUEST (url);
  static const Route fine = { .body = "fine" };

  settings.low_speed_sec = 1;
  wire_settings (wire, &settings);
  if (c->max_bytes > 0)
    request.max_bytes = c->max_bytes;

  misbehaving_server_add (server, "/f", &c->route);
  check (c, wire_get (wire, &request));

  /* None of it is in the way of the next. */
  misbehaving_server_add (server, "/f", &fine);
  assert_body (wire_get (wire, &request), "fine");
}

static void
test_slow_drip (void)
{
  static const Route route = { .body = "a rather long text, byte by byte, and never fast enough",
                               .fault = FAULT_DRIP };
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Wire) wire = wire_new (NULL);
  g_autofree char *url = g_strconcat (misbehaving_server_url (server), "/f", NULL);
  OpFetchSettings settings = WIRE_SETTINGS;

  settings.low_speed_sec = 1;
  wire_settings (wire, &settings);
  misbehaving_server_add (server, "/f", &route);
  assert_ended (wire_get (wire, &WIRE_REQUEST (url)), OP_OUTCOME_TOO_SLOW, "too slow");
}

static void
test_error_then_well (void)
{
  static const Route route = { .body = "hello", .status = 500, .n_times = 1 };
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Wire) wire = wire_new (NULL);
  g_autofree char *url = g_strconcat (misbehaving_server_url (server), "/f", NULL);

  misbehaving_server_add (server, "/f", &route);
  assert_ended (wire_get (wire, &WIRE_REQUEST (url)), OP_OUTCOME_HTTP, "500");
  assert_body (wire_get (wire, &WIRE_REQUEST (url)), "hello");

  /* The answer was read to its end, so the connection was of use again. */
  g_assert_cmpuint (misbehaving_server_n_connections (server), ==, 1);
}

/* What is wrong with a range is the daemon's to judge; the worker tells. */
static void
test_wrong_range (void)
{
  static const Route route = {
    .body = "hello", .etag = "\"one\"", .fault = FAULT_OTHER_RANGE, .n_bytes = 1
  };
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Wire) wire = wire_new (NULL);
  g_autofree char *url = g_strconcat (misbehaving_server_url (server), "/f", NULL);
  OpFetchRequest request = WIRE_REQUEST (url);
  const Fetched *fetched;

  misbehaving_server_add (server, "/f", &route);
  request.offset = 2;
  request.validator = (char *) "\"one\"";
  fetched = wire_get (wire, &request);
  assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpstr (fetched->head.content_range, ==, "bytes 3-4/5");
}

static void
test_nobody_there (void)
{
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Wire) wire = wire_new (NULL);
  g_autofree char *url = g_strconcat (misbehaving_server_url (server), "/f", NULL);
  const Fetched *fetched;

  g_clear_pointer (&server, misbehaving_server_free);
  fetched = wire_get (wire, &WIRE_REQUEST (url));
  assert_ended (fetched, OP_OUTCOME_CONNECT, "‘127.0.0.1’");
  g_assert_nonnull (strstr (fetched->end.message, g_strerror (ECONNREFUSED)));
}

/* Longer than a label may be, so no name server is asked. */
static void
test_no_such_host (void)
{
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *url = g_strdup_printf ("http://%s.example/secret?token=1", label);
  g_autoptr(Wire) wire = wire_new (NULL);
  const Fetched *fetched = wire_get (wire, &WIRE_REQUEST (url));

  assert_ended (fetched, OP_OUTCOME_RESOLVE, "address");
  g_assert_nonnull (strstr (fetched->end.message, label));
  g_assert_null (strstr (fetched->end.message, "token"));
}

static void
test_bad_request (gconstpointer url)
{
  g_autoptr(Wire) wire = wire_new (NULL);
  const Fetched *fetched = wire_get (wire, &WIRE_REQUEST (url));

  assert_ended (fetched, OP_OUTCOME_BAD_REQUEST, "URL");
  g_assert_cmpuint (fetched->n_heads, ==, 0);
}

static const char *const bad_urls[] = {
  "file:///etc/passwd",
  "ftp://127.0.0.1/x",
  "gopher://127.0.0.1/x",
  "nonsense://x/y",
  "http://",
  "http://a b/",
  "http://127.0.0.1:99999/",
  "dict://127.0.0.1:11/help",
  "/relative",
  "https://[::1/",
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch-faults/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  for (size_t i = 0; i < G_N_ELEMENTS (bad_urls); i++)
    {
      g_autofree char *path = g_strdup_printf ("/fetch-faults/a-bad-url/%zu", i);

      g_test_add_data_func (path, bad_urls[i], test_bad_request);
    }

  g_test_add_func ("/fetch-faults/a-slow-drip", test_slow_drip);
  g_test_add_func ("/fetch-faults/an-error-then-well", test_error_then_well);
  g_test_add_func ("/fetch-faults/a-wrong-range-is-told", test_wrong_range);
  g_test_add_func ("/fetch-faults/nobody-there", test_nobody_there);
  g_test_add_func ("/fetch-faults/no-such-host", test_no_such_host);

  return g_test_run ();
}
