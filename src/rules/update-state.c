/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/update-state.h"

#include "base/error.h"

typedef struct
{
  OpStatus from;
  OpUpdateEvent event;
  OpStatus to;
} Transition;

#define RESTING(status)                                                                            \
  { OP_STATUS_##status, OP_UPDATE_DOWNLOAD, OP_STATUS_DOWNLOAD_PENDING },                          \
      { OP_STATUS_##status, OP_UPDATE_APPLY, OP_STATUS_APPLY_PENDING },                            \
      { OP_STATUS_##status, OP_UPDATE_ROLLBACK, OP_STATUS_APPLY_PENDING },                         \
      { OP_STATUS_##status, OP_UPDATE_CHECK, OP_STATUS_##status },                                 \
      { OP_STATUS_##status, OP_UPDATE_VERIFY, OP_STATUS_##status },                                \
  {                                                                                                \
    OP_STATUS_##status, OP_UPDATE_REMOVE, OP_STATUS_##status                                       \
  }

/* The whole behaviour of UpdateNotify, on one screen. Whatever is not listed is refused. Each
 * resting status permits the same calls. */
/* clang-format off */
static const Transition transitions[] = {
  RESTING (UNKNOWN),
  RESTING (DOWNLOAD_CANCELLED),
  RESTING (DOWNLOAD_FAILED),
  RESTING (DOWNLOAD_SUCCEEDED),
  RESTING (APPLY_SUCCEEDED),
  RESTING (APPLY_FAILED),

  { OP_STATUS_DOWNLOAD_PENDING,    OP_UPDATE_ACCEPTED,  OP_STATUS_DOWNLOAD_WIP        },
  { OP_STATUS_DOWNLOAD_PENDING,    OP_UPDATE_FAILED,    OP_STATUS_DOWNLOAD_FAILED     },

  { OP_STATUS_DOWNLOAD_WIP,        OP_UPDATE_SUCCEEDED, OP_STATUS_DOWNLOAD_SUCCEEDED  },
  { OP_STATUS_DOWNLOAD_WIP,        OP_UPDATE_FAILED,    OP_STATUS_DOWNLOAD_FAILED     },
  { OP_STATUS_DOWNLOAD_WIP,        OP_UPDATE_PAUSE,     OP_STATUS_DOWNLOAD_WIP        },
  { OP_STATUS_DOWNLOAD_WIP,        OP_UPDATE_RESUME,    OP_STATUS_DOWNLOAD_WIP        },
  { OP_STATUS_DOWNLOAD_WIP,        OP_UPDATE_CANCEL,    OP_STATUS_DOWNLOAD_CANCELLING },

  { OP_STATUS_DOWNLOAD_CANCELLING, OP_UPDATE_CANCELLED, OP_STATUS_DOWNLOAD_CANCELLED  },
  { OP_STATUS_DOWNLOAD_CANCELLING, OP_UPDATE_FAILED,    OP_STATUS_DOWNLOAD_FAILED     },

  { OP_STATUS_APPLY_PENDING,       OP_UPDATE_ACCEPTED,  OP_STATUS_APPLY_WIP           },
  { OP_STATUS_APPLY_PENDING,       OP_UPDATE_FAILED,    OP_STATUS_APPLY_FAILED        },

  { OP_STATUS_APPLY_WIP,           OP_UPDATE_SUCCEEDED, OP_STATUS_APPLY_SUCCEEDED     },
  { OP_STATUS_APPLY_WIP,           OP_UPDATE_FAILED,    OP_STATUS_APPLY_FAILED        },
};

static const char *const status_nicks[] = {
  [OP_STATUS_UNKNOWN]             = "UNKNOWN",
  [OP_STATUS_DOWNLOAD_PENDING]    = "DOWNLOAD_PENDING",
  [OP_STATUS_DOWNLOAD_WIP]        = "DOWNLOAD_WIP",
  [OP_STATUS_DOWNLOAD_CANCELLING] = "DOWNLOAD_CANCELLING",
  [OP_STATUS_DOWNLOAD_CANCELLED]  = "DOWNLOAD_CANCELLED",
  [OP_STATUS_DOWNLOAD_FAILED]     = "DOWNLOAD_FAILED",
  [OP_STATUS_DOWNLOAD_SUCCEEDED]  = "DOWNLOAD_SUCCEEDED",
  [OP_STATUS_APPLY_PENDING]       = "APPLY_PENDING",
  [OP_STATUS_APPLY_WIP]           = "APPLY_WIP",
  [OP_STATUS_APPLY_SUCCEEDED]     = "APPLY_SUCCEEDED",
  [OP_STATUS_APPLY_FAILED]        = "APPLY_FAILED",
};
G_STATIC_ASSERT (G_N_ELEMENTS (status_nicks) == OP_N_STATUSES);

static const char *const event_nicks[] = {
  [OP_UPDATE_DOWNLOAD]  = "Download",
  [OP_UPDATE_APPLY]     = "Apply",
  [OP_UPDATE_ROLLBACK]  = "Rollback",
  [OP_UPDATE_CHECK]     = "CheckForUpdate",
  [OP_UPDATE_VERIFY]    = "Verify",
  [OP_UPDATE_REMOVE]    = "Remove",
  [OP_UPDATE_CANCEL]    = "Cancel",
  [OP_UPDATE_PAUSE]     = "Pause",
  [OP_UPDATE_RESUME]    = "Resume",
  [OP_UPDATE_ACCEPTED]  = "accepted",
  [OP_UPDATE_SUCCEEDED] = "succeeded",
  [OP_UPDATE_FAILED]    = "failed",
  [OP_UPDATE_CANCELLED] = "cancelled",
};
G_STATIC_ASSERT (G_N_ELEMENTS (event_nicks) == OP_N_UPDATE_EVENTS);
/* clang-format on */

gboolean
op_update_state_next (OpStatus from, OpUpdateEvent event, OpStatus *out_to)
{
  for (size_t i = 0; i < G_N_ELEMENTS (transitions); i++)
    {
      if (transitions[i].from == from && transitions[i].event == event)
        {
          *out_to = transitions[i].to;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
op_update_state_check (OpStatus from, OpUpdateEvent event, GError **error)
{
  OpStatus to;

  if (op_update_state_next (from, event, &to))
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_ILLEGAL_METHOD_CALL,
               "A method was called at an unexpected time: %s is not possible while the status is "
               "%s; see PermittedCalls",
               op_update_event_nick (event),
               op_status_nick (from));

  return FALSE;
}

gboolean
op_status_is_resting (OpStatus status)
{
  OpStatus to;

  return op_update_state_next (status, OP_UPDATE_DOWNLOAD, &to);
}

const char *
op_status_nick (OpStatus status)
{
  g_return_val_if_fail (status < OP_N_STATUSES, NULL);

  return status_nicks[status];
}

const char *
op_update_event_nick (OpUpdateEvent event)
{
  g_return_val_if_fail (event < OP_N_UPDATE_EVENTS, NULL);

  return event_nicks[event];
}

/* The numbers of the original's UPDATE_ERROR_CODE. */
enum
{
  FAILED_UNEXPECTED = 1,
  TRIGGER_DISABLED = 2,
  PIPELINE_IN_USE = 3,
  FAILED_STOP_C2RSERVICE = 4,
  FAILED_GET_CLIENTUPDATEFOLDER = 5,
  FAILED_CREATE_STREAM_SESSION = 7,
  FAILED_PUBLISH_WORKING_CONFIGURATION = 8,
  FAILED_DOWNLOAD_UPGRADE_PACKAGE = 9,
  FAILED_APPLY_UPGRADE_PACKAGE = 10,
  UNKNOWN = 13,
};

static guint32
number_of_code (OpError code)
{
  switch (code)
    {
    case OP_ERROR_DISABLED:
      return TRIGGER_DISABLED;

    case OP_ERROR_IN_USE:
      return PIPELINE_IN_USE;

    case OP_ERROR_STOP_FAILED:
      return FAILED_STOP_C2RSERVICE;

    case OP_ERROR_INSTALL_ROOT:
    case OP_ERROR_NO_SPACE:
      return FAILED_GET_CLIENTUPDATEFOLDER;

    case OP_ERROR_NO_JOB:
      return FAILED_CREATE_STREAM_SESSION;

    case OP_ERROR_RECORD:
      return FAILED_PUBLISH_WORKING_CONFIGURATION;

    case OP_ERROR_NETWORK:
    case OP_ERROR_HTTP:
    case OP_ERROR_BAD_FILE_LIST:
    case OP_ERROR_BAD_CONTENT:
    case OP_ERROR_UNTRUSTED:
    case OP_ERROR_STALE:
    case OP_ERROR_NOT_FOUND:
    case OP_ERROR_NOT_SUPPORTED:
    case OP_ERROR_EMPTY:
    case OP_ERROR_PARTIAL_COMPLETE:
      return FAILED_DOWNLOAD_UPGRADE_PACKAGE;

    case OP_ERROR_APPLICATIONS_RUNNING:
    case OP_ERROR_HEALTH_CHECK:
      return FAILED_APPLY_UPGRADE_PACKAGE;

    case OP_ERROR_FAILED:
    case OP_ERROR_ACCESS_DENIED:
    case OP_ERROR_INVALID_ARGS:
    case OP_ERROR_LIMITS_EXCEEDED:
    case OP_ERROR_ILLEGAL_METHOD_CALL:
    case OP_ERROR_INVALID_STATE:
    case OP_ERROR_INTERRUPTED:
      return FAILED_UNEXPECTED;
    }

  return FAILED_UNEXPECTED;
}

/**
 * op_update_error_number:
 *
 * Returns: 13 + the HRESULT when @error carries one, else the number of its kind
 */
guint32
op_update_error_number (const GError *error)
{
  guint32 hresult = op_error_get_hresult (error);

  if (hresult != 0)
    return UNKNOWN + hresult;

  return error->domain == OP_ERROR ? number_of_code (error->code) : FAILED_UNEXPECTED;
}
