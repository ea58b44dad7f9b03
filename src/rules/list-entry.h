/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One file object of a list: JSON in, a checked row out. Each key is judged here, once.
 */

#pragma once

#include <jansson.h>

#include "rules/list-table.h"

G_BEGIN_DECLS

/**
 * OpListEntry:
 * @row: its strings belong to the JSON object or to @path
 * @path: (owned) (nullable): set as soon as it is known, even if something else is wrong
 * @relative_path: (nullable): as the object has it
 * @lcid: 0 for every language
 */
typedef struct
{
  OpListRow row;
  char *path;
  const char *relative_path;
  guint32 lcid;
} OpListEntry;

#define OP_LIST_ENTRY_INIT                                                                         \
  {                                                                                                \
    .path = NULL                                                                                   \
  }

/* @is_native: not the Click-to-Run form: a file must have hash and size. @object must live as
 * long as @out_entry is used. */
gboolean op_list_entry_read (const json_t *object,
                             gboolean is_native,
                             OpListEntry *out_entry,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_list_entry_clear (OpListEntry *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpListEntry, op_list_entry_clear)

G_END_DECLS
