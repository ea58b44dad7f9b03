/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a client feeds its products, and how a product keeps its values: as they came over
 * the bus, one for each row of a table that names property and type.
 */

#pragma once

#include "client/lib/service.h"

#include <offpeak/product.h>

G_BEGIN_DECLS

#define OP_PRODUCT_INTERFACE "org.offpeak.Product1"
#define OP_UPDATE_INTERFACE "org.offpeak.UpdateNotify1"

typedef enum
{
  OP_VALUE_ID,
  OP_VALUE_TITLE,
  OP_VALUE_CHANNEL,
  OP_VALUE_ARCHITECTURE,
  OP_VALUE_LANGUAGES,
  OP_VALUE_INSTALL_ROOT,
  OP_VALUE_TRUST,
  OP_VALUE_PHASE,
  OP_VALUE_ENABLED,
  OP_VALUE_AUTO_DOWNLOAD,
  OP_VALUE_AUTO_APPLY,
  OP_VALUE_CONFIGURATION_ERROR,
  OP_VALUE_STATUS,
  OP_VALUE_ERROR,
  OP_VALUE_ERROR_NAME,
  OP_VALUE_ERROR_MESSAGE,
  OP_VALUE_CONTENT_ID,
  OP_VALUE_DISPLAY_LEVEL,
  OP_VALUE_BYTES_TOTAL,
  OP_VALUE_BYTES_TRANSFERRED,
  OP_VALUE_FILES_TOTAL,
  OP_VALUE_FILES_TRANSFERRED,
  OP_VALUE_BYTES_PER_SECOND,
  OP_VALUE_SECONDS_LEFT,
  OP_VALUE_WAIT_REASONS,
  OP_VALUE_PERMITTED_CALLS,
  OP_VALUE_LAST_OPERATION,
  OP_VALUE_RESTART_REQUIRED,
  OP_VALUE_INSTALLED_VERSION,
  OP_VALUE_AVAILABLE_VERSION,
  OP_VALUE_STAGED_VERSION,
  OP_VALUE_PREVIOUS_VERSION,
  OP_VALUE_RELEASE_NOTES_URL,
  OP_VALUE_URGENCY,
  OP_VALUE_STALE,
  OP_VALUE_LAST_FRESH,
} OpValue;
#define OP_N_VALUES (OP_VALUE_LAST_FRESH + 1)

/**
 * OpValueRow:
 * @interface: D-Bus interface
 * @dbus_name: property there
 * @signature: its type
 * @fallback: its value before it is known, in GVariant's text form
 * @name: property of #OffpeakProduct
 * @blurb: what it says
 */
typedef struct
{
  const char *interface;
  const char *dbus_name;
  const char *signature;
  const char *fallback;
  const char *name;
  const char *blurb;
} OpValueRow;

const OpValueRow *op_value_row (OpValue value);
gboolean op_value_find (const char *interface, const char *dbus_name, OpValue *out_value);
GParamSpec *op_value_param_spec (OpValue value);
void op_value_to_gvalue (OpValue value, GVariant *variant, GValue *out_gvalue);

OffpeakProduct *op_product_new (OpService *service, const char *path) G_GNUC_WARN_UNUSED_RESULT;
void op_product_update (OffpeakProduct *self, const char *interface, GVariant *properties);
void
op_product_status_changed (OffpeakProduct *self, guint old_status, guint new_status, guint error);

GVariant *op_product_peek (OffpeakProduct *self, OpValue value);
const char *op_product_get_string (OffpeakProduct *self, OpValue value);
gboolean op_product_get_boolean (OffpeakProduct *self, OpValue value);
guint op_product_get_uint (OffpeakProduct *self, OpValue value);
guint64 op_product_get_uint64 (OffpeakProduct *self, OpValue value);
GStrv op_product_dup_strv (OffpeakProduct *self, OpValue value) G_GNUC_WARN_UNUSED_RESULT;
OpService *op_product_get_service (OffpeakProduct *self);

G_END_DECLS
