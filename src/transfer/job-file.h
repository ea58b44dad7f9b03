/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One file of a job between two tries: what there is of it, and where to ask next.
 */

#pragma once

#include "rules/job-retry.h"
#include "transfer/request.h"

G_BEGIN_DECLS

/**
 * OpJobFile:
 * @landing: (owned) (nullable): what an earlier try has left open, so that it need not be hashed
 *    again
 * @validator: (owned) (nullable)
 * @begun: it was asked for before; the rest means something only then
 * @has_sha256: the whole can be proved, wherever its parts come from
 * @had_bytes: when the present try began
 * @source: which of the URLs is asked
 * @n_retries: without progress
 * @was_spoilt: what there was of it did not fit what came, and was thrown away
 */
typedef struct
{
  OpLanding *landing;
  char *validator;
  gboolean begun;
  gboolean has_sha256;
  guint64 have_bytes;
  guint64 had_bytes;
  unsigned n_sources;
  unsigned source;
  unsigned n_retries;
  gboolean was_spoilt;
} OpJobFile;

void op_job_file_clear (OpJobFile *self);

OpRequest *op_job_file_make_request (OpJobFile *self, OpSink *sink, unsigned index, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Take back what @request has of the file. */
void op_job_file_keep (OpJobFile *self, OpRequest *request);

/* @request, which has been kept, has failed: what is to be done with the file now? Counts what has
 * to be counted; after %OP_RETRY_NEXT_SOURCE it is the next source that will be asked. */
OpRetryAction op_job_file_decide (OpJobFile *self,
                                  const OpRequest *request,
                                  const OpRetryPolicy *policy,
                                  guint64 *out_delay_usec);

G_END_DECLS
