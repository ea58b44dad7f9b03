/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A call to UpdateNotify1 as a value: what the message said, parsed once. Nothing changes it after
 * it was authorised; what it was authorised for is in it too.
 */

#pragma once

#include "bus/reply.h"
#include "update/product.h"

G_BEGIN_DECLS

/* What a request needs to be authorised for besides its own action. */
typedef enum
{
  OP_UPDATE_NEEDS_CHANGE_SOURCE = 1 << 0,
  OP_UPDATE_NEEDS_DOWNGRADE = 1 << 1,
  OP_UPDATE_NEEDS_FORCE_APP_SHUTDOWN = 1 << 2,
} OpUpdateNeeds;

/**
 * OpUpdateRequest:
 * @text: of the parameters
 * @asked: OpUpdateNeeds, as they were when it was asked about
 * @invocation, @caller: once it runs
 */
typedef struct
{
  OpProduct *product; /* (owned) */
  OpUpdateEvent call;
  char *text;                     /* (owned) */
  OpDownloadParameters *download; /* (owned) (nullable) */
  OpApplyParameters *apply;       /* (owned) (nullable) */
  unsigned asked;

  GDBusMethodInvocation *invocation; /* (owned) (nullable) */
  OpCaller *caller;                  /* (owned) (nullable) */
} OpUpdateRequest;

OpUpdateRequest *op_update_request_new (OpProduct *product,
                                        OpUpdateEvent call,
                                        const char *text) G_GNUC_WARN_UNUSED_RESULT;
void op_update_request_free (gpointer request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpUpdateRequest, op_update_request_free)

/* OpUpdateNeeds, as things are now. */
unsigned op_update_request_get_needs (const OpUpdateRequest *self);

/* Configuration and installed version may have become others while somebody thought about a
 * password: %OP_ERROR_ACCESS_DENIED when there are needs now that were not asked about. */
gboolean op_update_request_is_still_allowed (const OpUpdateRequest *self,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a rule may look at: the product, and the parameters that are there; and the title. */
GStrv op_update_request_make_details (const OpUpdateRequest *self) G_GNUC_WARN_UNUSED_RESULT;

/* An OpGateOwnFunc. Cancel, Pause and Resume are about what runs. */
gboolean op_update_request_is_own (gpointer request, guint32 uid);

G_END_DECLS
