/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The real clock: wall-clock time, and alarms in the thread's default main context.
 */

#pragma once

#include "base/clock.h"

G_BEGIN_DECLS

#define OP_TYPE_SYSTEM_CLOCK (op_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (OpSystemClock, op_system_clock, OP, SYSTEM_CLOCK, GObject)

OpClock *op_system_clock_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
