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

/* Signal "changed", some moments after the last of several changes. Directories that do not exist
 * yet are not watched: nothing wakes up to look for them. */
OpConfigWatch *op_config_watch_new (const OpPlaces *places) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
