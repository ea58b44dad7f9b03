/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/actions.h"

#define MANAGER "org.offpeak.Manager1"
#define PRODUCT "org.offpeak.Product1"
#define UPDATE "org.offpeak.UpdateNotify1"

/* Every method has a line. A method without one cannot be called at all, and a test compares this
 * list with the XML. */
/* clang-format off */
static const struct
{
  const char *interface;
  const char *method;
  OpGuard guard;
  const char *action;
} rows[] = {
  { MANAGER, "Reload",            OP_GUARD_ACTION, "org.offpeak.product.configure" },
  { MANAGER, "CheckAll",          OP_GUARD_ACTION, "org.offpeak.update.check"      },

  { PRODUCT, "SetOptions",        OP_GUARD_ACTION, "org.offpeak.product.configure" },
  { PRODUCT, "Remove",            OP_GUARD_ACTION, "org.offpeak.product.configure" },

  { UPDATE,  "Download",          OP_GUARD_ACTION, "org.offpeak.update.download"   },
  { UPDATE,  "Apply",             OP_GUARD_ACTION, "org.offpeak.update.apply"      },
  { UPDATE,  "Rollback",          OP_GUARD_ACTION, "org.offpeak.update.rollback"   },
  { UPDATE,  "CheckForUpdate",    OP_GUARD_ACTION, "org.offpeak.update.check"      },
  { UPDATE,  "Verify",            OP_GUARD_ACTION, "org.offpeak.update.check"      },
  { UPDATE,  "Cancel",            OP_GUARD_OWN,    "org.offpeak.update.cancel"     },
  { UPDATE,  "Pause",             OP_GUARD_OWN,    "org.offpeak.update.cancel"     },
  { UPDATE,  "Resume",            OP_GUARD_OWN,    "org.offpeak.update.cancel"     },
  { UPDATE,  "Status",            OP_GUARD_OPEN,   NULL                            },
  { UPDATE,  "GetDeploymentData", OP_GUARD_OPEN,   NULL                            },
  { UPDATE,  "GetBlockingApps",   OP_GUARD_OPEN,   NULL                            },
  { UPDATE,  "GetOldUsers",       OP_GUARD_OPEN,   NULL                            },
};
/* clang-format on */

OpGuard
op_guard_of_method (const char *interface, const char *method, const char **out_action)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (g_str_equal (rows[i].interface, interface) && g_str_equal (rows[i].method, method))
        {
          *out_action = rows[i].action;
          return rows[i].guard;
        }
    }
  *out_action = NULL;

  return OP_GUARD_UNKNOWN;
}
