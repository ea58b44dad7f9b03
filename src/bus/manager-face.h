/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * org.offpeak.Manager1: the service itself.
 */

#pragma once

#include "bus/gate.h"
#include "introspection/op-dbus.h" /* generated from the XML */
#include "update/catalogue.h"

G_BEGIN_DECLS

#define OP_TYPE_MANAGER_FACE (op_manager_face_get_type ())
G_DECLARE_FINAL_TYPE (OpManagerFace, op_manager_face, OP, MANAGER_FACE, OpDBusManager1Skeleton)

/* Signal "reload" → (GPtrArray of utf8): read the configuration again, and say what is wrong
 * with it. */
OpManagerFace *op_manager_face_new (OpCatalogue *catalogue, OpGate *gate) G_GNUC_WARN_UNUSED_RESULT;

void op_manager_face_set_default (OpManagerFace *self, const char *id);

G_END_DECLS
