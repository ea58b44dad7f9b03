/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Does anybody still run an older tree? Looked at when there may be somebody, and again when one
 * of them has ended; nothing is polled in between.
 */

#pragma once

#include "update/product.h"

G_BEGIN_DECLS

/* Tells the product, now and when it changes. */
void op_product_look_for_old_users (OpProduct *product);

G_END_DECLS
