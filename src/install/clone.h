/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A file of one tree made to be in another, as cheaply as the file system can: its blocks
 * shared, else the file itself shared, else copied. What is taken is what was looked at.
 */

#pragma once

#include <gio/gio.h>

#include "install/look.h"

G_BEGIN_DECLS

/* What the file system has been found not to do. Zero at first. */
typedef struct
{
  gboolean no_reflink;
  gboolean no_link_by_fd; /* needs a privilege */
} OpCloner;

typedef enum
{
  OP_CLONE_DONE,
  OP_CLONE_NOT_AS_INDEXED, /* it is not what the index says, or cannot be read */
  OP_CLONE_FAILED,         /* error is set */
} OpCloneResult;

/* Opens @file for @flags if it is still as indexed; -1 if not. */
int op_clone_open_source (OpParents *from, const OpIndexedFile *file, int flags);

/**
 * op_cloner_clone:
 * @file: in @from
 * @path: in @to; nothing is there, and its directory exists
 * @mode: it is to have; the file itself is shared only when it has it already
 * @out_info: of the new file
 */
OpCloneResult op_cloner_clone (OpCloner *self,
                               OpParents *from,
                               const OpIndexedFile *file,
                               OpParents *to,
                               const char *path,
                               unsigned mode,
                               GCancellable *cancellable,
                               struct stat *out_info,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
