/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One product: what is known of it, kept up to date, and what can be done with it.
 *
 * Everything that is known is a GObject property that notifies; the getters give the same.
 * The values stay as they were last seen while the service is not running.
 */

#pragma once

#include <offpeak/api.h>
#include <offpeak/status.h>
#include <offpeak/values.h>

G_BEGIN_DECLS

/**
 * OFFPEAK_SIZE_UNKNOWN:
 *
 * A number of bytes that is not known.
 */
#define OFFPEAK_SIZE_UNKNOWN G_GUINT64_CONSTANT (18446744073709551615)

/**
 * OFFPEAK_SECONDS_UNKNOWN:
 *
 * A number of seconds that is not known.
 */
#define OFFPEAK_SECONDS_UNKNOWN G_GUINT64_CONSTANT (4294967295)

#define OFFPEAK_TYPE_PRODUCT (offpeak_product_get_type ())
OFFPEAK_API
G_DECLARE_FINAL_TYPE (OffpeakProduct, offpeak_product, OFFPEAK, PRODUCT, GObject)

/* What it is. */
OFFPEAK_API const char *offpeak_product_get_object_path (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_id (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_title (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_channel (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_architecture (OffpeakProduct *self);
OFFPEAK_API GStrv offpeak_product_dup_languages (OffpeakProduct *self) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API const char *offpeak_product_get_install_root (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_trust (OffpeakProduct *self);
OFFPEAK_API guint offpeak_product_get_phase (OffpeakProduct *self);
OFFPEAK_API gboolean offpeak_product_get_enabled (OffpeakProduct *self);
OFFPEAK_API gboolean offpeak_product_get_auto_download (OffpeakProduct *self);
OFFPEAK_API gboolean offpeak_product_get_auto_apply (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_configuration_error (OffpeakProduct *self);

/* What is going on. */
OFFPEAK_API OffpeakStatus offpeak_product_get_status (OffpeakProduct *self);
OFFPEAK_API guint offpeak_product_get_error (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_error_name (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_error_message (OffpeakProduct *self);
OFFPEAK_API guint32 offpeak_product_get_hresult (OffpeakProduct *self);
OFFPEAK_API GError *offpeak_product_dup_failure (OffpeakProduct *self) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API const char *offpeak_product_get_content_id (OffpeakProduct *self);
OFFPEAK_API gboolean offpeak_product_get_display_level (OffpeakProduct *self);
OFFPEAK_API guint64 offpeak_product_get_bytes_total (OffpeakProduct *self);
OFFPEAK_API guint64 offpeak_product_get_bytes_transferred (OffpeakProduct *self);
OFFPEAK_API guint offpeak_product_get_files_total (OffpeakProduct *self);
OFFPEAK_API guint offpeak_product_get_files_transferred (OffpeakProduct *self);
OFFPEAK_API guint64 offpeak_product_get_bytes_per_second (OffpeakProduct *self);
OFFPEAK_API guint offpeak_product_get_seconds_left (OffpeakProduct *self);
OFFPEAK_API GPtrArray *
offpeak_product_dup_wait_reasons (OffpeakProduct *self) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API GStrv offpeak_product_dup_permitted_calls (OffpeakProduct *self)
    G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API guint64 offpeak_product_get_last_operation (OffpeakProduct *self,
                                                        const char **out_call,
                                                        guint *out_uid);
OFFPEAK_API gboolean offpeak_product_get_restart_required (OffpeakProduct *self);

/* Which versions there are. */
OFFPEAK_API const char *offpeak_product_get_installed_version (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_available_version (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_staged_version (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_previous_version (OffpeakProduct *self);
OFFPEAK_API const char *offpeak_product_get_release_notes_url (OffpeakProduct *self);
OFFPEAK_API guint offpeak_product_get_urgency (OffpeakProduct *self);
OFFPEAK_API gboolean offpeak_product_get_stale (OffpeakProduct *self);
OFFPEAK_API guint64 offpeak_product_get_last_fresh (OffpeakProduct *self);

G_END_DECLS
