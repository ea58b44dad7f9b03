/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/nginx.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "support/files.h"
#include "support/patience.h"
#include "support/process.h"

#define MAX_STARTS 5

struct _Nginx
{
  Process *process;  /* (owned) (nullable) */
  char *scratch_dir; /* (owned) */
  char *dir;         /* (owned) */
  char *url;         /* (owned) */
  guint16 port;
  size_t n_forgotten; /* bytes of the log */
};

/* Not a daemon, one process: it ends when it is told to, and logs a request before it reads the
 * next one. */
static const char configuration[] =
    "daemon off;\n"
    "master_process off;\n"
    "error_log %1$s/nginx-error.log info;\n"
    "pid %1$s/nginx.pid;\n"
    "events { worker_connections 256; }\n"
    "http {\n"
    "  types { application/json json; }\n"
    "  default_type application/octet-stream;\n"
    "  client_body_temp_path %1$s/nginx-body;\n"
    "  proxy_temp_path %1$s/nginx-proxy;\n"
    "  fastcgi_temp_path %1$s/nginx-fastcgi;\n"
    "  uwsgi_temp_path %1$s/nginx-uwsgi;\n"
    "  scgi_temp_path %1$s/nginx-scgi;\n"
    "  log_format test '$uri|$status|$body_bytes_sent|$http_range|$http_if_range|"
    "$connection_requests';\n"
    "  access_log %1$s/access.log test;\n"
    "  keepalive_requests 100000;\n"
    "  sendfile_max_chunk 64k;\n"
    "  server {\n"
    "    listen 127.0.0.1:%2$u;\n"
    "    root %3$s;\n"
    "    location ~ ^/rate/([0-9a-z]+)/(.*)$ { limit_rate $1; alias %3$s/$2; }\n"
    "    location ~ ^/status/404/ { return 404; }\n"
    "    location ~ ^/status/500/ { return 500; }\n"
    "  }\n"
    "}\n";

/* nginx does not take port 0. Somebody else may take this one before it does; then the start
 * fails, and is tried again. */
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

static GSocketConnection *
connect_to (Nginx *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect_to_host (client, "127.0.0.1", self->port, NULL, NULL);
}

static gboolean
answers_or_ended (gpointer data)
{
  Nginx *self = data;
  g_autoptr(GSocketConnection) connection = connect_to (self);

  return connection != NULL || !process_runs (self->process);
}

static gboolean
try_to_start (Nginx *self)
{
  g_autofree char *text =
      g_strdup_printf (configuration, self->scratch_dir, (unsigned) self->port, self->dir);
  g_autofree char *file = g_build_filename (self->scratch_dir, "nginx.conf", NULL);
  g_autofree char *log = g_build_filename (self->scratch_dir, "nginx.log", NULL);
  g_autofree char *error_log = g_build_filename (self->scratch_dir, "nginx-error.log", NULL);
  const char *const argv[] = { "nginx", "-e", error_log, "-c", file, NULL };

  write_file (self->scratch_dir, "nginx.conf", text);
  self->process = process_start (argv, NULL, log);
  wait_until (answers_or_ended, self, "nginx");
  if (process_runs (self->process))
    return TRUE;

  g_clear_pointer (&self->process, process_free);

  return FALSE;
}

void
nginx_start (Nginx *self)
{
  for (unsigned i = 0; i < MAX_STARTS; i++)
    {
      if (try_to_start (self))
        return;
    }

  g_error ("nginx does not start; see %s/nginx-error.log", self->scratch_dir);
}

void
nginx_stop (Nginx *self)
{
  process_end (self->process, SIGTERM);
  g_clear_pointer (&self->process, process_free);
}

Nginx *
nginx_new (const char *scratch_dir, const char *dir)
{
  g_autoptr(Nginx) self = g_new0 (Nginx, 1);
  g_autofree char *program = NULL;

  program = g_find_program_in_path ("nginx");
  if (program == NULL)
    {
      g_test_skip ("nginx is not installed");
      return NULL;
    }

  self->scratch_dir = g_strdup (scratch_dir);
  self->dir = g_strdup (dir);
  for (unsigned i = 0; i < MAX_STARTS && self->process == NULL; i++)
    {
      self->port = find_free_port ();
      try_to_start (self);
    }
  if (self->process == NULL)
    g_error ("nginx does not start; see %s/nginx-error.log", self->scratch_dir);
  self->url = g_strdup_printf ("http://127.0.0.1:%u/", self->port);

  return g_steal_pointer (&self);
}

void
nginx_free (Nginx *self)
{
  g_clear_pointer (&self->process, process_free);
  g_free (self->url);
  g_free (self->dir);
  g_free (self->scratch_dir);
  g_free (self);
}

const char *
nginx_url (Nginx *self)
{
  return self->url;
}

/* nginx writes a line when a request has ended, in the same turn of its only loop in which the
 * last byte leaves. So whatever has been answered before this one is in the log when this one is.
 */
static void
wait_for_log (Nginx *self)
{
  static const char request[] = "GET /sentinel HTTP/1.0\r\n\r\n";
  g_autoptr(GSocketConnection) connection = connect_to (self);
  g_autoptr(GError) error = NULL;
  char answer[1024];

  g_assert_nonnull (connection);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             request,
                             strlen (request),
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                              answer,
                              sizeof answer,
                              NULL,
                              &error) > 0)
    continue;
  g_assert_no_error (error);
}

void
nginx_clear_log (Nginx *self)
{
  g_autofree char *text = NULL;

  wait_for_log (self);
  text = read_file (self->scratch_dir, "access.log");
  self->n_forgotten = strlen (text);
}

static void
request_free (gpointer data)
{
  NginxRequest *request = data;

  g_free (request->path);
  g_free (request->range);
  g_free (request->if_range);
  g_free (request);
}

/* The path without "/rate/200k", which says how and not what. */
static const char *
without_rate (const char *path)
{
  const char *rest;

  if (!g_str_has_prefix (path, "/rate/"))
    return path;

  rest = strchr (path + strlen ("/rate/"), '/');

  return rest != NULL ? rest : path;
}

static NginxRequest *
parse_line (const char *line)
{
  g_auto(GStrv) fields = g_strsplit (line, "|", -1);
  NginxRequest *request;

  if (g_strv_length (fields) != 6)
    return NULL;

  request = g_new0 (NginxRequest, 1);
  request->path = g_strdup (without_rate (fields[0]));
  request->status = (unsigned) g_ascii_strtoull (fields[1], NULL, 10);
  request->n_bytes = g_ascii_strtoull (fields[2], NULL, 10);
  request->range = g_strdup (fields[3]);
  request->if_range = g_strdup (fields[4]);
  request->number = (unsigned) g_ascii_strtoull (fields[5], NULL, 10);

  return request;
}

GPtrArray *
nginx_requests (Nginx *self)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func (request_free);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  wait_for_log (self);
  text = read_file (self->scratch_dir, "access.log");
  lines = g_strsplit (text + self->n_forgotten, "\n", -1);
  for (size_t i = 0; lines[i] != NULL; i++)
    {
      NginxRequest *request = parse_line (lines[i]);

      if (request != NULL && g_str_equal (request->path, "/sentinel"))
        g_clear_pointer (&request, request_free);
      if (request != NULL)
        g_ptr_array_add (requests, request);
    }

  return requests;
}

unsigned
nginx_n_requests (Nginx *self, const char *path)
{
  g_autoptr(GPtrArray) requests = nginx_requests (self);
  unsigned n_requests = 0;

  for (size_t i = 0; i < requests->len; i++)
    n_requests += g_str_equal (((NginxRequest *) requests->pdata[i])->path, path);

  return n_requests;
}

guint64
nginx_n_bytes (Nginx *self, const char *path)
{
  g_autoptr(GPtrArray) requests = nginx_requests (self);
  guint64 n_bytes = 0;

  for (size_t i = 0; i < requests->len; i++)
    {
      NginxRequest *request = requests->pdata[i];

      if (g_str_equal (request->path, path))
        n_bytes += request->n_bytes;
    }

  return n_bytes;
}
