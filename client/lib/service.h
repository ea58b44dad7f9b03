/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One way to call the service, shared by the client and its products: which bus, whether
 * a password may be asked for, how long to wait, and what an error looks like afterwards.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reference counted; changed only in the thread of the client. */
typedef struct
{
  GDBusConnection *connection; /* (owned) */
  gboolean interactive;
} OpService;

OpService *op_service_new (GDBusConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
void op_service_unref (OpService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpService, op_service_unref)

/**
 * OpCall:
 * @path: object
 * @interface: interface of the method
 * @method: the method
 * @arguments: (transfer floating) (nullable): a tuple
 * @reply: (nullable): type of the answer; nothing is expected when it is %NULL
 * @endless: the answer comes when the work is finished, whenever that is
 *
 * All a call needs to know.
 */
typedef struct
{
  const char *path;
  const char *interface;
  const char *method;
  GVariant *arguments;
  const char *reply;
  gboolean endless;
} OpCall;

void op_service_call_async (OpService *self,
                            const OpCall *call,
                            gpointer source_object,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GVariant *op_service_call_finish (gpointer source_object,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
GVariant *op_service_call (OpService *self,
                           const OpCall *call,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
