/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the worker does when all goes as it should. */

#include <string.h>

#include "base/bounds.h"
#include "fakes/misbehaving-server.h"
#include "wire.h"

#define BIG_BYTES (8 * OP_MIB)

typedef struct
{
  MisbehavingServer *server; /* (owned) */
  Wire *wire;                /* (owned) */
  GStringChunk *texts;       /* (owned) */
} Fixture;

static const Route hello = { .body = "hello, world", .etag = "\"one\"" };

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->server = misbehaving_server_new ();
  misbehaving_server_add (f->server, "/hello", &hello);
  f->wire = wire_new (NULL);
  f->texts = g_string_chunk_new (1024);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  wire_free (f->wire);
  misbehaving_server_free (f->server);
  g_string_chunk_free (f->texts);
}

static char *
url (Fixture *f, const char *path)
{
  g_autofree char *text = g_strconcat (misbehaving_server_url (f->server), path, NULL);

  return g_string_chunk_insert (f->texts, text);
}

static void
test_whole_file (Fixture *f, gconstpointer unused)
{
  static const Route route = {
    .body = "hello",
    .etag = "\"a b\"",
    .headers = "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\nRetry-After: 7\r\n",
  };
  g_autoptr(GPtrArray) requests = NULL;
  const Fetched *fetched;

  misbehaving_server_add (f->server, "/f", &route);
  fetched = wire_get (f->wire, &WIRE_REQUEST (url (f, "/f?q=1")));

  assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpstr (fetched->end.message, ==, "");
  assert_body (fetched, "hello");
  g_assert_cmpuint (fetched->head.status, ==, 200);
  g_assert_cmpuint (fetched->head.content_length, ==, 5);
  g_assert_cmpstr (fetched->head.content_range, ==, "");
  g_assert_cmpstr (fetched->head.etag, ==, "\"a b\"");
  g_assert_cmpstr (fetched->head.last_modified, ==, "Thu, 01 Jan 1970 00:00:00 GMT");
  g_assert_cmpstr (fetched->head.retry_after, ==, "7");
  g_assert_cmpstr (fetched->head.effective_url, ==, url (f, "/f?q=1"));

  requests = misbehaving_server_requests (f->server);
  g_assert_cmpuint (requests->len, ==, 1);
  g_assert_true (g_str_has_prefix (((ServedRequest *) requests->pdata[0])->user_agent, "offpeak/"));
  g_assert_cmpstr (((ServedRequest *) requests->pdata[0])->range, ==, "");
}

static void
test_empty_file (Fixture *f, gconstpointer unused)
{
  static const Route route = { .body = NULL };
  const Fetched *fetched;

  misbehaving_server_add (f->server, "/empty", &route);
  fetched = wire_get (f->wire, &WIRE_REQUEST (url (f, "/empty")));

  assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpuint (fetched->n_heads, ==, 1);
  g_assert_cmpuint (fetched->head.content_length, ==, 0);
  assert_body (fetched, "");
}

static void
test_rest_of_a_file (Fixture *f, gconstpointer unused)
{
  OpFetchRequest request = WIRE_REQUEST (url (f, "/hello"));
  g_autoptr(GPtrArray) requests = NULL;
  const Fetched *fetched;
  const ServedRequest *served;

  request.offset = 7;
  request.validator = (char *) "\"one\"";
  request.max_bytes = 5;
  fetched = wire_get (f->wire, &request);

  assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
  assert_body (fetched, "world");
  g_assert_cmpuint (fetched->head.status, ==, 206);
  g_assert_cmpstr (fetched->head.content_range, ==, "bytes 7-11/12");

  requests = misbehaving_server_requests (f->server);
  served = requests->pdata[0];
  g_assert_cmpstr (served->range, ==, "bytes=7-");
  g_assert_cmpstr (served->if_range, ==, "\"one\"");
}

static void
test_rest_of_a_file_that_changed (Fixture *f, gconstpointer unused)
{
  OpFetchRequest request = WIRE_REQUEST (url (f, "/hello"));
  const Fetched *fetched;

  request.offset = 7;
  request.validator = (char *) "\"another\"";
  fetched = wire_get (f->wire, &request);

  assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpuint (fetched->head.status, ==, 200);
  assert_body (fetched, "hello, world");
}

static void
test_handles_forget (Fixture *f, gconstpointer unused)
{
  OpFetchRequest request = WIRE_REQUEST (url (f, "/hello"));
  g_autoptr(GPtrArray) requests = NULL;
  const ServedRequest *served;

  request.offset = 7;
  request.validator = (char *) "\"one\"";
  wire_get (f->wire, &request);
  assert_body (wire_get (f->wire, &WIRE_REQUEST (url (f, "/hello"))), "hello, world");

  requests = misbehaving_server_requests (f->server);
  served = requests->pdata[1];
  g_assert_cmpstr (served->range, ==, "");
  g_assert_cmpstr (served->if_range, ==, "");
  g_assert_cmpuint (misbehaving_server_n_connections (f->server), ==, 1);
}

static void
test_many_small_files (Fixture *f, gconstpointer unused)
{
  wire_settings (f->wire, &WIRE_SETTINGS);
  for (unsigned id = 1; id <= 100; id++)
    wire_fetch (f->wire, id, &WIRE_REQUEST (url (f, "/hello")));

  for (unsigned id = 1; id <= 100; id++)
    {
      const Fetched *fetched = wire_wait (f->wire, id);

      assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
      assert_body (fetched, "hello, world");
    }

  g_assert_cmpuint (misbehaving_server_n_connections (f->server), <=, 8);
}

static char *
make_big (size_t n_bytes)
{
  char *bytes = g_malloc (n_bytes);

  for (size_t i = 0; i < n_bytes; i++)
    bytes[i] = (char) (i % 251);

  return bytes;
}

/* Nothing is lost, and nothing blocks for good, when the daemon has something else to do. */
static void
test_slow_reader (Fixture *f, gconstpointer unused)
{
  g_autofree char *bytes = make_big (BIG_BYTES);
  const Route route = { .body = bytes, .n_body_bytes = BIG_BYTES };

  misbehaving_server_add (f->server, "/big", &route);
  wire_settings (f->wire, &WIRE_SETTINGS);
  wire_fetch (f->wire, 1, &WIRE_REQUEST (url (f, "/big")));
  wire_wait_for_head (f->wire, 1);

  /* More than the socket holds: written only because the worker reads while it waits. */
  for (unsigned id = 2; id <= 2000; id++)
    wire_fetch (f->wire, id, &WIRE_REQUEST (url (f, "/hello")));

  assert_ended (wire_wait (f->wire, 1), OP_OUTCOME_COMPLETE, "");
  g_assert_cmpmem (
      wire_wait (f->wire, 1)->body->data, wire_wait (f->wire, 1)->body->len, bytes, BIG_BYTES);
  for (unsigned id = 2; id <= 2000; id++)
    assert_body (wire_wait (f->wire, id), "hello, world");

  /* @bytes goes before the server */
  misbehaving_server_add (f->server, "/big", &hello);
}

static void
test_through_a_proxy (Fixture *f, gconstpointer unused)
{
  OpFetchSettings settings = WIRE_SETTINGS;
  g_autoptr(GPtrArray) requests = NULL;

  misbehaving_server_add (f->server, "http://example.invalid/x", &hello);
  settings.proxy = (char *) misbehaving_server_url (f->server);
  wire_settings (f->wire, &settings);

  assert_body (wire_get (f->wire, &WIRE_REQUEST ("http://example.invalid/x")), "hello, world");
  requests = misbehaving_server_requests (f->server);
  g_assert_cmpstr (((ServedRequest *) requests->pdata[0])->host, ==, "example.invalid");
}

static void
test_proxy_of_the_environment (Fixture *f, gconstpointer unused)
{
  g_autofree char *variable = g_strconcat ("http_proxy=", misbehaving_server_url (f->server), NULL);
  const char *const environment[] = { variable, NULL };
  g_autoptr(Wire) wire = wire_new (environment);

  misbehaving_server_add (f->server, "http://example.invalid/x", &hello);
  assert_body (wire_get (wire, &WIRE_REQUEST ("http://example.invalid/x")), "hello, world");
}

static void
test_abort_while_it_runs (Fixture *f, gconstpointer unused)
{
  static const Route route = { .body = "hello", .fault = FAULT_STALL, .n_bytes = 2 };
  const Fetched *fetched;

  misbehaving_server_add (f->server, "/stall", &route);
  wire_settings (f->wire, &WIRE_SETTINGS);
  wire_fetch (f->wire, 1, &WIRE_REQUEST (url (f, "/stall")));
  wire_wait_for_data (f->wire, 1);
  wire_abort (f->wire, 1);

  fetched = wire_wait (f->wire, 1);
  assert_ended (fetched, OP_OUTCOME_ABORTED, "");
  assert_body (fetched, "he");
}

static void
test_abort_while_it_waits (Fixture *f, gconstpointer unused)
{
  static const Route route = { .body = "hello", .fault = FAULT_SILENCE };
  OpFetchSettings settings = WIRE_SETTINGS;

  misbehaving_server_add (f->server, "/silence", &route);
  settings.max_connections = 1;
  wire_settings (f->wire, &settings);
  wire_fetch (f->wire, 1, &WIRE_REQUEST (url (f, "/silence")));
  wire_fetch (f->wire, 2, &WIRE_REQUEST (url (f, "/hello")));
  wire_fetch (f->wire, 3, &WIRE_REQUEST (url (f, "/hello")));
  wire_abort (f->wire, 2);
  assert_ended (wire_wait (f->wire, 2), OP_OUTCOME_ABORTED, "");

  /* The first made way, so the third may run. */
  wire_abort (f->wire, 1);
  assert_ended (wire_wait (f->wire, 1), OP_OUTCOME_ABORTED, "");
  assert_body (wire_wait (f->wire, 3), "hello, world");
}

static void
test_abort_of_what_has_ended (Fixture *f, gconstpointer unused)
{
  wire_settings (f->wire, &WIRE_SETTINGS);
  wire_abort (f->wire, 77);
  assert_body (wire_get (f->wire, &WIRE_REQUEST (url (f, "/hello"))), "hello, world");
  wire_abort (f->wire, 1);
  assert_body (wire_get (f->wire, &WIRE_REQUEST (url (f, "/hello"))), "hello, world");
}

static void
test_leaving_in_the_middle (Fixture *f, gconstpointer unused)
{
  static const Route route = { .body = "hello", .fault = FAULT_STALL, .n_bytes = 2 };

  misbehaving_server_add (f->server, "/stall", &route);
  wire_settings (f->wire, &WIRE_SETTINGS);
  wire_fetch (f->wire, 1, &WIRE_REQUEST (url (f, "/stall")));
  wire_wait_for_data (f->wire, 1);

  /* The tear-down asserts that the worker ends well. */
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fetch/a-whole-file", test_whole_file);
  ADD ("/fetch/an-empty-file", test_empty_file);
  ADD ("/fetch/the-rest-of-a-file", test_rest_of_a_file);
  ADD ("/fetch/the-rest-of-a-file-that-changed", test_rest_of_a_file_that_changed);
  ADD ("/fetch/a-handle-forgets-its-last-request", test_handles_forget);
  ADD ("/fetch/many-small-files-share-connections", test_many_small_files);
  ADD ("/fetch/a-slow-reader-loses-nothing", test_slow_reader);
  ADD ("/fetch/through-the-proxy-of-the-settings", test_through_a_proxy);
  ADD ("/fetch/through-the-proxy-of-the-environment", test_proxy_of_the_environment);
  ADD ("/fetch/abort-while-it-runs", test_abort_while_it_runs);
  ADD ("/fetch/abort-while-it-waits", test_abort_while_it_waits);
  ADD ("/fetch/abort-of-what-has-ended-is-ignored", test_abort_of_what_has_ended);
  ADD ("/fetch/the-daemon-may-leave-in-the-middle", test_leaving_in_the_middle);

  return g_test_run ();
}
