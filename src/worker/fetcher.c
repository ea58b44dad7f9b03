/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/fetcher.h"

#include "base/error.h"
#include "worker/options.h"
#include "worker/request.h"

#define MAX_REQUESTS 100000u
#define POLL_MSEC 60000

typedef struct
{
  OpLink *link;             /* (owned) */
  OpFetchSettings settings; /* (owned) */
  gboolean has_settings;
  CURLM *multi;         /* (owned) */
  GHashTable *requests; /* (owned) (element-type guint32 OpRequest): all, by id */
  GQueue waiting;       /* (element-type OpRequest): (not owned): not started, in order */
  GPtrArray *idle;      /* (owned) (element-type CURL): handles without a request */
  unsigned n_running;
} Fetcher;

static void
fetcher_clear (Fetcher *self)
{
  GHashTableIter iter;
  gpointer request;

  g_hash_table_iter_init (&iter, self->requests);
  while (g_hash_table_iter_next (&iter, NULL, &request))
    {
      CURL *easy = op_request_get_easy (request);

      if (easy != NULL)
        curl_multi_remove_handle (self->multi, easy);
    }

  g_queue_clear (&self->waiting);
  g_hash_table_unref (self->requests);
  g_ptr_array_unref (self->idle);
  curl_multi_cleanup (self->multi);
  op_fetch_settings_clear (&self->settings);
  op_link_free (self->link);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetcher, fetcher_clear)

static void
fetcher_init (Fetcher *self, int fd)
{
  self->link = op_link_new (fd);
  self->multi = curl_multi_init ();
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) op_request_free);
  self->idle = g_ptr_array_new_with_free_func (curl_easy_cleanup);
  g_queue_init (&self->waiting);
}

static void
finish (Fetcher *self, OpRequest *request)
{
  CURL *easy = op_request_end (request);

  if (easy != NULL)
    g_ptr_array_add (self->idle, easy);

  g_hash_table_remove (self->requests, GUINT_TO_POINTER (op_request_get_id (request)));
}

static CURL *
take_easy (Fetcher *self)
{
  if (self->idle->len > 0)
    return g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);

  return op_options_make_easy (&self->settings);
}

static void
start_waiting (Fetcher *self)
{
  while (self->n_running < self->settings.max_connections && self->waiting.length > 0)
    {
      OpRequest *request = g_queue_pop_head (&self->waiting);

      if (op_request_start (request, take_easy (self)))
        {
          curl_multi_add_handle (self->multi, op_request_get_easy (request));
          self->n_running++;
        }
      else
        finish (self, request);
    }
}

static void
collect_finished (Fetcher *self)
{
  CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (self->multi, &n_left)) != NULL)
    {
      CURL *easy = message->easy_handle;
      CURLcode result = message->data.result;
      OpRequest *request = NULL;

      if (message->msg != CURLMSG_DONE)
        continue;

      curl_easy_getinfo (easy, CURLINFO_PRIVATE, (char **) &request);
      curl_multi_remove_handle (self->multi, easy); /* @message is gone now */

      if (op_request_next_hop (request, result))
        {
          curl_multi_add_handle (self->multi, easy);
          continue;
        }

      self->n_running--;
      finish (self, request);
    }
}

static gboolean
on_settings (Fetcher *self, const void *payload, size_t n_bytes, GError **error)
{
  if (self->has_settings)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS, "The settings came twice");
      return FALSE;
    }

  if (!op_fetch_settings_decode (payload, n_bytes, &self->settings, error))
    return FALSE;

  op_options_apply_limits (&self->settings, self->multi);
  self->has_settings = TRUE;

  return TRUE;
}

static gboolean
on_fetch (Fetcher *self, guint32 id, const void *payload, size_t n_bytes, GError **error)
{
  g_auto(OpFetchRequest) wish = { 0 };
  OpRequest *request;

  if (!self->has_settings || g_hash_table_contains (self->requests, GUINT_TO_POINTER (id)) ||
      g_hash_table_size (self->requests) == MAX_REQUESTS)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_INVALID_ARGS,
                   "Request %u came before the settings, twice, or after too many",
                   id);
      return FALSE;
    }

  if (!op_fetch_request_decode (payload, n_bytes, &wish, error))
    return FALSE;

  request = op_request_new (id, &wish, &self->settings, self->link);
  g_hash_table_insert (self->requests, GUINT_TO_POINTER (id), request);
  g_queue_push_tail (&self->waiting, request);

  return TRUE;
}

/* What has ended already is not an error: the two crossed on the way. */
static void
on_abort (Fetcher *self, guint32 id)
{
  OpRequest *request = g_hash_table_lookup (self->requests, GUINT_TO_POINTER (id));
  CURL *easy;

  if (request == NULL)
    return;

  easy = op_request_get_easy (request);
  if (easy != NULL)
    {
      curl_multi_remove_handle (self->multi, easy);
      self->n_running--;
    }
  else
    g_queue_remove (&self->waiting, request);

  op_request_abort (request);
  finish (self, request);
}

static gboolean
on_frame (Fetcher *self, const OpFrameHeader *header, const void *payload, GError **error)
{
  switch (header->type)
    {
    case OP_FRAME_SETTINGS:
      return on_settings (self, payload, header->n_bytes, error);

    case OP_FRAME_FETCH:
      return on_fetch (self, header->id, payload, header->n_bytes, error);

    case OP_FRAME_ABORT:
      on_abort (self, header->id);
      return TRUE;

    case OP_FRAME_HEAD:
    case OP_FRAME_DATA:
    case OP_FRAME_END:
    default:
      g_set_error (
          error, OP_ERROR, OP_ERROR_INVALID_ARGS, "Frame type %d is not for us", header->type);
      return FALSE;
    }
}

static gboolean
handle_frames (Fetcher *self, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  OpFrameHeader header;
  const void *payload;

  while (op_link_next (self->link, &header, &payload, &local_error))
    {
      if (!on_frame (self, &header, payload, error))
        return FALSE;
    }

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

static void
run_transfers (Fetcher *self)
{
  int n_running;

  start_waiting (self);
  curl_multi_perform (self->multi, &n_running);
  collect_finished (self);
  start_waiting (self);
}

/**
 * op_fetcher_run:
 * @fd: (not owned): the socket to the daemon
 *
 * Serve the daemon until it closes the socket.
 *
 * Returns: %FALSE if it said what it must not say
 */
gboolean
op_fetcher_run (int fd, GError **error)
{
  g_auto(Fetcher) self = { 0 };

  fetcher_init (&self, fd);

  while (TRUE)
    {
      struct curl_waitfd daemon = { .fd = fd, .events = CURL_WAIT_POLLIN };

      if (!handle_frames (&self, error))
        return FALSE;

      run_transfers (&self);
      op_link_flush (self.link);

      if (op_link_has_ended (self.link))
        return TRUE;

      /* Something may have come while we waited to send. */
      if (op_link_has_news (self.link))
        continue;

      curl_multi_poll (self.multi, &daemon, 1, POLL_MSEC, NULL);
      if (daemon.revents != 0)
        op_link_receive (self.link);
    }
}
