/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A stage, as the sink of a transfer: what of the list has to be fetched, from where, and into
 * which file of the next tree.
 */

#pragma once

#include "install/stage.h"
#include "rules/url.h"
#include "transfer/source.h"

G_BEGIN_DECLS

#define OP_TYPE_STAGE_SINK (op_stage_sink_get_type ())
G_DECLARE_FINAL_TYPE (OpStageSink, op_stage_sink, OP, STAGE_SINK, GObject)

/* @stage: prepared; it, @list and @plan must outlive the sink. @places: copied. What the stage has
 * already is no file of the sink. */
OpStageSink *op_stage_sink_new (OpStage *stage,
                                OpFileList *list,
                                const OpPlan *plan,
                                const OpUrlPlaces *places) G_GNUC_WARN_UNUSED_RESULT;

/* What is to be transferred into it; name is left to the caller. */
void op_stage_sink_get_plan (OpStageSink *self, OpTransferPlan *out_plan);

G_END_DECLS
