/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A receiver, three requests that it waits for, and a test that plays the worker.
 */

#pragma once

#include <string.h>

#include "cast.h"
#include "transfer/receiver.h"

G_BEGIN_DECLS

#define N_FILES 3

/**
 * Cast:
 * @files: three times the large one
 * @fd: the worker's end; -1 when it is gone
 * @receiver: (nullable)
 * @requests: with the ids 1 to 3
 * @letters: (element-type OpRequest): those that are over, in the order in which they came
 * @n_gone: how often it was said that the worker is gone
 * @n_before_gone: how many requests were over before that
 *
 * All (owned).
 */
typedef struct
{
  Fixture files;
  int fd;
  int our_fd;
  OpMailbox *mailbox;
  OpReceiver *receiver;
  OpRequest *requests[N_FILES];
  GPtrArray *letters;
  unsigned n_gone;
  unsigned n_before_gone;
} Cast;

void cast_set_up (Cast *c, gconstpointer unused);
void cast_tear_down (Cast *c, gconstpointer unused);

/* Frames, one after the other. */
void put_frame (GByteArray *to, OpFrameType type, guint32 id, const void *data, size_t n_bytes);
void put_head (GByteArray *to, guint32 id);
void put_end (GByteArray *to, guint32 id, OpOutcome outcome, const char *message);

/* Everything for the whole of the large file. */
GByteArray *make_answer (Cast *c, guint32 id) G_GNUC_WARN_UNUSED_RESULT;

/* As the worker. */
void say (Cast *c, const void *data, size_t n_bytes);
void say_all (Cast *c, GByteArray *owned_bytes);
void hang_up (Cast *c);

/* Until one request is over; until the worker is gone and every request has come back; until so
 * much of @request has come. */
void wait_for_letter (Cast *c);
void wait_for_end (Cast *c);
void wait_for_bytes (OpRequest *request, guint64 n_bytes);

G_END_DECLS
