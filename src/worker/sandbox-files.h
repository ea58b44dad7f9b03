/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The part of the sandbox that is about files: Landlock.
 */

#pragma once

#include "worker/sandbox-profile.h"

G_BEGIN_DECLS

gboolean op_sandbox_limit_files (const OpSandboxProfile *profile,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
