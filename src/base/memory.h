/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Memory that a large operation needed goes back to the system when it is over; the allocator
 * would keep it for the next one, which may be a week away.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In a moment, in a thread. */
void op_memory_give_back_soon (void);

G_END_DECLS
