/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Which polkit action guards which method.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  OP_GUARD_UNKNOWN, /* not in the table: nobody may call it */
  OP_GUARD_OPEN,    /* everybody may, without being asked about */
  OP_GUARD_ACTION,  /* whoever may do the action */
  OP_GUARD_OWN,     /* whoever has begun it, and whoever may do the action */
} OpGuard;

#define OP_ACTION_DOWNGRADE "org.offpeak.update.downgrade"
#define OP_ACTION_CHANGE_SOURCE "org.offpeak.update.change-source"
#define OP_ACTION_FORCE_APP_SHUTDOWN "org.offpeak.update.force-app-shutdown"

/* @out_action: (nullable): NULL for those that are open */
OpGuard op_guard_of_method (const char *interface, const char *method, const char **out_action);

G_END_DECLS
