/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * `file://`: needs no worker, for there is no network and nothing to decode. The same requests,
 * the same sinks, the same checks; in a thread of its own.
 */

#pragma once

#include "transfer/mailbox.h"

G_BEGIN_DECLS

typedef struct _OpLocalReader OpLocalReader;

OpLocalReader *op_local_reader_new (OpMailbox *mailbox, gpointer token) G_GNUC_WARN_UNUSED_RESULT;

/* Stops what runs, and waits for its thread; all that is not over is posted as aborted. */
void op_local_reader_free (OpLocalReader *self);

/* It will be posted, with @token as sender; op_request_abort() ends it soon. */
void op_local_reader_add (OpLocalReader *self, OpRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpLocalReader, op_local_reader_free)

G_END_DECLS
