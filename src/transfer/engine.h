/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The built-in source: keeps a network worker alive while there is something to fetch, and
 * shares it between the jobs.
 */

#pragma once

#include "base/clock.h"
#include "channel/frames.h"
#include "rules/job-retry.h"
#include "transfer/source.h"

G_BEGIN_DECLS

#define OP_TYPE_ENGINE (op_engine_get_type ())
G_DECLARE_FINAL_TYPE (OpEngine, op_engine, OP, ENGINE, GObject)

/* @worker_path: of offpeak-fetch. @settings: copied. */
OpEngine *op_engine_new (const char *worker_path,
                         OpClock *clock,
                         const OpFetchSettings *settings,
                         const OpRetryPolicy *policy) G_GNUC_WARN_UNUSED_RESULT;

/* For the jobs and workers from now on. */
void
op_engine_configure (OpEngine *self, const OpFetchSettings *settings, const OpRetryPolicy *policy);

G_END_DECLS
