/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "engine-cast.h"

#include <signal.h>
#include <unistd.h>

#include "base/system-clock.h"
#include "support/patience.h"
#include "support/process.h"
#include "transfer/run.h"

static const OpRetryPolicy policy = {
  .first_usec = 1000,
  .max_usec = 20000,
  .max_count = 10,
};

void
make_engine (Cast *c, const char *worker_path, OpClock *clock)
{
  const OpFetchSettings settings = {
    .max_connections = 8,
    .max_per_host = 8,
    .connect_timeout_sec = 30,
    .low_speed_bytes = 1,
    .low_speed_sec = 60,
    .max_redirects = 3,
    .proxy = (char *) "",
  };

  g_clear_object (&c->engine);
  c->engine = op_engine_new (worker_path, clock, &settings, &policy);
}

void
cast_set_up (Cast *c, gconstpointer unused)
{
  g_autoptr(OpClock) clock = op_system_clock_new ();

  c->server = misbehaving_server_new ();
  c->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  make_engine (c, g_getenv ("OFFPEAK_FETCH"), clock);
}

void
cast_tear_down (Cast *c, gconstpointer unused)
{
  if (c->engine != NULL)
    g_assert_finalize_object (g_steal_pointer (&c->engine));
  misbehaving_server_free (c->server);
  g_ptr_array_unref (c->bodies);
}

void
serve (Cast *c, OpFakeSink *sink, const char *path, size_t n_bytes, Route fault)
{
  GBytes *body = make_bytes (n_bytes, c->bodies->len);
  g_autofree char *url = g_strconcat (misbehaving_server_url (c->server), path, NULL);

  g_ptr_array_add (c->bodies, body);
  fault.body = g_bytes_get_data (body, &fault.n_body_bytes);
  if (fault.etag == NULL)
    fault.etag = "\"one\"";
  misbehaving_server_add (c->server, path, &fault);
  add_bytes (sink, url, body);
}

static void
on_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *self = user_data;

  g_assert_true (op_transfer_run_finish (result, &self->error) == (self->error == NULL));
  self->is_over = TRUE;
}

Run *
run_begin (Cast *c, OpFakeSink *sink)
{
  Run *self = g_new0 (Run, 1);
  OpTransferPlan plan;

  op_fake_sink_get_plan (sink, &plan);
  self->transfer = op_source_create (OP_SOURCE (c->engine), &plan, OP_SINK (sink));
  op_transfer_run_async (self->transfer, NULL /* cancellable */, on_over, self);
  op_transfer_resume (self->transfer);

  return self;
}

static gboolean
is_over (gpointer user_data)
{
  return ((Run *) user_data)->is_over;
}

void
run_wait (Run *self)
{
  wait_until (is_over, self, "the transfer");
}

void
run_free (Run *self)
{
  op_transfer_cancel (self->transfer);
  run_wait (self);
  g_object_unref (self->transfer);
  g_clear_error (&self->error);
  g_free (self);
}

guint64
run_get_bytes (Run *self)
{
  OpTransferProgress progress;

  op_transfer_get_progress (self->transfer, &progress);

  return progress.bytes_transferred;
}

typedef struct
{
  Run *run;
  guint64 n_bytes;
} Wanted;

static gboolean
has_come (gpointer user_data)
{
  const Wanted *wanted = user_data;

  return run_get_bytes (wanted->run) >= wanted->n_bytes;
}

void
run_wait_for_bytes (Run *self, guint64 n_bytes)
{
  Wanted wanted = { self, n_bytes };

  wait_until (has_come, &wanted, "so many bytes");
}

void
assert_all_came (Cast *c, OpFakeSink *sink)
{
  for (unsigned i = 0; i < c->bodies->len; i++)
    assert_closed (sink, i, c->bodies->pdata[i]);
}

unsigned
n_workers (void)
{
  g_autoptr(GArray) children = process_children (getpid ());

  return children->len;
}

static gboolean
is_there (gpointer unused)
{
  return process_find_child (getpid (), "offpeak-fetch") != 0;
}

void
kill_worker (void)
{
  g_autoptr(GArray) children = NULL;

  wait_until (is_there, NULL, "a worker");
  children = process_children (getpid ());
  for (unsigned i = 0; i < children->len; i++)
    g_assert_cmpint (kill (g_array_index (children, pid_t, i), SIGKILL), ==, 0);
}

static gboolean
nobody_is_there (gpointer unused)
{
  return n_workers () == 0;
}

void
wait_for_no_worker (void)
{
  wait_until (nobody_is_there, NULL, "the end of the workers");
}

typedef struct
{
  MisbehavingServer *server;
  unsigned n_files;
} Asked;

static gboolean
are_asked (gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr(GPtrArray) requests = misbehaving_server_requests (asked->server);
  g_autoptr(GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < requests->len; i++)
    g_hash_table_add (paths, ((ServedRequest *) g_ptr_array_index (requests, i))->path);

  return g_hash_table_size (paths) >= asked->n_files;
}

void
wait_until_asked (Cast *c, unsigned n_files)
{
  Asked asked = { .server = c->server, .n_files = n_files };

  wait_until (are_asked, &asked, "so many requests");
}
