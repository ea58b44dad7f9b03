/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The service as a program sees it: which products there are, and whether it runs.
 *
 * The service leaves the bus when it has nothing to do and is started by the next call.
 * That it is not there is therefore a state, not an error: the products stay, with the
 * values that were last seen.
 */

#pragma once

#include <offpeak/product.h>

G_BEGIN_DECLS

#define OFFPEAK_TYPE_CLIENT (offpeak_client_get_type ())
OFFPEAK_API
G_DECLARE_FINAL_TYPE (OffpeakClient, offpeak_client, OFFPEAK, CLIENT, GObject)

OFFPEAK_API void offpeak_client_new_async (const char *bus,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
OFFPEAK_API OffpeakClient *offpeak_client_new_finish (GAsyncResult *result,
                                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API OffpeakClient *offpeak_client_new (const char *bus,
                                               GCancellable *cancellable,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

OFFPEAK_API const char *offpeak_client_get_bus (OffpeakClient *self);
OFFPEAK_API gboolean offpeak_client_get_service_running (OffpeakClient *self);
OFFPEAK_API const char *offpeak_client_get_service_version (OffpeakClient *self);
OFFPEAK_API gboolean offpeak_client_get_interactive (OffpeakClient *self);
OFFPEAK_API void offpeak_client_set_interactive (OffpeakClient *self, gboolean interactive);

OFFPEAK_API GPtrArray *offpeak_client_dup_products (OffpeakClient *self) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API OffpeakProduct *offpeak_client_lookup_product (OffpeakClient *self, const char *id);
OFFPEAK_API OffpeakProduct *offpeak_client_get_default_product (OffpeakClient *self);

OFFPEAK_API void offpeak_client_refresh_async (OffpeakClient *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
OFFPEAK_API gboolean offpeak_client_refresh_finish (OffpeakClient *self,
                                                    GAsyncResult *result,
                                                    GError **error);
OFFPEAK_API gboolean offpeak_client_refresh (OffpeakClient *self,
                                             GCancellable *cancellable,
                                             GError **error);

OFFPEAK_API void offpeak_client_reload_async (OffpeakClient *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
OFFPEAK_API GStrv offpeak_client_reload_finish (OffpeakClient *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API GStrv offpeak_client_reload (OffpeakClient *self,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

OFFPEAK_API void offpeak_client_check_all_async (OffpeakClient *self,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
OFFPEAK_API GHashTable *offpeak_client_check_all_finish (OffpeakClient *self,
                                                         GAsyncResult *result,
                                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API GHashTable *offpeak_client_check_all (OffpeakClient *self,
                                                  GCancellable *cancellable,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
