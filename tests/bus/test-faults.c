/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Servers that fail, lie and break off. What may pass is tried again; what will not is said at
 * once, in numbers and in words; the installed version runs on, and the next Download works.
 */

#include <string.h>

#include "fakes/misbehaving-server.h"
#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define HTTP "org.offpeak.Error.HttpStatus"
#define NETWORK "org.offpeak.Error.Network"
#define BAD_CONTENT "org.offpeak.Error.BadContent"

#define BODY "#!/bin/sh\necho 2.0\n"

typedef struct
{
  const char *name;
  Route route;
  unsigned error; /* number; 0 when it succeeds all the same */
  const char *error_name;
  const char *word;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "not-found",          { .body = BODY, .status = 404 }, ERROR_HTTP (404), HTTP, "404" },
  { "forbidden",          { .body = BODY, .status = 403 }, ERROR_HTTP (403), HTTP, "403" },
  { "gone-for-good-500",  { .body = BODY, .status = 500 }, ERROR_HTTP (500), HTTP, "500" },
  { "500-then-200",       { .body = BODY, .status = 500, .n_times = 1 }, 0, NULL, NULL },
  { "503-retry-after",    { .body = BODY, .status = 503, .headers = "Retry-After: 1\r\n",
                            .n_times = 1 }, 0, NULL, NULL },
  { "cut-off-once",       { .body = BODY, .fault = FAULT_CUT_OFF, .n_bytes = 5, .n_times = 1 },
                          0, NULL, NULL },
  { "cut-off-always",     { .body = BODY, .fault = FAULT_CUT_OFF, .n_bytes = 0 }, 9, NETWORK, "" },
  { "truncated",          { .body = BODY, .n_body_bytes = sizeof BODY - 3 }, 9, BAD_CONTENT, "size" },
  { "length-too-long",    { .body = BODY, .fault = FAULT_LONG_LENGTH, .n_bytes = 4 },
                          9, BAD_CONTENT, "size" },
  { "one-byte-more",      { .body = BODY, .fault = FAULT_ONE_MORE }, 9, BAD_CONTENT, "size" },
  { "one-more-in-chunks", { .body = BODY "\n", .fault = FAULT_CHUNKED }, 9, BAD_CONTENT, "size" },
  { "chunks",             { .body = BODY, .fault = FAULT_CHUNKED }, 0, NULL, NULL },
  { "no-length",          { .body = BODY, .fault = FAULT_NO_LENGTH }, 0, NULL, NULL },
  { "damaged",            { .body = BODY, .fault = FAULT_DAMAGE }, 9, BAD_CONTENT, "hash" },
  { "closes",             { .body = BODY, .fault = FAULT_CLOSE }, 9, NETWORK, "" },
  { "closes-once",        { .body = BODY, .fault = FAULT_CLOSE, .n_times = 1 }, 0, NULL, NULL },
  { "not-http",           { .body = BODY, .fault = FAULT_GARBAGE }, 9, NETWORK, "" },
  { "headers-flood",      { .body = BODY, .fault = FAULT_HEADER_FLOOD }, 9, NETWORK, "" },
  { "stalls-once",        { .body = BODY, .fault = FAULT_STALL, .n_bytes = 3, .n_times = 1 },
                          0, NULL, NULL },
  { "silent",             { .body = BODY, .fault = FAULT_SILENCE }, 9, NETWORK, "" },
  { "redirect-in-circles", { .body = BODY, .status = 302, .headers = "Location: /app\r\n" },
                          9, NETWORK, "redirect" },
  { "redirect-to-a-file", { .body = BODY, .status = 302,
                            .headers = "Location: file:///etc/passwd\r\n" }, 9, NETWORK, "" },
};
/* clang-format on */

/* As impatient as it can be told to be. */
static void
write_configuration (Service *s)
{
  write_file (s->root,
              "etc/offpeak/offpeak.conf",
              "[Transfer]\nRetryCount=2\nRetryFirstSec=1\nRetryMaxSec=1\nLowSpeedSec=1\n"
              "LowSpeedBytes=1000\nConnectTimeoutSec=5\n");
}

/* Version 2.0: one program, from the server that misbehaves. */
static void
publish_from (Service *s, MisbehavingServer *server)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, BODY, -1);
  g_autofree char *list =
      g_strdup_printf ("{\"version\": \"2.0\", \"files\": [{\"name\": \"app\", \"relativePath\": "
                       "\"/bin/\", \"url\": \"%s/app\", \"size\": %zu, \"hash\": \"%s\", "
                       "\"mode\": \"0755\"}]}",
                       misbehaving_server_url (server),
                       strlen (BODY),
                       hash);

  application_publish_text (s->www, list);
}

static Service *
service_new_with_1_installed (void)
{
  Service *s = service_new ();

  if (s == NULL)
    return NULL;

  write_configuration (s);
  service_publish (s, "1.0", NULL);
  service_add_product (s, "editor", NULL);
  service_start (s);
  service_update (s, "1.0");

  return s;
}

static void
assert_fails_and_recovers (Service *s, unsigned error, const char *name, const char *word)
{
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, error, name, word);
  application_assert_installed (service_install_root (s, NULL), s->www, "1.0");

  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Service) s = service_new_with_1_installed ();
  g_autofree char *said = NULL;

  if (s == NULL)
    return;

  misbehaving_server_add (server, "/app", &c->route);
  publish_from (s, server);
  if (c->error != 0)
    {
      assert_fails_and_recovers (s, c->error, c->error_name, c->word);
      return;
    }

  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  said = application_run (service_install_root (s, NULL));
  g_assert_cmpstr (said, ==, "2.0");
}

/* What is not transient is not tried again. */
static void
test_no_second_try (void)
{
  static const Route route = { .body = BODY, .status = 404 };
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Service) s = service_new_with_1_installed ();
  g_autoptr(GPtrArray) requests = NULL;

  if (s == NULL)
    return;

  misbehaving_server_add (server, "/app", &route);
  publish_from (s, server);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  requests = misbehaving_server_requests (server);
  g_assert_cmpuint (requests->len, ==, 1);
}

static void
test_wait_reason (void)
{
  static const Route route = {
    .body = BODY, .status = 503, .headers = "Retry-After: 1000\r\n", .n_times = 1
  };
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Service) s = service_new_with_1_installed ();

  if (s == NULL)
    return;

  misbehaving_server_add (server, "/app", &route);
  publish_from (s, server);
  must_call (s, NULL, "Download", "");
  wait_for_reason (s, NULL, "retry");
  g_assert_cmpuint (get_status (s, NULL, NULL), ==, STATUS_DOWNLOAD_WIP);

  /* Resume does not wait. */
  must_call (s, NULL, "Resume", NULL);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_SUCCEEDED);
}

static void
test_list_missing (void)
{
  g_autoptr(Service) s = service_new_with_1_installed ();
  g_autofree char *path = NULL;

  if (s == NULL)
    return;

  path = g_build_filename (s->www, "filelist.json", NULL);
  remove_tree (path);
  g_assert_false (file_exists (s->www, "filelist.json"));
  assert_fails_and_recovers (s, ERROR_HTTP (404), HTTP, "404");
}

static void
test_list_500_then_200 (void)
{
  static const Route template = { .status = 500, .n_times = 1 };
  g_autoptr(MisbehavingServer) server = misbehaving_server_new ();
  g_autoptr(Service) s = service_new_with_1_installed ();
  g_autofree char *list = NULL;
  g_autofree char *url = NULL;
  Route route = template;

  if (s == NULL)
    return;

  service_publish (s, "2.0", NULL);
  list = read_file (s->www, "filelist.json");
  route.body = list;
  misbehaving_server_add (server, "/filelist.json", &route);
  url = g_strconcat (misbehaving_server_url (server), "/filelist.json", NULL);

  /* Its URLs are relative to the list, so the files are looked for beside it: by their own base. */
  service_stop (s);
  service_add_product (s, "editor", "FileListUrl", url, NULL);
  service_start (s);
  {
    g_autofree char *parameters = g_strdup_printf ("updatebaseurl=%s2.0/", nginx_url (s->nginx));

    run_call (s, NULL, "Download", parameters, STATUS_DOWNLOAD_SUCCEEDED);
  }
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  application_assert_installed (service_install_root (s, NULL), s->www, "2.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/faults/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/faults/what-is-final-is-not-tried-again", test_no_second_try);
  g_test_add_func ("/faults/waiting-says-why-and-resume-ends-it", test_wait_reason);
  g_test_add_func ("/faults/list-missing", test_list_missing);
  g_test_add_func ("/faults/list-500-then-200", test_list_500_then_200);

  return g_test_run ();
}
