/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a client does, one line each. `product` NULL is "editor". Calls that must succeed end the
 * test when they do not, with the daemon's own words.
 */

#pragma once

#include "support/service.h"

G_BEGIN_DECLS

/* UpdateNotify1, as in dbus-api.md. */
enum
{
  STATUS_UNKNOWN = 0,
  STATUS_DOWNLOAD_PENDING = 1,
  STATUS_DOWNLOAD_WIP = 2,
  STATUS_DOWNLOAD_CANCELLING = 3,
  STATUS_DOWNLOAD_CANCELLED = 4,
  STATUS_DOWNLOAD_FAILED = 5,
  STATUS_DOWNLOAD_SUCCEEDED = 6,
  STATUS_APPLY_PENDING = 7,
  STATUS_APPLY_WIP = 8,
  STATUS_APPLY_SUCCEEDED = 9,
  STATUS_APPLY_FAILED = 10,
};

#define ERROR_HTTP(status) (13u + 0x80190000u + (status))

/* The path of the product's object; valid until the test ends. */
const char *product_path (const char *product);

/* Any method of any interface: (nullable): NULL with @error set, its D-Bus name in it. */
GVariant *call (Service *self,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GError **error);

/* Download, Apply, Rollback (which take @parameters), Cancel, Pause, Resume (NULL). Returns the
 * D-Bus name of the error, "" for none. */
char *try_call (Service *self, const char *product, const char *method, const char *parameters)
    G_GNUC_WARN_UNUSED_RESULT;

/* The same, and it must be accepted. */
void must_call (Service *self, const char *product, const char *method, const char *parameters);

/* The same, refused with the error @name and a message that has @word in it. */
void must_refuse (Service *self,
                  const char *product,
                  const char *method,
                  const char *parameters,
                  const char *name,
                  const char *word);

unsigned get_status (Service *self, const char *product, unsigned *out_error);

/* A property of UpdateNotify1. */
GVariant *get_property (Service *self, const char *product, const char *name);
char *get_string (Service *self, const char *product, const char *name) G_GNUC_WARN_UNUSED_RESULT;
guint64 get_number (Service *self, const char *product, const char *name);

/* GetDeploymentData. */
char *
get_data (Service *self, const char *product, int type, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Verify, with the damaged paths joined by a space. */
char *call_verify (Service *self, const char *product) G_GNUC_WARN_UNUSED_RESULT;

/* Until Status says so. */
void wait_for_status (Service *self, const char *product, unsigned status);

/* Until nothing goes on any more; returns the status. */
unsigned wait_for_rest (Service *self, const char *product);

/* Until property @name (a number) is @least or more. */
void wait_for_number (Service *self, const char *product, const char *name, guint64 least);

/* Until WaitReasons has @code. */
void wait_for_reason (Service *self, const char *product, const char *code);

/* Until there is an object of the product. */
void wait_for_product (Service *self, const char *product);

/* Call @method and wait for the end, which must be @status; with the error it has. */
unsigned run_call (Service *self,
                   const char *product,
                   const char *method,
                   const char *parameters,
                   unsigned status);

/* Download and Apply what is published; it must be @version then, and run. */
void service_update (Service *self, const char *version);

/* The product is at rest with @status, this error number, this D-Bus error name, and a message
 * that has @word in it. */
void assert_failed (Service *self,
                    const char *product,
                    unsigned status,
                    unsigned error,
                    const char *name,
                    const char *word);

G_END_DECLS
