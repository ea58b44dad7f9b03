/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A place on disk, and whether a process has something of it mapped as executable. Asked of
 * every process of the machine while an Apply waits, so nothing is allocated on the way.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _OpPlace OpPlace;

/* @below: directories; links in them are resolved here; @except: (nullable): but not below this */
OpPlace *op_place_new (const char *const *below, const char *except) G_GNUC_WARN_UNUSED_RESULT;
void op_place_free (OpPlace *self);

/* Is @path, as /proc writes it, in the place? */
gboolean op_place_has (const OpPlace *self, const char *path, size_t n_bytes);

/* Has process @pid an executable mapping of a file in the place? @proc_fd: /proc. Not a
 * question for several threads at once. */
gboolean op_place_is_mapped (OpPlace *self, int proc_fd, const char *pid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpPlace, op_place_free)

G_END_DECLS
