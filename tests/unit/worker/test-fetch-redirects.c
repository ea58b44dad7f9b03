/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the worker lets itself be sent, and where not; and to whom it tells what. */

#include <string.h>

#include "fakes/misbehaving-server.h"
#include "wire.h"

typedef struct
{
  MisbehavingServer *server;  /* (owned) */
  MisbehavingServer *another; /* (owned) */
  Wire *wire;                 /* (owned) */
  GStringChunk *texts;        /* (owned) */
} Fixture;

static const Route hello = { .body = "hello" };

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->server = misbehaving_server_new ();
  f->another = misbehaving_server_new ();
  f->wire = wire_new (NULL);
  f->texts = g_string_chunk_new (1024);
  misbehaving_server_add (f->server, "/hello", &hello);
  misbehaving_server_add (f->another, "/hello", &hello);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  wire_free (f->wire);
  misbehaving_server_free (f->server);
  misbehaving_server_free (f->another);
  g_string_chunk_free (f->texts);
}

static char *
join (Fixture *f, const char *a, const char *b)
{
  g_autofree char *text = g_strconcat (a, b, NULL);

  return g_string_chunk_insert (f->texts, text);
}

static char *
url (Fixture *f, const char *path)
{
  return join (f, misbehaving_server_url (f->server), path);
}

static char *
url_with_user (Fixture *f, const char *path)
{
  return join (f, "http://me:secret@", url (f, path) + strlen ("http://"));
}

static void
redirect (Fixture *f, const char *path, unsigned status, const char *location)
{
  const Route route = {
    .body = "it has moved",
    .status = status,
    .headers = join (f, join (f, "Location: ", location), "\r\n"),
  };

  misbehaving_server_add (f->server, path, &route);
}

static void
test_follows (Fixture *f, gconstpointer unused)
{
  const unsigned statuses[] = { 301, 302, 303, 307, 308 };

  for (size_t i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      const Fetched *fetched;

      redirect (f, "/old", statuses[i], i % 2 == 0 ? "/hello" : url (f, "/hello"));
      fetched = wire_get (f->wire, &WIRE_REQUEST (url (f, "/old")));
      assert_ended (fetched, OP_OUTCOME_COMPLETE, "");
      assert_body (fetched, "hello");
      g_assert_cmpuint (fetched->head.status, ==, 200);
      g_assert_cmpstr (fetched->head.effective_url, ==, url (f, "/hello"));
    }
}

static void
test_asks_for_the_same_range (Fixture *f, gconstpointer unused)
{
  OpFetchRequest request = WIRE_REQUEST (url (f, "/old"));
  const Fetched *fetched;

  redirect (f, "/old", 302, join (f, misbehaving_server_url (f->another), "/hello"));
  request.offset = 3;
  fetched = wire_get (f->wire, &request);
  g_assert_cmpuint (fetched->head.status, ==, 206);
  assert_body (fetched, "lo");
}

static void
test_limit (Fixture *f, gconstpointer unused)
{
  redirect (f, "/1", 302, "/2");
  redirect (f, "/2", 302, "/3");
  redirect (f, "/3", 302, "/hello");
  assert_body (wire_get (f->wire, &WIRE_REQUEST (url (f, "/1"))), "hello");

  redirect (f, "/0", 302, "/1");
  assert_ended (
      wire_get (f->wire, &WIRE_REQUEST (url (f, "/0"))), OP_OUTCOME_REDIRECT, "3 redirects");

  redirect (f, "/loop", 302, "/loop");
  assert_ended (
      wire_get (f->wire, &WIRE_REQUEST (url (f, "/loop"))), OP_OUTCOME_REDIRECT, "‘127.0.0.1’");
}

static void
test_no_redirects (Fixture *f, gconstpointer unused)
{
  OpFetchSettings settings = WIRE_SETTINGS;

  settings.max_redirects = 0;
  wire_settings (f->wire, &settings);
  redirect (f, "/old", 302, "/hello");
  assert_ended (
      wire_get (f->wire, &WIRE_REQUEST (url (f, "/old"))), OP_OUTCOME_REDIRECT, "0 redirects");
}

static void
test_never_goes (Fixture *f, gconstpointer location)
{
  const Fetched *fetched;

  redirect (f, "/old", 302, location);
  fetched = wire_get (f->wire, &WIRE_REQUEST (url (f, "/old")));
  assert_ended (fetched, OP_OUTCOME_REDIRECT, "‘127.0.0.1’ redirects");
  g_assert_cmpuint (fetched->n_heads, ==, 0);
}

static const char *
find_authorization (MisbehavingServer *server, const char *path)
{
  g_autoptr(GPtrArray) requests = misbehaving_server_requests (server);

  for (size_t i = 0; i < requests->len; i++)
    {
      const ServedRequest *request = requests->pdata[i];

      if (g_str_equal (request->path, path))
        return g_intern_string (request->authorization);
    }

  return NULL;
}

/* The same origin, another origin, and back. */
static void
test_user_info (Fixture *f, gconstpointer unused)
{
  const Fetched *fetched;

  redirect (f, "/1", 302, "/2");
  redirect (f, "/2", 302, join (f, misbehaving_server_url (f->another), "/hello"));
  fetched = wire_get (f->wire, &WIRE_REQUEST (url_with_user (f, "/1")));

  assert_body (fetched, "hello");
  g_assert_cmpstr (
      fetched->head.effective_url, ==, join (f, misbehaving_server_url (f->another), "/hello"));
  g_assert_cmpstr (find_authorization (f->server, "/1"), ==, "Basic bWU6c2VjcmV0");
  g_assert_cmpstr (find_authorization (f->server, "/2"), ==, "Basic bWU6c2VjcmV0");
  g_assert_cmpstr (find_authorization (f->another, "/hello"), ==, "");
}

static void
test_user_info_is_not_told (Fixture *f, gconstpointer unused)
{
  const Fetched *fetched;

  redirect (f, "/hello", 403, "");
  fetched = wire_get (f->wire, &WIRE_REQUEST (url_with_user (f, "/hello?token=1")));
  assert_ended (fetched, OP_OUTCOME_HTTP, "403");
  g_assert_null (strstr (fetched->end.message, "secret"));
  g_assert_null (strstr (fetched->end.message, "token"));
  g_assert_null (strstr (fetched->head.effective_url, "secret"));
}

/* Nor does it stay with the handle. */
static void
test_user_info_is_forgotten (Fixture *f, gconstpointer unused)
{
  static const Route route = { .body = "second" };

  wire_get (f->wire, &WIRE_REQUEST (url_with_user (f, "/hello")));
  misbehaving_server_add (f->server, "/second", &route);
  wire_get (f->wire, &WIRE_REQUEST (url (f, "/second")));
  g_assert_cmpstr (find_authorization (f->server, "/second"), ==, "");
}

/* What a server invents is not sent to anybody. */
static void
test_user_info_of_a_redirect (Fixture *f, gconstpointer unused)
{
  redirect (f, "/old", 302, url_with_user (f, "/hello"));
  assert_body (wire_get (f->wire, &WIRE_REQUEST (url (f, "/old"))), "hello");
  g_assert_cmpstr (find_authorization (f->server, "/hello"), ==, "");
}

static const Fetched *
get_trusted (Fixture *f, const char *text)
{
  OpFetchRequest request = WIRE_REQUEST (text);

  request.only_trusted = TRUE;

  return wire_get (f->wire, &request);
}

static void
test_trusted_loopback (Fixture *f, gconstpointer unused)
{
  g_autofree char *by_name =
      g_strdup_printf ("http://localhost:%u/hello", misbehaving_server_port (f->server));

  assert_body (get_trusted (f, url (f, "/hello")), "hello");
  redirect (f, "/old", 302, by_name);
  assert_body (get_trusted (f, url (f, "/old")), "hello");
}

static void
test_trusted_refuses_others (Fixture *f, gconstpointer unused)
{
  /* An address that is nobody's: it is not even asked. */
  assert_ended (get_trusted (f, "http://192.0.2.1/x"), OP_OUTCOME_BAD_REQUEST, "‘192.0.2.1’");
  redirect (f, "/old", 302, "http://192.0.2.1/x");
  assert_ended (get_trusted (f, url (f, "/old")), OP_OUTCOME_REDIRECT, "‘192.0.2.1’");
  redirect (f, "/old", 302, "http://127.0.0.1.example/x");
  assert_ended (get_trusted (f, url (f, "/old")), OP_OUTCOME_REDIRECT, "‘127.0.0.1.example’");
}

/* This machine is not behind a proxy. */
static void
test_trusted_needs_no_proxy (Fixture *f, gconstpointer unused)
{
  OpFetchSettings settings = WIRE_SETTINGS;
  g_autoptr(GPtrArray) requests = NULL;

  settings.proxy = (char *) misbehaving_server_url (f->another);
  wire_settings (f->wire, &settings);
  assert_body (get_trusted (f, url (f, "/hello")), "hello");

  requests = misbehaving_server_requests (f->another);
  g_assert_cmpuint (requests->len, ==, 0);
}

static const char *const never[] = {
  "ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://127.0.0.1/x", "http://", "javascript:0",
};

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fetch-redirects/are-followed", test_follows);
  ADD ("/fetch-redirects/keep-the-range", test_asks_for_the_same_range);
  ADD ("/fetch-redirects/are-limited", test_limit);
  ADD ("/fetch-redirects/may-be-none", test_no_redirects);
  for (size_t i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_autofree char *path = g_strdup_printf ("/fetch-redirects/never-lead-astray/%zu", i);

      g_test_add (path, Fixture, never[i], set_up, test_never_goes, tear_down);
    }
  ADD ("/fetch-redirects/user-info-stays-with-its-origin", test_user_info);
  ADD ("/fetch-redirects/user-info-is-not-told", test_user_info_is_not_told);
  ADD ("/fetch-redirects/user-info-is-forgotten", test_user_info_is_forgotten);
  ADD ("/fetch-redirects/user-info-of-a-server-is-dropped", test_user_info_of_a_redirect);
  ADD ("/fetch-redirects/only-trusted-takes-this-machine", test_trusted_loopback);
  ADD ("/fetch-redirects/only-trusted-refuses-others", test_trusted_refuses_others);
  ADD ("/fetch-redirects/only-trusted-needs-no-proxy-here", test_trusted_needs_no_proxy);

  return g_test_run ();
}
