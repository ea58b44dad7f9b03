/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Rows of text with aligned columns.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OpTable OpTable;

OpTable *op_table_new (unsigned n_columns) G_GNUC_WARN_UNUSED_RESULT;
void op_table_free (OpTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpTable, op_table_free)

/* As many strings as there are columns; "" is shown as a dash. */
void op_table_add (OpTable *self, ...);
void op_table_say (OpTable *self);

G_END_DECLS
