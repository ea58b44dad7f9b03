/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The worker's end of the socket to the daemon. What goes out is gathered, so that the
 * head, the data and the end of a small file leave in one system call, as do the many small
 * pieces in which libcurl hands out a large one.
 *
 * When the daemon is slow we wait for it, and so the servers wait for us; what it says
 * meanwhile is still read, so neither side can block the other. When it is gone, output is
 * dropped and op_link_has_ended() says so.
 */

#pragma once

#include "channel/frames.h"

G_BEGIN_DECLS

typedef struct _OpLink OpLink;

OpLink *op_link_new (int fd) G_GNUC_WARN_UNUSED_RESULT;
void op_link_free (OpLink *self);

int op_link_get_fd (OpLink *self);
gboolean op_link_has_ended (OpLink *self);
gboolean op_link_has_news (OpLink *self);

void op_link_receive (OpLink *self);
gboolean op_link_next (OpLink *self,
                       OpFrameHeader *out_header,
                       const void **out_payload,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

void op_link_put (OpLink *self, OpFrameType type, guint32 id, GBytes *payload);
void op_link_put_data (OpLink *self, guint32 id, const void *data, size_t n_bytes);
void op_link_flush (OpLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpLink, op_link_free)

G_END_DECLS
