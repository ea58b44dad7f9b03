/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What can be done with a product. Each call comes three times: `…_async()` with its
 * `…_finish()`, and without a suffix, blocking. A blocking call does not run the main loop, so
 * the properties of the product change only when that runs again.
 */

#pragma once

#include <offpeak/product.h>

G_BEGIN_DECLS

OFFPEAK_API void offpeak_product_download_async (OffpeakProduct *self,
                                                 const char *parameters,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
OFFPEAK_API gboolean offpeak_product_download_finish (OffpeakProduct *self,
                                                      GAsyncResult *result,
                                                      GError **error);
OFFPEAK_API gboolean offpeak_product_download (OffpeakProduct *self,
                                               const char *parameters,
                                               GCancellable *cancellable,
                                               GError **error);

OFFPEAK_API void offpeak_product_apply_async (OffpeakProduct *self,
                                              const char *parameters,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
OFFPEAK_API gboolean offpeak_product_apply_finish (OffpeakProduct *self,
                                                   GAsyncResult *result,
                                                   GError **error);
OFFPEAK_API gboolean offpeak_product_apply (OffpeakProduct *self,
                                            const char *parameters,
                                            GCancellable *cancellable,
                                            GError **error);

OFFPEAK_API void offpeak_product_rollback_async (OffpeakProduct *self,
                                                 const char *parameters,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
OFFPEAK_API gboolean offpeak_product_rollback_finish (OffpeakProduct *self,
                                                      GAsyncResult *result,
                                                      GError **error);
OFFPEAK_API gboolean offpeak_product_rollback (OffpeakProduct *self,
                                               const char *parameters,
                                               GCancellable *cancellable,
                                               GError **error);

OFFPEAK_API void offpeak_product_cancel_async (OffpeakProduct *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
OFFPEAK_API gboolean offpeak_product_cancel_finish (OffpeakProduct *self,
                                                    GAsyncResult *result,
                                                    GError **error);
OFFPEAK_API gboolean offpeak_product_cancel (OffpeakProduct *self,
                                             GCancellable *cancellable,
                                             GError **error);

OFFPEAK_API void offpeak_product_pause_async (OffpeakProduct *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
OFFPEAK_API gboolean offpeak_product_pause_finish (OffpeakProduct *self,
                                                   GAsyncResult *result,
                                                   GError **error);
OFFPEAK_API gboolean offpeak_product_pause (OffpeakProduct *self,
                                            GCancellable *cancellable,
                                            GError **error);

OFFPEAK_API void offpeak_product_resume_async (OffpeakProduct *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
OFFPEAK_API gboolean offpeak_product_resume_finish (OffpeakProduct *self,
                                                    GAsyncResult *result,
                                                    GError **error);
OFFPEAK_API gboolean offpeak_product_resume (OffpeakProduct *self,
                                             GCancellable *cancellable,
                                             GError **error);

OFFPEAK_API void offpeak_product_check_for_update_async (OffpeakProduct *self,
                                                         const char *parameters,
                                                         GCancellable *cancellable,
                                                         GAsyncReadyCallback callback,
                                                         gpointer user_data);
OFFPEAK_API gboolean offpeak_product_check_for_update_finish (OffpeakProduct *self,
                                                              GAsyncResult *result,
                                                              gboolean *out_available,
                                                              char **out_version,
                                                              guint64 *out_download_bytes,
                                                              guint64 *out_unpacked_bytes,
                                                              GError **error);
OFFPEAK_API gboolean offpeak_product_check_for_update (OffpeakProduct *self,
                                                       const char *parameters,
                                                       GCancellable *cancellable,
                                                       gboolean *out_available,
                                                       char **out_version,
                                                       guint64 *out_download_bytes,
                                                       guint64 *out_unpacked_bytes,
                                                       GError **error);

OFFPEAK_API void offpeak_product_query_status_async (OffpeakProduct *self,
                                                     GCancellable *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer user_data);
OFFPEAK_API gboolean offpeak_product_query_status_finish (OffpeakProduct *self,
                                                          GAsyncResult *result,
                                                          OffpeakStatus *out_status,
                                                          guint *out_error,
                                                          char **out_content_id,
                                                          GError **error);
OFFPEAK_API gboolean offpeak_product_query_status (OffpeakProduct *self,
                                                   GCancellable *cancellable,
                                                   OffpeakStatus *out_status,
                                                   guint *out_error,
                                                   char **out_content_id,
                                                   GError **error);

OFFPEAK_API void offpeak_product_verify_async (OffpeakProduct *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
OFFPEAK_API GStrv offpeak_product_verify_finish (OffpeakProduct *self,
                                                 GAsyncResult *result,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API GStrv offpeak_product_verify (OffpeakProduct *self,
                                          GCancellable *cancellable,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

OFFPEAK_API void offpeak_product_get_blocking_apps_async (OffpeakProduct *self,
                                                          GCancellable *cancellable,
                                                          GAsyncReadyCallback callback,
                                                          gpointer user_data);
OFFPEAK_API GPtrArray *
offpeak_product_get_blocking_apps_finish (OffpeakProduct *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API GPtrArray *offpeak_product_get_blocking_apps (OffpeakProduct *self,
                                                          GCancellable *cancellable,
                                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

OFFPEAK_API void offpeak_product_get_old_users_async (OffpeakProduct *self,
                                                      GCancellable *cancellable,
                                                      GAsyncReadyCallback callback,
                                                      gpointer user_data);
OFFPEAK_API GPtrArray *
offpeak_product_get_old_users_finish (OffpeakProduct *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API GPtrArray *offpeak_product_get_old_users (OffpeakProduct *self,
                                                      GCancellable *cancellable,
                                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

OFFPEAK_API void offpeak_product_get_deployment_data_async (OffpeakProduct *self,
                                                            int data_type,
                                                            const char *name,
                                                            GCancellable *cancellable,
                                                            GAsyncReadyCallback callback,
                                                            gpointer user_data);
OFFPEAK_API char *
offpeak_product_get_deployment_data_finish (OffpeakProduct *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API char *offpeak_product_get_deployment_data (OffpeakProduct *self,
                                                       int data_type,
                                                       const char *name,
                                                       GCancellable *cancellable,
                                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

OFFPEAK_API void offpeak_product_set_options_async (OffpeakProduct *self,
                                                    GVariant *options,
                                                    GCancellable *cancellable,
                                                    GAsyncReadyCallback callback,
                                                    gpointer user_data);
OFFPEAK_API gboolean offpeak_product_set_options_finish (OffpeakProduct *self,
                                                         GAsyncResult *result,
                                                         GError **error);
OFFPEAK_API gboolean offpeak_product_set_options (OffpeakProduct *self,
                                                  GVariant *options,
                                                  GCancellable *cancellable,
                                                  GError **error);

OFFPEAK_API void offpeak_product_remove_async (OffpeakProduct *self,
                                               gboolean purge,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
OFFPEAK_API gboolean offpeak_product_remove_finish (OffpeakProduct *self,
                                                    GAsyncResult *result,
                                                    GError **error);
OFFPEAK_API gboolean offpeak_product_remove (OffpeakProduct *self,
                                             gboolean purge,
                                             GCancellable *cancellable,
                                             GError **error);

G_END_DECLS
