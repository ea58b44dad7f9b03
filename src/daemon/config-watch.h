/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Notices when a configuration file appears, changes or goes.
 */

#pragma once

#include <gio/gio.h>

#include "config/places.h"

G_BEGIN_DECLS

#define OP_TYPE_CONFIG_WATCH (op_config_watch_get_type ())
G_DECLARE_FINAL_TYPE (OpConfigWatch, op_config_watch, OP, CONFIG_WATCH, GObject)

/* Signal "changed", some moments after the last of several changes. A products.d that comes
 * later is watched too; a directory that it would lie in, and that is not there at first, is not:
 * nothing wakes up to look for it. @places: must outlive it. */
OpConfigWatch *op_config_watch_new (const OpPlaces *places) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
