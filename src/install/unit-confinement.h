/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Runs a program in a transient unit of systemd's: with a user of its own, no network, and nothing
 * that it could write to. Our own unit is too tight for programs such as Node.js or Java, and has
 * not the right to become somebody else.
 */

#pragma once

#include "install/confinement.h"

G_BEGIN_DECLS

#define OP_TYPE_UNIT_CONFINEMENT (op_unit_confinement_get_type ())
G_DECLARE_FINAL_TYPE (OpUnitConfinement, op_unit_confinement, OP, UNIT_CONFINEMENT, GObject)

/* @bus: where systemd is. */
OpConfinement *op_unit_confinement_new (GDBusConnection *bus) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
