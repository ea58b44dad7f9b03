/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The methods of UpdateNotify1 that only look: open to everybody.
 */

#pragma once

#include "introspection/op-dbus.h" /* generated from the XML */

G_BEGIN_DECLS

void op_update_reads_init (OpDBusUpdateNotify1Iface *iface);

G_END_DECLS
