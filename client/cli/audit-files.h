/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The lines of the audit log as they lie on the disk, oldest first.
 */

#pragma once

#include <glib.h>

#include "audit/chain.h"
#include "config/places.h"

G_BEGIN_DECLS

/* @text: without its end; @is_whole: it has one. FALSE ends the reading. */
typedef gboolean (*OpAuditLineFunc) (const char *text,
                                     size_t n_bytes,
                                     gboolean is_whole,
                                     gpointer user_data);

/* FALSE when there is no log, or it may not be read. */
gboolean op_audit_files_read (const OpPlaces *places,
                              OpAuditLineFunc func,
                              gpointer user_data,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE when there is none that can be read; no error. */
gboolean op_audit_files_read_head (const OpPlaces *places, OpAuditHead *out_head);

G_END_DECLS
