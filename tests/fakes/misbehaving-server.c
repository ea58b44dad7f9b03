/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/misbehaving-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include <gio/gio.h>

#include "fakes/answers.h"

struct _MisbehavingServer
{
  GSocketListener *listener; /* (owned) */
  GCancellable *ended;       /* (owned) */
  GThread *acceptor;         /* (owned) */
  char *url;                 /* (owned) */
  guint16 port;

  GMutex lock;         /* of all below */
  GHashTable *routes;  /* (owned) (element-type utf8 Live) */
  GPtrArray *requests; /* (owned) (element-type ServedRequest) */
  GPtrArray *threads;  /* (owned) (element-type GThread): one a connection */
};

typedef struct
{
  Route route;
  unsigned n_served;
} Live;

static void
served_request_free (gpointer data)
{
  ServedRequest *request = data;

  g_free (request->path);
  g_free (request->range);
  g_free (request->if_range);
  g_free (request->authorization);
  g_free (request->host);
  g_free (request->user_agent);
  g_free (request);
}

static ServedRequest *
served_request_copy (const ServedRequest *request)
{
  ServedRequest *copy = g_new0 (ServedRequest, 1);

  copy->path = g_strdup (request->path);
  copy->range = g_strdup (request->range);
  copy->if_range = g_strdup (request->if_range);
  copy->authorization = g_strdup (request->authorization);
  copy->host = g_strdup (request->host);
  copy->user_agent = g_strdup (request->user_agent);

  return copy;
}

/* What is served at the path now, and the request noted. */
static Route
take_route (MisbehavingServer *self, const ServedRequest *request, unsigned *out_number)
{
  static const Route not_found = { .status = 404, .body = "not found" };
  Route route = not_found;
  g_autofree char *path = g_strndup (request->path, strcspn (request->path, "?"));
  Live *live;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->requests, served_request_copy (request));
  *out_number = self->requests->len;
  live = g_hash_table_lookup (self->routes, path);
  if (live != NULL)
    {
      route = live->route;
      if (route.n_times > 0 && live->n_served++ >= route.n_times)
        {
          route.status = 0;
          route.headers = NULL;
          route.fault = FAULT_NONE;
        }
    }
  g_mutex_unlock (&self->lock);

  return route;
}

static void
serve (MisbehavingServer *self, Visit *visit, const ServedRequest *request)
{
  unsigned number;
  const Route route = take_route (self, request, &number);

  answer_request (visit, &route, request, number);
}

static void
take_header (ServedRequest *request, const char *line)
{
  const struct
  {
    const char *name;
    char **field;
  } fields[] = {
    { "Range: ", &request->range },
    { "If-Range: ", &request->if_range },
    { "Authorization: ", &request->authorization },
    { "Host: ", &request->host },
    { "User-Agent: ", &request->user_agent },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      size_t n_chars = strlen (fields[i].name);

      if (g_ascii_strncasecmp (line, fields[i].name, n_chars) == 0)
        {
          g_free (*fields[i].field);
          *fields[i].field = g_strdup (line + n_chars);
        }
    }
}

/* NULL when the client has gone. A proxy is asked for a whole URL; that stays as it is. */
static ServedRequest *
read_request (Visit *visit)
{
  ServedRequest *request = g_new0 (ServedRequest, 1);
  g_autofree char *line = g_data_input_stream_read_line (visit->in, NULL, visit->ended, NULL);
  g_auto(GStrv) words = g_strsplit (line != NULL ? line : "", " ", 3);

  request->path = g_strdup (g_strv_length (words) == 3 ? words[1] : "");
  request->range = g_strdup ("");
  request->if_range = g_strdup ("");
  request->authorization = g_strdup ("");
  request->host = g_strdup ("");
  request->user_agent = g_strdup ("");

  while (line != NULL && *line != '\0')
    {
      g_free (line);
      line = g_data_input_stream_read_line (visit->in, NULL, visit->ended, NULL);
      if (line != NULL)
        take_header (request, line);
    }

  if (line == NULL)
    g_clear_pointer (&request, served_request_free);

  return request;
}

typedef struct
{
  MisbehavingServer *server; /* (unowned) */
  Visit visit;               /* (owned) */
} Guest;

static gpointer
visit_thread (gpointer data)
{
  Guest *guest = data;
  Visit *visit = &guest->visit;

  while (!visit->is_over)
    {
      ServedRequest *request = read_request (visit);

      if (request == NULL)
        break;

      serve (guest->server, visit, request);
      served_request_free (request);
    }

  g_io_stream_close (G_IO_STREAM (visit->stream), NULL, NULL);
  g_object_unref (visit->in);
  g_object_unref (visit->stream);
  g_object_unref (visit->ended);
  g_free (guest);

  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  MisbehavingServer *self = data;
  GSocketConnection *stream;

  while ((stream = g_socket_listener_accept (self->listener, NULL, self->ended, NULL)) != NULL)
    {
      Guest *guest = g_new0 (Guest, 1);
      Visit *visit = &guest->visit;

      guest->server = self;
      visit->ended = g_object_ref (self->ended);
      visit->stream = stream;
      visit->in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (stream)));
      g_data_input_stream_set_newline_type (visit->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
      g_tcp_connection_set_graceful_disconnect (G_TCP_CONNECTION (stream), FALSE);

      /* Headers and body are written apart. */
      g_socket_set_option (
          g_socket_connection_get_socket (stream), IPPROTO_TCP, TCP_NODELAY, 1, NULL);

      g_mutex_lock (&self->lock);
      g_ptr_array_add (self->threads, g_thread_new ("visit", visit_thread, guest));
      g_mutex_unlock (&self->lock);
    }

  return NULL;
}

static void
listen_on_loopback (MisbehavingServer *self)
{
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr(GSocketAddress) got = NULL;
  g_autoptr(GError) error = NULL;

  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (
      self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  self->url = g_strdup_printf ("http://127.0.0.1:%u", self->port);
}

MisbehavingServer *
misbehaving_server_new (void)
{
  MisbehavingServer *self = g_new0 (MisbehavingServer, 1);

  g_mutex_init (&self->lock);
  self->ended = g_cancellable_new ();
  self->routes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->requests = g_ptr_array_new_with_free_func (served_request_free);
  self->threads = g_ptr_array_new ();
  listen_on_loopback (self);
  self->acceptor = g_thread_new ("accept", accept_thread, self);

  return self;
}

void
misbehaving_server_free (MisbehavingServer *self)
{
  g_cancellable_cancel (self->ended);
  g_thread_join (self->acceptor);
  for (size_t i = 0; i < self->threads->len; i++)
    g_thread_join (self->threads->pdata[i]);

  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->ended);
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->requests);
  g_hash_table_unref (self->routes);
  g_mutex_clear (&self->lock);
  g_free (self->url);
  g_free (self);
}

void
misbehaving_server_add (MisbehavingServer *self, const char *path, const Route *route)
{
  Live *live = g_new0 (Live, 1);

  live->route = *route;
  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->routes, g_strdup (path), live);
  g_mutex_unlock (&self->lock);
}

const char *
misbehaving_server_url (MisbehavingServer *self)
{
  return self->url;
}

guint16
misbehaving_server_port (MisbehavingServer *self)
{
  return self->port;
}

GPtrArray *
misbehaving_server_requests (MisbehavingServer *self)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func (served_request_free);

  g_mutex_lock (&self->lock);
  for (size_t i = 0; i < self->requests->len; i++)
    g_ptr_array_add (requests, served_request_copy (self->requests->pdata[i]));
  g_mutex_unlock (&self->lock);

  return requests;
}

unsigned
misbehaving_server_n_connections (MisbehavingServer *self)
{
  unsigned n_connections;

  g_mutex_lock (&self->lock);
  n_connections = self->threads->len;
  g_mutex_unlock (&self->lock);

  return n_connections;
}
