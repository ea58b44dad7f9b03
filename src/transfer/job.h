/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A transfer of the built-in engine: which of its files is next, what a failure means, when it
 * is tried again. It knows neither workers nor threads: the engine takes requests from it and
 * brings their results back.
 */

#pragma once

#include "base/clock.h"
#include "rules/job-retry.h"
#include "transfer/request.h"
#include "transfer/source.h"

G_BEGIN_DECLS

#define OP_TYPE_JOB (op_job_get_type ())
G_DECLARE_FINAL_TYPE (OpJob, op_job, OP, JOB, GObject)

/**
 * OpJobHost:
 * @wake: @job may have a request to give
 * @abort: end @request, which @job gave
 *
 * What a job asks of its engine. Neither calls back into the job at once.
 */
typedef struct
{
  void (*wake) (OpJob *job, gpointer user_data);
  void (*abort) (OpRequest *request, gpointer user_data);
  gpointer user_data;
} OpJobHost;

OpJob *op_job_new (const OpTransferPlan *plan,
                   OpSink *sink,
                   OpClock *clock,
                   const OpRetryPolicy *policy,
                   const OpJobHost *host) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable) (transfer full): NULL when it has none to give now. */
OpRequest *op_job_next_request (OpJob *self) G_GNUC_WARN_UNUSED_RESULT;
void op_job_take_result (OpJob *self, OpRequest *request);

/* It will never give a request again, and no request of it is out. */
gboolean op_job_is_over (OpJob *self);

/* The engine goes away: it is asked nothing any more, no request comes back, and what was not
 * finished has failed. */
void op_job_detach (OpJob *self);

G_END_DECLS
