/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One program in one transient unit, from StartTransientUnit to the end of all that it has started.
 */

#pragma once

#include "install/confinement.h"

G_BEGIN_DECLS

/* Takes @owned_task, which returns an OpProgramEnd. */
void op_unit_run (GDBusConnection *bus, const OpProgram *program, GTask *owned_task);

G_END_DECLS
