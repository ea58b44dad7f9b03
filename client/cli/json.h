/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Products as JSON. Keys are the names on the bus in lower camel case; what is not known is
 * null.
 */

#pragma once

#include "client/cli/output.h"

#include <offpeak.h>

G_BEGIN_DECLS

json_t *op_json_product (OffpeakProduct *product) G_GNUC_WARN_UNUSED_RESULT;
json_t *op_json_applications (GPtrArray *applications) G_GNUC_WARN_UNUSED_RESULT;
json_t *op_json_wait_reasons (OffpeakProduct *product) G_GNUC_WARN_UNUSED_RESULT;
json_t *op_json_strings (const char *const *strings) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
