/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a worker shuts itself in, before it reads the first byte of a stranger: no other
 * descriptors, no privileges, no files but a few to read, no system calls but a few to do
 * its work. There is no half of it: a step that fails ends the worker.
 */

#pragma once

#include "worker/sandbox-profile.h"

G_BEGIN_DECLS

gboolean op_sandbox_enter (const OpSandboxProfile *profile,
                           int channel_fd,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
