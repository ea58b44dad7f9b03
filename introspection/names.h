/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What service and clients must agree on, besides the XML: names, paths, and how an
 * error is called and numbered.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define OP_BUS_NAME "org.offpeak.Updates1"
#define OP_ROOT_PATH "/org/offpeak/Updates1"
#define OP_PRODUCT_PATH_PREFIX OP_ROOT_PATH "/product/"

/**
 * OpErrorName:
 * @name: full D-Bus error name
 * @hresult: what the original interfaces call it; E_FAIL when they have nothing closer
 */
typedef struct
{
  const char *name;
  guint32 hresult;
} OpErrorName;

const OpErrorName *op_error_names (size_t *out_n_names);

char *op_escape_id (const char *id) G_GNUC_WARN_UNUSED_RESULT;
char *op_product_path (const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
