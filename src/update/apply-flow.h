/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * An Apply or a Rollback: look for applications in the way (end them if asked to), switch the
 * links, let the new version prove itself, switch back if it cannot.
 *
 * The request on the disk (an OpPending with target, from and previous) is enough to finish or to
 * undo one that was cut off.
 */

#pragma once

#include <gio/gio.h>

#include "config/product-config.h"
#include "install/confinement.h"
#include "update/records.h"

G_BEGIN_DECLS

/**
 * OpApplyRequest:
 * @target: tree name
 * @from, @previous: (nullable): what `current` and `previous` are
 * @force: end the applications that are in the way
 * @confinement: where the health check runs
 * @switched: a cut-off one had come as far as the switch: go on from there
 *
 * Copied.
 */
typedef struct
{
  const char *target;
  const char *from;
  const char *previous;
  gboolean force;
  OpConfinement *confinement;
  gboolean switched;
} OpApplyRequest;

void op_apply_async (OpProductConfig *config,
                     const OpApplyRequest *request,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
gboolean op_apply_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* At start: has a request that was cut off come as far as the switch? If not, the links are put
 * back to what they were. */
gboolean op_apply_was_switched (OpProductConfig *config, const OpPending *pending);

G_END_DECLS
