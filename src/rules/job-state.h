/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The states of a transfer job, and what moves it from one to another: the life cycle of a
 * BITS job, as one table.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers are part of the D-Bus contract. */
typedef enum
{
  OP_JOB_QUEUED,
  OP_JOB_CONNECTING,
  OP_JOB_TRANSFERRING,
  OP_JOB_SUSPENDED,
  OP_JOB_ERROR,
  OP_JOB_TRANSIENT_ERROR,
  OP_JOB_TRANSFERRED,
  OP_JOB_ACKNOWLEDGED,
  OP_JOB_CANCELLED,
} OpJobState;
#define OP_N_JOB_STATES (OP_JOB_CANCELLED + 1)

/* Calls of the owner first, then what happens. */
typedef enum
{
  OP_JOB_RESUME,
  OP_JOB_SUSPEND,
  OP_JOB_COMPLETE,
  OP_JOB_CANCEL,
  OP_JOB_REQUEST_SENT,
  OP_JOB_BYTES_CAME,
  OP_JOB_MUST_WAIT, /* everything left waits for its next try */
  OP_JOB_WAIT_OVER,
  OP_JOB_FAILED,
  OP_JOB_ALL_CAME,
} OpJobEvent;
#define OP_N_JOB_EVENTS (OP_JOB_ALL_CAME + 1)

gboolean
op_job_state_next (OpJobState from, OpJobEvent event, OpJobState *out_to) G_GNUC_WARN_UNUSED_RESULT;

/* No event leads out of it. */
gboolean op_job_state_is_final (OpJobState state);

const char *op_job_state_nick (OpJobState state); /* "TRANSIENT_ERROR" */

G_END_DECLS
