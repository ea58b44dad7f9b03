/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What was done to a product, when, for whom, and how it ended: one JSON object a line. The oldest
 * lines go when there are too many.
 */

#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/**
 * OpHistoryEntry:
 * @action: "download", "apply", "rollback", "remove"
 * @version: (nullable): what it was about
 * @from: (nullable): what was installed before
 * @result: "succeeded", "failed", "cancelled"
 * @error: number, as in Status
 * @error_code: #OpError, or -1
 * @message: (nullable)
 */
typedef struct
{
  gint64 time_usec;
  const char *action;
  const char *version;
  const char *from;
  const char *result;
  guint32 error;
  int error_code;
  const char *message;
  guint32 uid;
  const char *trust;
  guint64 bytes;
} OpHistoryEntry;

/* Durable when it returns: for a thread. */
gboolean op_history_append (const char *state_path,
                            const OpHistoryEntry *entry,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Remove all of it. */
gboolean op_history_forget (const char *state_path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An array, newest first; @version: (nullable): only what is about it. @error_name: turns an
 * #OpError into the name that programs know. */
json_t *op_history_load (const char *state_path,
                         const char *version,
                         const char *(*error_name) (int code)) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
