/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A product of the fake service: what it shows is the test's to set, and what it is called is
 * the test's to read.
 */

#pragma once

#include <gio/gio.h>

#include "introspection/op-dbus.h"

G_BEGIN_DECLS

/* As on the bus. */
typedef enum
{
  FAKE_UNKNOWN,
  FAKE_DOWNLOAD_PENDING,
  FAKE_DOWNLOAD_WIP,
  FAKE_DOWNLOAD_CANCELLING,
  FAKE_DOWNLOAD_CANCELLED,
  FAKE_DOWNLOAD_FAILED,
  FAKE_DOWNLOAD_SUCCEEDED,
  FAKE_APPLY_PENDING,
  FAKE_APPLY_WIP,
  FAKE_APPLY_SUCCEEDED,
  FAKE_APPLY_FAILED,
} FakeStatus;

/**
 * FakeProduct:
 * @update: its UpdateNotify1
 * @product: its Product1
 * @calls: (element-type utf8): each call with its text argument, such as "Download a=b"
 * @interactive: whether the last call allowed questions
 * @refuse_name: (nullable): the D-Bus error that every call is answered with
 * @fail_name: (nullable): the D-Bus error that whatever is started ends with
 * @fail_error: and its number
 * @holds: what is started stays in WIP
 * @at_once: what is started has ended before the call is answered
 *
 * A product. The plain fields are the test's to set.
 */
typedef struct
{
  OpDBusUpdateNotify1 *update;
  OpDBusProduct1 *product;
  GPtrArray *calls;
  gboolean interactive;

  const char *refuse_name;
  const char *fail_name;
  guint fail_error;
  gboolean holds;
  gboolean at_once;
} FakeProduct;

/* What became of it: sets the properties, sends them, sends the signal. */
void fake_product_set_status (FakeProduct *self, FakeStatus status);
void fake_product_set_progress (FakeProduct *self, guint64 bytes, guint64 bytes_total);
void fake_product_wait_for (FakeProduct *self, const char *code, const char *text);
/* End what runs, as its fields say. */
void fake_product_finish (FakeProduct *self);
const char *fake_product_last_call (FakeProduct *self);

/* For the service. */
FakeProduct *fake_product_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
void fake_product_free (gpointer product);
void fake_product_connect (FakeProduct *self);

G_END_DECLS
