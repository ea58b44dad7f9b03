/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A real engine with a real worker, and a server that does what it is told to.
 */

#pragma once

#include "cast.h"
#include "fakes/misbehaving-server.h"
#include "transfer/engine.h"

G_BEGIN_DECLS

/**
 * Cast:
 * @engine: (nullable)
 * @bodies: (element-type GBytes): what the server serves, which must outlive it
 *
 * All (owned).
 */
typedef struct
{
  MisbehavingServer *server;
  OpEngine *engine;
  GPtrArray *bodies;
} Cast;

void cast_set_up (Cast *c, gconstpointer unused);
void cast_tear_down (Cast *c, gconstpointer unused);

/* Another engine instead. */
void make_engine (Cast *c, const char *worker_path, OpClock *clock);

/* Serve @n_bytes at @path, with an ETag and with @fault; the file is added to @sink. */
void serve (Cast *c, OpFakeSink *sink, const char *path, size_t n_bytes, Route fault);

/* A transfer of all files of @sink, begun; and its end. */
typedef struct
{
  OpTransfer *transfer; /* (owned) */
  gboolean is_over;
  GError *error; /* (owned) (nullable) */
} Run;

/* Until so many different files have been asked for. */
void wait_until_asked (Cast *c, unsigned n_files);

Run *run_begin (Cast *c, OpFakeSink *sink) G_GNUC_WARN_UNUSED_RESULT;
void run_free (Run *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

void run_wait (Run *self);
guint64 run_get_bytes (Run *self);

/* Until so much has come. */
void run_wait_for_bytes (Run *self, guint64 n_bytes);

/* All files of @sink are complete. */
void assert_all_came (Cast *c, OpFakeSink *sink);

/* SIGKILL the worker; waits for one to be there. */
void kill_worker (void);
unsigned n_workers (void);

/* Those of the test before may take a moment. */
void wait_for_no_worker (void);

G_END_DECLS
