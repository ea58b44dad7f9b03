/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One request of the daemon, from its first hop to its end: what is asked, and what is made
 * of the answer. Redirects are followed here and not by libcurl, so that every
 * hop is judged before anything is sent.
 */

#pragma once

#include <curl/curl.h>

#include "base/outcome.h"
#include "worker/link.h"

G_BEGIN_DECLS

typedef struct _OpRequest OpRequest;

OpRequest *op_request_new (guint32 id,
                           OpFetchRequest *wish,
                           const OpFetchSettings *settings,
                           OpLink *link) G_GNUC_WARN_UNUSED_RESULT;
void op_request_free (OpRequest *self);

guint32 op_request_get_id (OpRequest *self);
CURL *op_request_get_easy (OpRequest *self);

gboolean op_request_start (OpRequest *self, CURL *owned_easy);
gboolean op_request_next_hop (OpRequest *self, CURLcode result);
void op_request_abort (OpRequest *self);
CURL *op_request_end (OpRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpRequest, op_request_free)

G_END_DECLS
