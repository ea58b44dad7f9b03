/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the service has written to its audit log.
 */

#pragma once

#include "support/service.h"

G_BEGIN_DECLS

#define AUDIT_LOG_DIR "var/log/offpeak"
#define AUDIT_LOG_FILE AUDIT_LOG_DIR "/audit.jsonl"
#define AUDIT_HEAD_FILE "var/lib/offpeak/audit.head"

/* Of all lines the members @keys, "event uid …" a line; what is not there is "-". */
char *list_records (Service *self, const char *const *keys) G_GNUC_WARN_UNUSED_RESULT;

/* `offpeak audit verify` ends with @status, and says @word. */
void assert_verified (Service *self, int status, const char *word);

G_END_DECLS
