/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The part of the sandbox that is about system calls: a seccomp filter that lists what is
 * allowed. Whatever is not listed fails, and kills nobody.
 */

#pragma once

#include "worker/sandbox-profile.h"

G_BEGIN_DECLS

gboolean op_sandbox_limit_calls (const OpSandboxProfile *profile,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
