/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The thread that listens to a worker: it reads frames, and gives heads, data and ends to the
 * requests they are for. All hashing and writing of a download happens in it, so the main
 * thread never waits for a disk.
 */

#pragma once

#include "transfer/mailbox.h"

G_BEGIN_DECLS

typedef struct _OpReceiver OpReceiver;

/* @fd: of the channel; duplicated. What is over, and that the worker is gone or does not keep to
 * the protocol, is posted to @mailbox with @token as sender. */
OpReceiver *op_receiver_new (int fd, OpMailbox *mailbox, gpointer token) G_GNUC_WARN_UNUSED_RESULT;

/* Stop and wait for the thread; the requests it still has are posted as WORKER_DIED. */
void op_receiver_free (OpReceiver *self);

/* Before its FETCH is sent. */
void op_receiver_add (OpReceiver *self, OpRequest *request);

/* It will be posted, as aborted or as whatever it has become meanwhile. */
void op_receiver_abort (OpReceiver *self, OpRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpReceiver, op_receiver_free)

G_END_DECLS
