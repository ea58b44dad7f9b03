/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A job whose engine and worker are played by the test, and whose clock it moves.
 */

#pragma once

#include "cast.h"
#include "fakes/fake-clock.h"
#include "transfer/job.h"

G_BEGIN_DECLS

#define BODY "hello, world"
#define START_USEC ((gint64) 1000 * G_USEC_PER_SEC)

/**
 * Cast:
 * @out: (element-type OpRequest): given by the job, not brought back yet
 * @n_aborts: how often the job asked to end a request
 * @n_finished: how often it was said that the job is over, with @error (nullable)
 * @states: each state that "changed" was emitted in: "QUEUED CONNECTING"
 *
 * All (owned).
 */
typedef struct
{
  OpFakeSink *sink;
  OpFakeClock *clock;
  OpJob *job;
  GPtrArray *out;
  unsigned n_wakes;
  unsigned n_aborts;
  unsigned n_changed;
  unsigned n_finished;
  GError *error;
  GString *states;
} Cast;

void cast_set_up (Cast *c, gconstpointer unused);
void cast_tear_down (Cast *c, gconstpointer unused);

/* Files that must become BODY, from "http://127.0.0.1/0" … */
void add_files (Cast *c, unsigned n_files);

/* Make the job of the files that were added; and resume it. */
void make_job (Cast *c);
void start_job (Cast *c);

/* The next request; there must be one, for @file. (not owned) */
OpRequest *next (Cast *c, unsigned file);
void assert_none (Cast *c);

void bring_back (Cast *c, OpRequest *request);

/* Bring it back: with all that there is; with a failure after @n_bytes of @data; with an answer. */
void complete (Cast *c, OpRequest *request);
void break_off (Cast *c, OpRequest *request, const void *data, size_t n_bytes, OpOutcome outcome);
void answer (Cast *c, OpRequest *request, unsigned status, const char *retry_after);

/* As the engine does when it was asked to end all. */
void bring_back_aborted (Cast *c);

void run_pending (void);
void assert_state (Cast *c, OpJobState state);
void assert_finished (Cast *c, const char *word); /* NULL: well */
void assert_progress (Cast *c, guint64 n_bytes, unsigned n_files);

/* When the next try is due, from now on; 0 when none is. */
gint64 get_delay_usec (Cast *c);

G_END_DECLS
