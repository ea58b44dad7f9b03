/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * One product: its status, what is shown of it, and the calls that change it. It survives a
 * restart of the daemon in the middle of anything.
 */

#pragma once

#include "audit/log.h"
#include "base/clock.h"
#include "config/places.h"
#include "config/product-config.h"
#include "install/confinement.h"
#include "rules/parameters.h"
#include "rules/update-state.h"
#include "transfer/source.h"

G_BEGIN_DECLS

#define OP_TYPE_PRODUCT (op_product_get_type ())
G_DECLARE_FINAL_TYPE (OpProduct, op_product, OP, PRODUCT, GObject)

/**
 * OpProductView:
 * @error: (nullable)
 * @installed, @available, @staged, @previous: versions, "" for none
 * @last_call: of the last operation; @last_started_usec is 0 when there was none
 *
 * What is shown of a product. Strings belong to the product and change with it.
 */
typedef struct
{
  OpStatus status;
  const GError *error;
  guint32 error_number;
  const char *content_id;
  gboolean display_level;
  OpTransferProgress progress;
  guint64 bytes_per_sec;
  guint32 seconds_left;
  const char *installed;
  const char *available;
  const char *staged;
  const char *previous;
  const char *notes_url;
  unsigned urgency;
  gboolean restart_required;
  gint64 last_started_usec;
  OpUpdateEvent last_call;
  guint32 last_uid;
  gint64 last_fresh_usec;
} OpProductView;

/* Signals:
 *   "status-changed" (guint old, guint new): for every transition, after the view has changed
 *   "changed": anything else in the view, the wait reasons, or the configuration
 *   "options-changed": its options file is another; the configuration has to be read again */
OpProduct *op_product_new (OpProductConfig *config,
                           const OpPlaces *places,
                           OpSource *source,
                           OpClock *clock,
                           OpAuditLog *audit,
                           OpConfinement *confinement) G_GNUC_WARN_UNUSED_RESULT;

/* Once, when somebody can hear: go on with, or undo, what was cut off. */
void op_product_start (OpProduct *self);

void op_product_set_config (OpProduct *self, OpProductConfig *config);
OpProductConfig *op_product_get_config (OpProduct *self);
const char *op_product_get_state_path (OpProduct *self);
OpSource *op_product_get_source (OpProduct *self);
OpClock *op_product_get_clock (OpProduct *self);
OpAuditLog *op_product_get_audit (OpProduct *self);

void op_product_get_view (OpProduct *self, OpProductView *out_view);

/* (element-type OpWaitReason) (transfer full) */
GPtrArray *op_product_get_wait_reasons (OpProduct *self) G_GNUC_WARN_UNUSED_RESULT;

/* Something runs that must not be left alone. */
gboolean op_product_is_busy (OpProduct *self);

/* Each begins, and replies when the request is accepted and would survive a restart.
 * @text: the parameters as they came. */
void op_product_download_async (OpProduct *self,
                                const char *text,
                                const OpDownloadParameters *parameters,
                                guint32 uid,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
/* @call: Apply or Rollback */
void op_product_apply_async (OpProduct *self,
                             OpUpdateEvent call,
                             const char *text,
                             const OpApplyParameters *parameters,
                             guint32 uid,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean op_product_begin_finish (OpProduct *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean op_product_cancel (OpProduct *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean
op_product_set_paused (OpProduct *self, gboolean paused, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Is a Download with these parameters possible at all? Checked before the state is. */
gboolean op_product_check_download (OpProduct *self,
                                    const OpDownloadParameters *parameters,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For those who have looked: a check has found @version (nullable: nothing newer). */
void op_product_note_available (OpProduct *self,
                                const char *version,
                                const char *notes_url,
                                unsigned urgency);
void op_product_note_old_users (OpProduct *self, gboolean there_are_some);

G_END_DECLS
