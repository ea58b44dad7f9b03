/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Showing how far a product is: as a bar that is drawn over and over on a terminal, as plain
 * lines elsewhere, or not at all.
 */

#pragma once

#include <offpeak.h>

G_BEGIN_DECLS

typedef struct _OpProgress OpProgress;

/* Chooses by what standard output is; @silent for when only the end counts. */
OpProgress *op_progress_new (OffpeakProduct *product, gboolean silent) G_GNUC_WARN_UNUSED_RESULT;
void op_progress_free (OpProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpProgress, op_progress_free)

/* Say something between the lines. */
void op_progress_say (OpProgress *self, const char *text);

/* Leave an empty line where the bar was, and draw no more. */
void op_progress_end (OpProgress *self);

G_END_DECLS
