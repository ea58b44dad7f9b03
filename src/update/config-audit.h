/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Notices which product files are others than those that were last recorded, also while nobody
 * looked: what was recorded is kept, as a hash, with the state of the product.
 */

#pragma once

#include "audit/log.h"
#include "config/product-config.h"

G_BEGIN_DECLS

/* Record what has changed. @configs: id → OpProductConfig, as loaded. */
void op_config_audit_compare (OpAuditLog *log, const OpPlaces *places, GHashTable *configs);

G_END_DECLS
