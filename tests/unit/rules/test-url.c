/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/url.h"

#include <string.h>

#include "base/error.h"

static void
test_takes_http_and_files (void)
{
  static const struct
  {
    const char *url;
    OpScheme scheme;
  } cases[] = {
    { "http://host", OP_SCHEME_HTTP },
    { "HTTPS://Host.Example:8443/a%20b?q=1", OP_SCHEME_HTTPS },
    { "https://user:pass@host/", OP_SCHEME_HTTPS },
    { "http://[::1]:80/x", OP_SCHEME_HTTP },
    { "http://127.0.0.1/{channel}/list", OP_SCHEME_HTTP },
    { "file:///srv/x", OP_SCHEME_FILE },
    { "file://localhost/srv/x", OP_SCHEME_FILE },
    { "file:/srv/x", OP_SCHEME_FILE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      OpScheme scheme;
      gboolean ok = op_url_check (cases[i].url, &scheme, &error);

      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_cmpint (scheme, ==, cases[i].scheme);
    }
}

typedef struct
{
  const char *name, *url, *word;
} BadUrl;

static void
test_refuses (gconstpointer data)
{
  const BadUrl *c = data;
  g_autoptr(GError) error = NULL;
  gboolean ok = op_url_check (c->url, NULL, &error);

  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
  g_assert_false (ok);
  g_test_message ("%s", error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, c->word));
}

/* clang-format off */
static const BadUrl refused[] = {
  { "empty",             "",                          "empty" },
  { "relative",          "a/b",                       "must begin with" },
  { "other-scheme",      "ftp://host/x",              "must begin with" },
  { "script",            "javascript:alert(1)",       "must begin with" },
  { "no-host",           "http:///x",                 "no host" },
  { "no-authority",      "https:x",                   "no host" },
  { "fragment",          "https://host/x#y",          "fragment" },
  { "fragment-empty",    "https://host/x#",           "fragment" },
  { "space",             "https://host/a b",          "percent-encoded" },
  { "umlaut",            "https://host/\xc3\xbc",     "percent-encoded" },
  { "bad-utf-8",         "https://host/\xff",         "percent-encoded" },
  { "backslash",         "https://good\\@evil/",      "percent-encoded" },
  { "newline",           "https://host/\nx",          "control" },
  { "two-at",            "https://a@b@c/",            "‘@’" },
  { "host-encoded",      "https://ex%61mple/",        "host" },
  { "host-odd",          "https://exa,mple/",         "host" },
  { "port-zero",         "https://host:0/",           "port" },
  { "port-too-large",    "https://host:65536/",       "malformed" },
  { "port-word",         "https://host:x/",           "malformed" },
  { "ipv6-open",         "http://[::1/x",             "malformed" },
  { "bad-escape",        "https://host/%zz",          "malformed" },
  { "file-elsewhere",    "file://other/x",            "another host" },
  { "file-relative",     "file:x",                    "absolute" },
  { "file-nothing",      "file://",                   "absolute" },
  { "file-port",         "file://localhost:1/x",      "port" },
  { "file-query",        "file:///x?y",               "query" },
};
/* clang-format on */

static void
test_knows_its_limit (void)
{
  g_autofree char *filling = g_strnfill (8192 - strlen ("http://h/"), 'a');
  g_autofree char *longest = g_strconcat ("http://h/", filling, NULL);
  g_autofree char *too_long = g_strconcat (longest, "a", NULL);

  g_assert_true (op_url_check (longest, NULL, NULL));
  g_assert_false (op_url_check (too_long, NULL, NULL));
}

static void
test_knows_this_machine (void)
{
  static const char *const here[] = {
    "http://127.0.0.1/",   "http://127.255.0.9:8080/x", "https://[::1]/",
    "http://LocalHost:1/", "http://[0:0:0:0:0:0:0:1]/", "http://[0::0001]/"
  };
  static const char *const elsewhere[] = { "http://128.0.0.1/",
                                           "http://localhost.example/",
                                           "http://127.0.0.1.x/",
                                           "http://[::2]/",
                                           "http://[::1:1]/",
                                           "http://[1::1]/",
                                           "http://[::10]/",
                                           "http://[::]/",
                                           "http://127.evil/",
                                           "http://127.0.0/",
                                           "http://[::ffff:127.0.0.1]/",
                                           "http://0.0.0.0/",
                                           "http://127.0.0.1@evil/",
                                           "nonsense",
                                           "file:///x" };

  for (size_t i = 0; i < G_N_ELEMENTS (here); i++)
    {
      g_assert_true (op_url_is_loopback (here[i]));
      g_assert_true (op_url_is_trusted_transport (here[i]));
    }
  for (size_t i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    g_assert_false (op_url_is_loopback (elsewhere[i]));

  g_assert_true (op_url_is_trusted_transport ("https://host/"));
  g_assert_true (op_url_is_trusted_transport ("file:///x"));
  g_assert_false (op_url_is_trusted_transport ("http://host/"));
  g_assert_false (op_url_is_trusted_transport ("ftp://localhost/"));
}

static void
test_knows_what_lies_below (void)
{
  static const struct
  {
    const char *url, *base;
    gboolean expected;
  } cases[] = {
    { "https://h/a/b", "https://h/a", TRUE },
    { "https://h/a/b", "https://h/a/", TRUE },
    { "https://h/a", "https://h/a/", TRUE },
    { "https://h/a/b", "https://h", TRUE },
    { "HTTPS://H:443/%61/b", "https://h/a", TRUE },
    { "http://h:80/a", "http://h/", TRUE },
    { "file:///a/b", "file://localhost/a", TRUE },
    { "https://h/ab", "https://h/a", FALSE },
    { "https://h/", "https://h/a", FALSE },
    { "http://h/a", "https://h/a", FALSE },
    { "https://h:444/a", "https://h/a", FALSE },
    { "https://h.evil/a", "https://h/a", FALSE },
    { "https://h@evil/a", "https://h/a", FALSE },
    { "https://h/a/../b", "https://h/a", FALSE },
    { "https://h/a/%2e%2e/b", "https://h/a", FALSE },
    { "https://h/a/.%2E/b", "https://h/a", FALSE },
    { "https://h/a/..%2fb", "https://h/a", FALSE },
    { "https://h/a/..%5cb", "https://h/a", FALSE },
    { "https://h/a/%00", "https://h/a", FALSE },
    { "https://h/a/./b", "https://h/a", FALSE },
    { "https://h/A/b", "https://h/a", FALSE },
    { "nonsense", "https://h/a", FALSE },
    { "https://h/a", "nonsense", FALSE },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s below %s", cases[i].url, cases[i].base);
      g_assert_cmpint (op_url_is_below (cases[i].url, cases[i].base), ==, cases[i].expected);
    }
}

static void
test_the_path_of_a_file (void)
{
  static const char *const bad[] = { "http://h/x",    "file:///a/../b", "file:///a/%2e%2e/b",
                                     "file:///a%2fb", "file:///a%00",   "file://other/a" };
  g_autofree char *plain = op_url_get_file_path ("file:///srv/a%20b/%c3%bc", NULL);
  g_autofree char *local = op_url_get_file_path ("FILE://LOCALHOST/srv", NULL);

  g_assert_cmpstr (plain, ==, "/srv/a b/\xc3\xbc");
  g_assert_cmpstr (local, ==, "/srv");

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (op_url_get_file_path (bad[i], &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
    }
}

static void
test_joins_with_one_slash (void)
{
  static const struct
  {
    const char *base, *path, *expected;
  } cases[] = {
    { "https://h", "a/b", "https://h/a/b" },
    { "https://h/x/", "a", "https://h/x/a" },
    { "https://h/x//", "/a", "https://h/x/a" },
    { "https://h/x?token=1", "a", "https://h/x/a?token=1" },
    { "file:///srv", "a b/ü+#?%", "file:///srv/a%20b/%C3%BC%2B%23%3F%25" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = op_url_join (cases[i].base, cases[i].path);

      g_assert_cmpstr (url, ==, cases[i].expected);
      g_assert_true (op_url_check (url, NULL, NULL));
    }
}

static void
test_resolves_as_seen_from_the_list (void)
{
  static const struct
  {
    const char *base, *reference, *expected;
  } cases[] = {
    { "https://h/d/list.json", "a/b", "https://h/d/a/b" },
    { "https://h/d/list.json?v=1", "a?w=2", "https://h/d/a?w=2" },
    { "https://h/d/list.json", "/a", "https://h/a" },
    { "https://h/d/list.json", "../a", "https://h/a" },
    { "https://h/d/list.json", "../../../a", "https://h/a" },
    { "https://h/d/list.json", "//other/a", "https://other/a" },
    { "https://h/d/list.json", "http://other/a%20b", "http://other/a%20b" },
    { "file:///srv/d/list.json", "a", "file:///srv/d/a" },
    { "file:///srv/d/list.json", "../a", "file:///srv/a" },
  };
  static const char *const bad[] = { "", "ftp://h/x", "a b", "a#b", "a%zz", "\n", "http://" };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *url = op_url_resolve (cases[i].base, cases[i].reference, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (url, ==, cases[i].expected);
    }

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (op_url_resolve ("https://h/d/", bad[i], &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
    }
}

static void
test_fills_in_names (void)
{
  static const char *const pairs[] = { "channel", "a b/c", "arch", "{channel}", NULL };
  g_autofree char *filled = op_url_fill ("https://h/{channel}/{arch}/{other}/{", pairs);

  g_assert_cmpstr (filled, ==, "https://h/a%20b%2Fc/%7Bchannel%7D/{other}/{");
}

static void
test_shows_no_secrets (void)
{
  static const struct
  {
    const char *url, *expected;
  } cases[] = {
    { "https://h/a", "https://h/a" },
    { "https://me:secret@h/a?token=secret#secret", "https://h/a" },
    { "https://h/@scope/a", "https://h/@scope/a" },
    { "https://me:se/cr@et@h/a", "https://h/a" },
    { "me:secret@h/a", "h/a" },
    { "h?secret#secret://x", "h" },
    { "https://h/\n\xff", "https://h/??" },
    { "", "" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shown = op_url_redact (cases[i].url);

      g_assert_cmpstr (shown, ==, cases[i].expected);
    }
}

static void
test_where_a_file_is_to_be_had (void)
{
  OpUrlPlaces places = { "https://lists/d/list.json", "https://given/g", "https://own/o/" };
  g_autofree char *given = op_url_of_file (&places, "a b", "x", NULL);
  g_autofree char *relative = NULL;
  g_autofree char *absolute = NULL;
  g_autofree char *configured = NULL;

  places.given_base = NULL;
  relative = op_url_of_file (&places, "a b", "x", NULL);
  absolute = op_url_of_file (&places, "a b", "http://cdn/x", NULL);
  configured = op_url_of_file (&places, "a b", NULL, NULL);

  g_assert_cmpstr (given, ==, "https://given/g/a%20b");
  g_assert_cmpstr (relative, ==, "https://lists/d/x");
  g_assert_cmpstr (absolute, ==, "http://cdn/x");
  g_assert_cmpstr (configured, ==, "https://own/o/a%20b");
}

static void
test_where_a_file_is_not_to_be_had (void)
{
  OpUrlPlaces places = { "http://127.0.0.1/list.json", NULL, NULL };
  static const char *const bad[] = { "file:///etc/passwd", "FILE:/etc/passwd", "a b",
                                     "ftp://h/x",          "http:///x",        NULL };

  for (size_t i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (op_url_of_file (&places, "bin/app", bad[i], &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST);
      g_assert_nonnull (strstr (error->message, "‘bin/app’"));
    }

  places.list_url = "file:///srv/list.json";
  {
    g_autofree char *file = op_url_of_file (&places, "a", "file:///srv/a", NULL);

    g_assert_cmpstr (file, ==, "file:///srv/a");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/url/takes-http-and-files", test_takes_http_and_files);
  g_test_add_func ("/url/knows-its-limit", test_knows_its_limit);
  g_test_add_func ("/url/knows-this-machine", test_knows_this_machine);
  g_test_add_func ("/url/knows-what-lies-below", test_knows_what_lies_below);
  g_test_add_func ("/url/the-path-of-a-file", test_the_path_of_a_file);
  g_test_add_func ("/url/joins-with-one-slash", test_joins_with_one_slash);
  g_test_add_func ("/url/resolves-as-seen-from-the-list", test_resolves_as_seen_from_the_list);
  g_test_add_func ("/url/fills-in-names", test_fills_in_names);
  g_test_add_func ("/url/shows-no-secrets", test_shows_no_secrets);
  g_test_add_func ("/url/where-a-file-is-to-be-had", test_where_a_file_is_to_be_had);
  g_test_add_func ("/url/where-a-file-is-not-to-be-had", test_where_a_file_is_not_to_be_had);

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/url/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, &refused[i], test_refuses);
    }

  return g_test_run ();
}
