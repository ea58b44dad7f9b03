/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a product says in numbers and codes, in sentences: how far it is, why it waits, what
 * came of it and what to do next. Text comes out; the caller decides where it goes.
 */

#pragma once

#include "client/cli/bar.h"

#include <offpeak.h>

G_BEGIN_DECLS

/* @facts->state points into @out_state, which is the caller's to free. */
void op_words_facts (OffpeakProduct *product, OpBarFacts *out_facts, char **out_state);

char *op_words_status (OffpeakProduct *product) G_GNUC_WARN_UNUSED_RESULT;
char *op_words_wait_reason (const OffpeakWaitReason *reason) G_GNUC_WARN_UNUSED_RESULT;
GStrv op_words_explain (OffpeakProduct *product) G_GNUC_WARN_UNUSED_RESULT;
char *op_words_outcome (OffpeakProduct *product,
                        const char *installed_before,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
