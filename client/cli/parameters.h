/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * From words on a command line to the parameter string of the bus: the shell has taken the
 * quotes away, and what needs them there gets them back.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *op_join_parameters (const char *const *pairs, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
