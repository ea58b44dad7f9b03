/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Values as they come over the bus.
 */

#pragma once

#include <offpeak/values.h>

G_BEGIN_DECLS

GPtrArray *op_wait_reasons_from_variant (GVariant *reasons) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *op_applications_from_variant (GVariant *applications) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
