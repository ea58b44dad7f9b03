/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The state machine of UpdateNotify: which call is legal when, and what follows what. One
 * table; whatever is not in it is refused.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbers are part of the D-Bus contract. */
typedef enum
{
  OP_STATUS_UNKNOWN,
  OP_STATUS_DOWNLOAD_PENDING,
  OP_STATUS_DOWNLOAD_WIP,
  OP_STATUS_DOWNLOAD_CANCELLING,
  OP_STATUS_DOWNLOAD_CANCELLED,
  OP_STATUS_DOWNLOAD_FAILED,
  OP_STATUS_DOWNLOAD_SUCCEEDED,
  OP_STATUS_APPLY_PENDING,
  OP_STATUS_APPLY_WIP,
  OP_STATUS_APPLY_SUCCEEDED,
  OP_STATUS_APPLY_FAILED,
} OpStatus;
#define OP_N_STATUSES (OP_STATUS_APPLY_FAILED + 1)

/* Calls first, then what the service itself reports. */
typedef enum
{
  OP_UPDATE_DOWNLOAD,
  OP_UPDATE_APPLY,
  OP_UPDATE_ROLLBACK,
  OP_UPDATE_CHECK,
  OP_UPDATE_VERIFY,
  OP_UPDATE_REMOVE,
  OP_UPDATE_CANCEL,
  OP_UPDATE_PAUSE,
  OP_UPDATE_RESUME,
  OP_UPDATE_ACCEPTED, /* the request is durable */
  OP_UPDATE_SUCCEEDED,
  OP_UPDATE_FAILED,
  OP_UPDATE_CANCELLED,
} OpUpdateEvent;
#define OP_N_UPDATE_EVENTS (OP_UPDATE_CANCELLED + 1)
#define OP_N_UPDATE_CALLS (OP_UPDATE_RESUME + 1)

gboolean op_update_state_next (OpStatus from,
                               OpUpdateEvent event,
                               OpStatus *out_to) G_GNUC_WARN_UNUSED_RESULT;

/* %OP_ERROR_ILLEGAL_METHOD_CALL, naming the call and the status, when @event is not legal. */
gboolean op_update_state_check (OpStatus from,
                                OpUpdateEvent event,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Nothing runs. */
gboolean op_status_is_resting (OpStatus status);

const char *op_status_nick (OpStatus status);           /* "DOWNLOAD_WIP" */
const char *op_update_event_nick (OpUpdateEvent event); /* "Download" */

/* The number that Status reports for a failure. */
guint32 op_update_error_number (const GError *error);

G_END_DECLS
