/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What systemd is asked to run a program in: a unit, line by line.
 */

#pragma once

#include "install/confinement.h"

G_BEGIN_DECLS

/* `a(sv)`, floating. @out_index, @err_index: of the descriptors in the list that goes with it. */
GVariant *op_unit_properties_new (const OpProgram *program,
                                  int out_index,
                                  int err_index) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
