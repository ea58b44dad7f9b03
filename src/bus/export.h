/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The one way onto the bus: every object, every interface, with the gate in front of it.
 */

#pragma once

#include "bus/gate.h"
#include "bus/manager-face.h"
#include "update/catalogue.h"

G_BEGIN_DECLS

#define OP_TYPE_EXPORT (op_export_get_type ())
G_DECLARE_FINAL_TYPE (OpExport, op_export, OP, EXPORT, GObject)

/* Export what there is and will be in @catalogue. NULL with an error when the paths are taken. */
OpExport *op_export_new (GDBusConnection *connection,
                         OpCatalogue *catalogue,
                         OpGate *gate,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

OpManagerFace *op_export_get_manager (OpExport *self);

/* @product: (nullable): whose UpdateNotify1 is on the root object too */
void op_export_set_default (OpExport *self, OpProduct *product);

G_END_DECLS
