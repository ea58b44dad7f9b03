/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * `offpeak audit`: what it shows, and what it proves.
 */

#pragma once

#include "client/cli/cli.h"
#include "config/places.h"

G_BEGIN_DECLS

gboolean op_audit_show (OpCli *cli, const OpPlaces *places, GError **error);
gboolean op_audit_verify (OpCli *cli, const OpPlaces *places, GError **error);

G_END_DECLS
