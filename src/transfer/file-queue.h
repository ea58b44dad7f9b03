/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * In which order the files of a job are asked for: those that were begun first, then fresh ones;
 * and those that wait until their time has come. Numbers and times only.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OpFileQueue OpFileQueue;

OpFileQueue *op_file_queue_new (unsigned n_files) G_GNUC_WARN_UNUSED_RESULT;
void op_file_queue_free (OpFileQueue *self);

/* FALSE when there is none now. */
gboolean op_file_queue_pop (OpFileQueue *self, unsigned *out_file) G_GNUC_WARN_UNUSED_RESULT;

/* Again, as soon as possible; or not before @due_usec. */
void op_file_queue_push (OpFileQueue *self, unsigned file);
void op_file_queue_push_later (OpFileQueue *self, unsigned file, gint64 due_usec);

/* What has waited until @now_usec may be popped now. */
void op_file_queue_collect_due (OpFileQueue *self, gint64 now_usec);

/* When the next one that waits is due; 0 when none waits. */
gint64 op_file_queue_get_next_due (const OpFileQueue *self);

/* Has it anything to pop? */
gboolean op_file_queue_is_ready (const OpFileQueue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpFileQueue, op_file_queue_free)

G_END_DECLS
