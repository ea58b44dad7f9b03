/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* TLS and HTTP/2, with nginx and a certificate made for the occasion. */

#include <string.h>
#include <sys/stat.h>

#include "fakes/misbehaving-server.h"
#include "support/files.h"
#include "support/patience.h"
#include "support/process.h"
#include "wire.h"

#define MAX_STARTS 5

typedef struct
{
  char *dir;                /* (owned) */
  guint16 port;             /* of nginx */
  MisbehavingServer *plain; /* (owned) */
  GSubprocess *nginx;       /* (owned) (nullable): NULL when it is not to be had */
  GStringChunk *texts;      /* (owned) */
} Fixture;

static const char configuration[] =
    "daemon off;\n"
    "master_process off;\n"
    "error_log %1$s/error.log;\n"
    "pid %1$s/nginx.pid;\n"
    "events { worker_connections 64; }\n"
    "http {\n"
    "  access_log off;\n"
    "  client_body_temp_path %1$s/body;\n"
    "  proxy_temp_path %1$s/proxy;\n"
    "  fastcgi_temp_path %1$s/fastcgi;\n"
    "  uwsgi_temp_path %1$s/uwsgi;\n"
    "  scgi_temp_path %1$s/scgi;\n"
    "  server {\n"
    "    listen 127.0.0.1:%2$u ssl http2;\n"
    "    ssl_certificate %1$s/trusted/server.pem;\n"
    "    ssl_certificate_key %1$s/server.key;\n"
    "    location /hello { return 200 hello; }\n"
    "    location /how { return 200 $http2-$connection; }\n"
    "    location /down { return 302 http://127.0.0.1:%3$u/hello; }\n"
    "    location /along { return 302 /hello; }\n"
    "  }\n"
    "}\n";

static void
make_certificate (Fixture *f)
{
  g_autofree char *key = g_build_filename (f->dir, "server.key", NULL);
  g_autofree char *folder = g_build_filename (f->dir, "trusted", NULL);
  g_autofree char *file = g_build_filename (folder, "server.pem", NULL);
  /* clang-format off */
  const char *const make[] = {
    "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
    "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
    "-keyout", key, "-out", file, NULL,
  };
  /* clang-format on */
  const char *const rehash[] = { "openssl", "rehash", folder, NULL };

  g_assert_cmpint (mkdir (folder, 0755), ==, 0);
  g_free (run_program (make));
  g_free (run_program (rehash));
}

/* nginx does not take port 0. Somebody else may take this one before it does; then nginx ends,
 * and is started again. */
static guint16
find_free_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  g_autoptr(GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);

  return port;
}

static gboolean
answers_or_ended (gpointer data)
{
  Fixture *f = data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection =
                 g_socket_client_connect_to_host (client, "127.0.0.1", f->port, NULL, NULL);

  return connection != NULL || g_subprocess_get_identifier (f->nginx) == NULL;
}

static void
try_to_start (Fixture *f)
{
  g_autofree char *conf = g_build_filename (f->dir, "nginx.conf", NULL);
  g_autofree char *log = g_build_filename (f->dir, "error.log", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  f->port = find_free_port ();
  text = g_strdup_printf (
      configuration, f->dir, (unsigned) f->port, (unsigned) misbehaving_server_port (f->plain));
  write_file (f->dir, "nginx.conf", text);
  f->nginx =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                        &error,
                        "nginx",
                        "-e",
                        log,
                        "-c",
                        conf,
                        NULL);
  g_assert_no_error (error);
  wait_until (answers_or_ended, f, "nginx");
}

static void
start_nginx (Fixture *f)
{
  for (unsigned i = 0; i < MAX_STARTS; i++)
    {
      try_to_start (f);
      if (g_subprocess_get_identifier (f->nginx) != NULL)
        return;

      g_clear_object (&f->nginx);
    }

  g_error ("nginx does not start; see %s/error.log", f->dir);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  static const Route hello = { .body = "hello over plain http" };
  g_autofree char *nginx = g_find_program_in_path ("nginx");
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autoptr(GError) error = NULL;

  f->texts = g_string_chunk_new (1024);
  f->plain = misbehaving_server_new ();
  misbehaving_server_add (f->plain, "/hello", &hello);
  f->dir = g_dir_make_tmp ("offpeak-tls-XXXXXX", &error);
  g_assert_no_error (error);

  /* The worker that root starts is not root when it reads certificates. */
  g_assert_cmpint (chmod (f->dir, 0755), ==, 0);

  if (nginx == NULL || openssl == NULL)
    {
      g_test_skip ("nginx or openssl is not installed");
      return;
    }

  make_certificate (f);
  start_nginx (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  if (f->nginx != NULL)
    {
      g_subprocess_force_exit (f->nginx);
      g_subprocess_wait (f->nginx, NULL, NULL);
      g_object_unref (f->nginx);
    }

  misbehaving_server_free (f->plain);
  g_string_chunk_free (f->texts);
  remove_tree (f->dir);
  g_free (f->dir);
}

static char *
url (Fixture *f, const char *path)
{
  g_autofree char *text = g_strdup_printf ("https://127.0.0.1:%u%s", f->port, path);

  return g_string_chunk_insert (f->texts, text);
}

/* A worker that believes in our certificate. */
static Wire *
make_wire (Fixture *f)
{
  g_autofree char *variable = g_strdup_printf ("SSL_CERT_FILE=%s/trusted/server.pem", f->dir);
  const char *const environment[] = { variable, NULL };

  return wire_new (environment);
}

static void
test_trusted (Fixture *f, gconstpointer unused)
{
  OpFetchRequest request = WIRE_REQUEST (url (f, "/hello"));
  g_autoptr(Wire) wire = NULL;

  if (f->nginx == NULL)
    return;

  wire = make_wire (f);
  request.only_trusted = TRUE;
  assert_body (wire_get (wire, &request), "hello");
  assert_body (wire_get (wire, &WIRE_REQUEST (url (f, "/along"))), "hello");
}

static void
test_trusted_folder (Fixture *f, gconstpointer unused)
{
  g_autofree char *variable = g_strdup_printf ("SSL_CERT_DIR=%s/trusted", f->dir);
  const char *const environment[] = { variable, NULL };
  g_autoptr(Wire) wire = NULL;

  if (f->nginx == NULL)
    return;

  wire = wire_new (environment);
  assert_body (wire_get (wire, &WIRE_REQUEST (url (f, "/hello"))), "hello");
}

static void
test_unknown (Fixture *f, gconstpointer unused)
{
  g_autoptr(Wire) wire = NULL;
  const Fetched *fetched;

  if (f->nginx == NULL)
    return;

  wire = wire_new (NULL);
  fetched = wire_get (wire, &WIRE_REQUEST (url (f, "/hello")));
  assert_ended (fetched, OP_OUTCOME_TLS, "certificate of ‘127.0.0.1’");
  g_assert_cmpuint (fetched->n_heads, ==, 0);
}

static void
test_of_another (Fixture *f, gconstpointer unused)
{
  g_autofree char *by_name = g_strdup_printf ("https://localhost:%u/hello", f->port);
  g_autoptr(Wire) wire = NULL;

  if (f->nginx == NULL)
    return;

  wire = make_wire (f);
  assert_ended (
      wire_get (wire, &WIRE_REQUEST (by_name)), OP_OUTCOME_TLS, "certificate of ‘localhost’");
}

static void
test_never_down (Fixture *f, gconstpointer unused)
{
  g_autofree char *location = g_strdup_printf ("Location: %s\r\n", url (f, "/down"));
  const Route up_and_down = { .status = 302, .headers = location };
  g_autofree char *plain_url = g_strconcat (misbehaving_server_url (f->plain), "/up", NULL);
  g_autoptr(Wire) wire = NULL;

  if (f->nginx == NULL)
    return;

  wire = make_wire (f);
  assert_ended (
      wire_get (wire, &WIRE_REQUEST (url (f, "/down"))), OP_OUTCOME_REDIRECT, "from https to http");

  misbehaving_server_add (f->plain, "/up", &up_and_down);
  assert_ended (
      wire_get (wire, &WIRE_REQUEST (plain_url)), OP_OUTCOME_REDIRECT, "from https to http");
}

static void
test_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *location = g_strdup_printf ("Location: %s\r\n", url (f, "/hello"));
  const Route up = { .status = 302, .headers = location };
  g_autofree char *plain_url = g_strconcat (misbehaving_server_url (f->plain), "/up", NULL);
  g_autoptr(Wire) wire = NULL;

  if (f->nginx == NULL)
    return;

  wire = make_wire (f);
  misbehaving_server_add (f->plain, "/up", &up);
  assert_body (wire_get (wire, &WIRE_REQUEST (plain_url)), "hello");
}

static void
test_one_connection (Fixture *f, gconstpointer unused)
{
  g_autoptr(Wire) wire = NULL;
  g_autofree char *first = NULL;

  if (f->nginx == NULL)
    return;

  wire = make_wire (f);
  wire_settings (wire, &WIRE_SETTINGS);
  for (unsigned id = 1; id <= 50; id++)
    wire_fetch (wire, id, &WIRE_REQUEST (url (f, "/how")));

  for (unsigned id = 1; id <= 50; id++)
    {
      const Fetched *fetched = wire_wait (wire, id);

      if (first == NULL)
        first = g_strndup ((const char *) fetched->body->data, fetched->body->len);
      assert_body (fetched, first);
    }
  g_assert_true (g_str_has_prefix (first, "h2-"));
}

static void
test_not_tls (Fixture *f, gconstpointer unused)
{
  g_autofree char *wrong =
      g_strdup_printf ("https://127.0.0.1:%u/hello", misbehaving_server_port (f->plain));
  g_autoptr(Wire) wire = wire_new (NULL);
  OpFetchSettings settings = WIRE_SETTINGS;

  settings.connect_timeout_sec = 1;
  wire_settings (wire, &settings);
  assert_ended (
      wire_get (wire, &WIRE_REQUEST (wrong)), OP_OUTCOME_TIMEOUT, "took too long to connect");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fetch-tls/a-trusted-certificate", test_trusted);
  ADD ("/fetch-tls/a-folder-of-certificates", test_trusted_folder);
  ADD ("/fetch-tls/an-unknown-certificate", test_unknown);
  ADD ("/fetch-tls/the-certificate-of-another", test_of_another);
  ADD ("/fetch-tls/never-down-to-http", test_never_down);
  ADD ("/fetch-tls/up-from-http", test_up);
  ADD ("/fetch-tls/one-connection-for-many-files", test_one_connection);
  ADD ("/fetch-tls/a-server-that-never-answers-the-handshake", test_not_tls);

  return g_test_run ();
}
