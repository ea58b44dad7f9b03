/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The methods of UpdateNotify1: each parses its message into a value, has it authorised, and runs
 * exactly that.
 */

#pragma once

#include "bus/gate.h"
#include "introspection/op-dbus.h" /* generated from the XML */
#include "update/product.h"

G_BEGIN_DECLS

typedef struct _OpUpdateFace OpUpdateFace;

OpProduct *op_update_face_get_product (OpUpdateFace *self);
OpGate *op_update_face_get_gate (OpUpdateFace *self);

void op_update_calls_init (OpDBusUpdateNotify1Iface *iface);

G_END_DECLS
