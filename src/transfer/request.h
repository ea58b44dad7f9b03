/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One try to get one file, as a transfer thread sees it: head, data, end go in, and what comes
 * out is a result. Nothing of what a server or a worker says is believed.
 *
 * The main thread makes a request and reads its result; in between it belongs to the transfer
 * thread it was given to. Only the counter may be read, and the request aborted, at any time.
 */

#pragma once

#include "base/outcome.h"
#include "channel/frames.h"
#include "transfer/sink.h"

G_BEGIN_DECLS

typedef struct _OpRequest OpRequest;

/**
 * OpRequest:
 * @id: on the channel
 * @job: whose it is; the main thread's business
 * @file: its number in the job and in the sink
 * @landing: (nullable): what it goes into; handed in when an earlier try has one already
 *
 * Up to @landing constant once a thread has it; then the thread's, and the result.
 */
struct _OpRequest
{
  gatomicrefcount refs;
  guint32 id;
  GObject *job; /* (owned) */
  unsigned file;
  OpSink *sink; /* (owned) */
  char *url;    /* (owned) */
  guint64 offset;
  char *validator; /* (owned) (nullable) */
  OpExpectation expected;
  gboolean needs_size;
  gboolean only_trusted;

  OpLanding *landing;  /* (owned) (nullable) */
  char *new_validator; /* (owned) (nullable): of what is in the file, once it has begun */
  gboolean has_head;
  gboolean has_begun;    /* the head was accepted: bytes may come */
  guint64 promised_size; /* of the whole file, by the server */
  gboolean dropped;      /* what there was of the file is worth nothing */

  OpOutcome outcome;
  GError *error; /* (owned) (nullable): NULL when complete */
  unsigned http_status;
  guint64 retry_after_usec;

  guint64 offset_now; /* read and written atomically */
  int aborted;        /* likewise: nobody wants it any more */
};

OpRequest *op_request_new (void) G_GNUC_WARN_UNUSED_RESULT;
OpRequest *op_request_ref (OpRequest *self);
void op_request_unref (OpRequest *self);

/* How far the file has come, counted from its beginning; from any thread. */
guint64 op_request_get_offset (OpRequest *self);

/* From the main thread: end it soon, with %OP_OUTCOME_ABORTED. */
void op_request_abort (OpRequest *self);
gboolean op_request_is_aborted (OpRequest *self);

/* Each returns FALSE when the request is over; its result is set then. */
gboolean op_request_take_head (OpRequest *self, const OpFetchHead *head);
gboolean op_request_take_data (OpRequest *self, const void *data, size_t n_bytes);
void op_request_take_end (OpRequest *self, OpOutcome outcome, const char *message);

/* End it with a failure of our own; @error is taken. When everything has come, and only its end is
 * missing, it is complete all the same. */
void op_request_fail (OpRequest *self, OpOutcome outcome, GError *owned_error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpRequest, op_request_unref)

G_END_DECLS
