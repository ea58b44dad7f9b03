/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Runs a program as our child: for a bus of one's own, where nobody else would do it.
 */

#pragma once

#include "install/confinement.h"

G_BEGIN_DECLS

#define OP_TYPE_CHILD_CONFINEMENT (op_child_confinement_get_type ())
G_DECLARE_FINAL_TYPE (OpChildConfinement, op_child_confinement, OP, CHILD_CONFINEMENT, GObject)

OpConfinement *op_child_confinement_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
