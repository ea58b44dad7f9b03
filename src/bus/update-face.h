/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * org.offpeak.UpdateNotify1 of one product. A face holds no state of its own: it turns calls into
 * requests, and changes into property notices and signals.
 */

#pragma once

#include "bus/gate.h"
#include "introspection/names.h"
#include "introspection/op-dbus.h" /* generated from the XML */
#include "update/product.h"

G_BEGIN_DECLS

#define OP_TYPE_UPDATE_FACE (op_update_face_get_type ())
G_DECLARE_FINAL_TYPE (OpUpdateFace, op_update_face, OP, UPDATE_FACE, OpDBusUpdateNotify1Skeleton)

OpUpdateFace *op_update_face_new (OpProduct *product, OpGate *gate) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
