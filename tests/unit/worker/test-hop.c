/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/hop.h"

#include "base/error.h"

static void
test_parts (void)
{
  g_auto(OpHop) hop = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (op_hop_parse ("https://me:s%40crt@Example.org/a/b?q=1#part", &hop, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (hop.url, ==, "https://Example.org/a/b?q=1");
  g_assert_cmpstr (hop.host, ==, "Example.org");
  g_assert_cmpstr (hop.origin, ==, "https://Example.org:443");
  g_assert_cmpstr (hop.user, ==, "me");
  g_assert_cmpstr (hop.password, ==, "s@crt");
  g_assert_true (hop.is_https);
  g_assert_false (hop.is_loopback);
}

static const struct
{
  const char *url;
  gboolean is_loopback;
} hosts[] = {
  { "http://127.0.0.1/", TRUE },
  { "http://127.255.3.4:80/", TRUE },
  { "http://2130706433/", TRUE },
  { "http://0x7f.1/", TRUE },
  { "http://[::1]/", TRUE },
  { "http://[0:0:0:0:0:0:0:1]:8080/", TRUE },
  { "http://localhost/", TRUE },
  { "http://LocalHost:8080/", TRUE },
  { "http://user@localhost/", TRUE },
  { "http://128.0.0.1/", FALSE },
  { "http://0.0.0.0/", FALSE },
  { "http://[::]/", FALSE },
  { "http://[::ffff:127.0.0.1]/", FALSE },
  { "http://localhost.example/", FALSE },
  { "http://127.0.0.1.example/", FALSE },
  { "http://localhost@example.org/", FALSE },
  { "http://example.org/localhost", FALSE },
};

static void
test_loopback (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_auto(OpHop) hop = { 0 };
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", hosts[i].url);
      g_assert_true (op_hop_parse (hosts[i].url, &hop, &error));
      g_assert_no_error (error);
      g_assert_cmpint (hop.is_loopback, ==, hosts[i].is_loopback);
      g_assert_cmpint (op_hop_check_trusted (&hop, NULL), ==, hosts[i].is_loopback);
    }
}

static const struct
{
  const char *from, *location, *to; /* to: NULL when it is not followed */
} redirects[] = {
  { "http://a.example/x/y", "z", "http://a.example/x/z" },
  { "http://a.example/x/y", "/z?q", "http://a.example/z?q" },
  { "http://a.example/x/y", "//b.example/z", "http://b.example/z" },
  { "http://a.example/x", "https://b.example/", "https://b.example/" },
  { "http://me:secret@a.example/x", "y", "http://a.example/y" },
  { "http://a.example/x", "http://me:secret@b.example/y#z", "http://b.example/y" },
  { "http://a.example/x", "/a b", "http://a.example/a%20b" },
  { "https://a.example/x", "//b.example/z", "https://b.example/z" },
  { "https://a.example/x", "http://a.example/x", NULL },
  { "https://a.example/x", "http://localhost/x", NULL },
  { "http://a.example/x", "file:///etc/passwd", NULL },
  { "http://a.example/x", "ftp://a.example/x", NULL },
  { "http://a.example/x", "http://", NULL },
  { "http://a.example/x", "http://a\x01.example/", NULL },
};

static void
test_redirects (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (redirects); i++)
    {
      g_auto(OpHop) hop = { 0 };
      g_auto(OpHop) next = { 0 };
      g_autoptr(GError) error = NULL;

      g_test_message ("%s -> %s", redirects[i].from, redirects[i].location);
      g_assert_true (op_hop_parse (redirects[i].from, &hop, &error));
      g_assert_no_error (error);
      g_assert_cmpint (
          op_hop_follow (&hop, redirects[i].location, &next, &error), ==, redirects[i].to != NULL);
      g_assert_cmpstr (next.url, ==, redirects[i].to);
      g_assert_cmpint (error == NULL, ==, redirects[i].to != NULL);
      g_assert_null (next.user);
      g_assert_null (next.password);
    }
}

static void
test_too_long (void)
{
  g_autofree char *path = g_strnfill (9000, 'x');
  g_autofree char *url = g_strconcat ("http://a.example/", path, NULL);
  g_auto(OpHop) hop = { 0 };
  g_auto(OpHop) next = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_false (op_hop_parse (url, &hop, NULL));
  g_assert_true (op_hop_parse ("http://a.example/", &hop, &error));
  g_assert_no_error (error);
  g_assert_false (op_hop_follow (&hop, url, &next, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hop/has-its-parts", test_parts);
  g_test_add_func ("/hop/knows-this-machine", test_loopback);
  g_test_add_func ("/hop/follows-where-it-may", test_redirects);
  g_test_add_func ("/hop/refuses-what-is-too-long", test_too_long);

  return g_test_run ();
}
