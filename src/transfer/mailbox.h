/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * From the transfer threads to the main one: requests that are over, and workers that are gone.
 */

#pragma once

#include "transfer/request.h"

G_BEGIN_DECLS

typedef struct _OpMailbox OpMailbox;

/* In the main thread. @request: (transfer full) (nullable): NULL says that @sender is gone. */
typedef void (*OpMailboxFunc) (OpRequest *request, gpointer sender, gpointer user_data);

/* Calls @func in the thread-default main context of the caller, never from within a post. */
OpMailbox *op_mailbox_new (OpMailboxFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
OpMailbox *op_mailbox_ref (OpMailbox *self);
void op_mailbox_unref (OpMailbox *self);

/* After this nothing is delivered any more; what was not is dropped. */
void op_mailbox_close (OpMailbox *self);

/* From any thread. */
void op_mailbox_post (OpMailbox *self, OpRequest *owned_request, gpointer sender);
void op_mailbox_post_gone (OpMailbox *self, gpointer sender);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpMailbox, op_mailbox_unref)

G_END_DECLS
