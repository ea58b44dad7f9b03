/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * From names on the bus to errors that people and programs can use.
 */

#pragma once

#include <offpeak/error.h>

G_BEGIN_DECLS

GError *op_offpeak_error_from_remote (GError *remote) G_GNUC_WARN_UNUSED_RESULT;
GError *op_offpeak_error_from_name (const char *name,
                                    const char *message) G_GNUC_WARN_UNUSED_RESULT;
guint32 op_offpeak_hresult_from_name (const char *name);

G_END_DECLS
