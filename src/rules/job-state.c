/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/job-state.h"

typedef struct
{
  OpJobState from;
  OpJobEvent event;
  OpJobState to;
} Transition;

/* Resume of what is active already, and Suspend of what is suspended, change nothing: they are
 * listed so that they are legal. A step that repeats what is the case is listed too. */
/* clang-format off */
static const Transition transitions[] = {
  { OP_JOB_SUSPENDED,       OP_JOB_RESUME,       OP_JOB_QUEUED          },
  { OP_JOB_SUSPENDED,       OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_SUSPENDED,       OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_SUSPENDED,       OP_JOB_CANCEL,       OP_JOB_CANCELLED       },

  { OP_JOB_QUEUED,          OP_JOB_RESUME,       OP_JOB_QUEUED          },
  { OP_JOB_QUEUED,          OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_QUEUED,          OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_QUEUED,          OP_JOB_CANCEL,       OP_JOB_CANCELLED       },
  { OP_JOB_QUEUED,          OP_JOB_REQUEST_SENT, OP_JOB_CONNECTING      },
  { OP_JOB_QUEUED,          OP_JOB_MUST_WAIT,    OP_JOB_TRANSIENT_ERROR },
  { OP_JOB_QUEUED,          OP_JOB_FAILED,       OP_JOB_ERROR           },
  { OP_JOB_QUEUED,          OP_JOB_ALL_CAME,     OP_JOB_TRANSFERRED     },

  { OP_JOB_CONNECTING,      OP_JOB_RESUME,       OP_JOB_CONNECTING      },
  { OP_JOB_CONNECTING,      OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_CONNECTING,      OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_CONNECTING,      OP_JOB_CANCEL,       OP_JOB_CANCELLED       },
  { OP_JOB_CONNECTING,      OP_JOB_REQUEST_SENT, OP_JOB_CONNECTING      },
  { OP_JOB_CONNECTING,      OP_JOB_BYTES_CAME,   OP_JOB_TRANSFERRING    },
  { OP_JOB_CONNECTING,      OP_JOB_MUST_WAIT,    OP_JOB_TRANSIENT_ERROR },
  { OP_JOB_CONNECTING,      OP_JOB_FAILED,       OP_JOB_ERROR           },
  { OP_JOB_CONNECTING,      OP_JOB_ALL_CAME,     OP_JOB_TRANSFERRED     },

  { OP_JOB_TRANSFERRING,    OP_JOB_RESUME,       OP_JOB_TRANSFERRING    },
  { OP_JOB_TRANSFERRING,    OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_TRANSFERRING,    OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_TRANSFERRING,    OP_JOB_CANCEL,       OP_JOB_CANCELLED       },
  { OP_JOB_TRANSFERRING,    OP_JOB_REQUEST_SENT, OP_JOB_TRANSFERRING    },
  { OP_JOB_TRANSFERRING,    OP_JOB_BYTES_CAME,   OP_JOB_TRANSFERRING    },
  { OP_JOB_TRANSFERRING,    OP_JOB_MUST_WAIT,    OP_JOB_TRANSIENT_ERROR },
  { OP_JOB_TRANSFERRING,    OP_JOB_FAILED,       OP_JOB_ERROR           },
  { OP_JOB_TRANSFERRING,    OP_JOB_ALL_CAME,     OP_JOB_TRANSFERRED     },

  { OP_JOB_TRANSIENT_ERROR, OP_JOB_RESUME,       OP_JOB_QUEUED          },
  { OP_JOB_TRANSIENT_ERROR, OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_TRANSIENT_ERROR, OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_TRANSIENT_ERROR, OP_JOB_CANCEL,       OP_JOB_CANCELLED       },
  { OP_JOB_TRANSIENT_ERROR, OP_JOB_MUST_WAIT,    OP_JOB_TRANSIENT_ERROR },
  { OP_JOB_TRANSIENT_ERROR, OP_JOB_WAIT_OVER,    OP_JOB_QUEUED          },
  { OP_JOB_TRANSIENT_ERROR, OP_JOB_FAILED,       OP_JOB_ERROR           },

  { OP_JOB_ERROR,           OP_JOB_RESUME,       OP_JOB_QUEUED          },
  { OP_JOB_ERROR,           OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_ERROR,           OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_ERROR,           OP_JOB_CANCEL,       OP_JOB_CANCELLED       },

  { OP_JOB_TRANSFERRED,     OP_JOB_RESUME,       OP_JOB_QUEUED          },
  { OP_JOB_TRANSFERRED,     OP_JOB_SUSPEND,      OP_JOB_SUSPENDED       },
  { OP_JOB_TRANSFERRED,     OP_JOB_COMPLETE,     OP_JOB_ACKNOWLEDGED    },
  { OP_JOB_TRANSFERRED,     OP_JOB_CANCEL,       OP_JOB_CANCELLED       },
};

static const char *const nicks[] = {
  [OP_JOB_QUEUED]          = "QUEUED",
  [OP_JOB_CONNECTING]      = "CONNECTING",
  [OP_JOB_TRANSFERRING]    = "TRANSFERRING",
  [OP_JOB_SUSPENDED]       = "SUSPENDED",
  [OP_JOB_ERROR]           = "ERROR",
  [OP_JOB_TRANSIENT_ERROR] = "TRANSIENT_ERROR",
  [OP_JOB_TRANSFERRED]     = "TRANSFERRED",
  [OP_JOB_ACKNOWLEDGED]    = "ACKNOWLEDGED",
  [OP_JOB_CANCELLED]       = "CANCELLED",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == OP_N_JOB_STATES);
/* clang-format on */

gboolean
op_job_state_next (OpJobState from, OpJobEvent event, OpJobState *out_to)
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
op_job_state_is_final (OpJobState state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (transitions); i++)
    {
      if (transitions[i].from == state)
        return FALSE;
    }

  return TRUE;
}

const char *
op_job_state_nick (OpJobState state)
{
  g_return_val_if_fail (state < OP_N_JOB_STATES, NULL);

  return nicks[state];
}
