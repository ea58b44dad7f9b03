/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Builds the real objects and joins them. The one place that knows everything, so that nothing
 * else has to.
 */

#pragma once

#include <gio/gio.h>

#include "config/places.h"

G_BEGIN_DECLS

/**
 * OpAssemblyOptions:
 * @places: where everything lives; must outlive the assembly
 * @fetcher: (nullable): path of the network worker; NULL for the installed one
 * @is_system_bus: whether the callers are everybody on the machine
 */
typedef struct
{
  const OpPlaces *places;
  const char *fetcher;
  gboolean is_system_bus;
} OpAssemblyOptions;

#define OP_TYPE_ASSEMBLY (op_assembly_get_type ())
G_DECLARE_FINAL_TYPE (OpAssembly, op_assembly, OP, ASSEMBLY, GObject)

OpAssembly *op_assembly_new (GDBusConnection *connection,
                             const OpAssemblyOptions *options,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Something runs, or waits to: the service must not leave. */
gboolean op_assembly_is_busy (OpAssembly *self);

/* `IdleTimeoutSec=` of offpeak.conf. */
unsigned op_assembly_get_idle_timeout_sec (OpAssembly *self);

G_END_DECLS
