/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * May this caller do that? Asked before every guarded method, and answered when the answer is
 * known; nobody waits in a thread for it.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OpAuthQuery:
 * @sender: unique bus name of the caller
 * @uid: whose it is
 * @action: polkit action id
 * @details: (nullable) (array zero-terminated=1): key, value, … for rules and for the message
 * @interactive: the caller is ready to be asked for a password
 *
 * One question. Copied.
 */
typedef struct
{
  const char *sender;
  guint32 uid;
  const char *action;
  const char *const *details;
  gboolean interactive;
} OpAuthQuery;

#define OP_TYPE_AUTHORISER (op_authoriser_get_type ())
G_DECLARE_INTERFACE (OpAuthoriser, op_authoriser, OP, AUTHORISER, GObject)

/**
 * OpAuthoriserInterface:
 * @check_async: ask
 * @check_finish: the answer: %TRUE, or %OP_ERROR_ACCESS_DENIED, or %OP_ERROR_LIMITS_EXCEEDED when
 *    too many questions are open; no answer is an answer: no
 *
 * Both must be implemented. Whoever asks may cancel: then nobody is asked for a password any more.
 */
struct _OpAuthoriserInterface
{
  GTypeInterface parent_iface;

  void (*check_async) (OpAuthoriser *self,
                       const OpAuthQuery *query,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*check_finish) (OpAuthoriser *self, GAsyncResult *result, GError **error);
};

void op_authoriser_check_async (OpAuthoriser *self,
                                const OpAuthQuery *query,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean op_authoriser_check_finish (OpAuthoriser *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
