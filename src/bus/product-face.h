/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * org.offpeak.Product1: what a product is.
 */

#pragma once

#include "bus/gate.h"
#include "introspection/op-dbus.h" /* generated from the XML */
#include "update/product.h"

G_BEGIN_DECLS

#define OP_TYPE_PRODUCT_FACE (op_product_face_get_type ())
G_DECLARE_FINAL_TYPE (OpProductFace, op_product_face, OP, PRODUCT_FACE, OpDBusProduct1Skeleton)

OpProductFace *op_product_face_new (OpProduct *product, OpGate *gate) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
