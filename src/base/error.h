/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The one error domain of the project. An error may carry the HRESULT of the call
 * that failed (an HTTP status, a job error), because the original interfaces report
 * it as a number.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpError:
 * @OP_ERROR_FAILED: nothing the caller can act on; the message tells the story
 * @OP_ERROR_ACCESS_DENIED: the caller may not do this
 * @OP_ERROR_INVALID_ARGS: the request itself is wrong; say it differently
 * @OP_ERROR_LIMITS_EXCEEDED: too much, too long, too many
 * @OP_ERROR_NOT_SUPPORTED: understood, but not to be had here
 * @OP_ERROR_ILLEGAL_METHOD_CALL: the request makes no sense in the present state
 * @OP_ERROR_NOT_FOUND: what was named does not exist
 * @OP_ERROR_INVALID_STATE: the thing itself is not fit for this (configuration, job)
 * @OP_ERROR_EMPTY: a job without files
 * @OP_ERROR_UNTRUSTED: it came from somewhere that is not believed
 * @OP_ERROR_STALE: the metadata has expired
 * @OP_ERROR_NO_SPACE: the disk is too full
 * @OP_ERROR_PARTIAL_COMPLETE: a job was completed before all of its files had come
 * @OP_ERROR_DISABLED: the administrator, or a hold, disabled updates of this product
 * @OP_ERROR_IN_USE: another process holds the product's lock
 * @OP_ERROR_STOP_FAILED: an application could not be ended
 * @OP_ERROR_INSTALL_ROOT: the install root cannot be used
 * @OP_ERROR_NO_JOB: no job could be made
 * @OP_ERROR_RECORD: a record of ours could not be read or written
 * @OP_ERROR_NETWORK: the transfer failed, and may succeed later
 * @OP_ERROR_HTTP: the server answered with an error
 * @OP_ERROR_BAD_FILE_LIST: the file list is not what it should be
 * @OP_ERROR_BAD_CONTENT: a file is not what its list promised (size, hash)
 * @OP_ERROR_APPLICATIONS_RUNNING: applications of the product are in the way
 * @OP_ERROR_HEALTH_CHECK: the new version did not pass its health check
 * @OP_ERROR_INTERRUPTED: the daemon or the machine stopped in the middle of it
 *
 * A code earns its place here only when some caller, or the user, does
 * something different because of it. Everything else is FAILED and a message.
 */
typedef enum
{
  OP_ERROR_FAILED,
  OP_ERROR_ACCESS_DENIED,
  OP_ERROR_INVALID_ARGS,
  OP_ERROR_LIMITS_EXCEEDED,
  OP_ERROR_NOT_SUPPORTED,
  OP_ERROR_ILLEGAL_METHOD_CALL,
  OP_ERROR_NOT_FOUND,
  OP_ERROR_INVALID_STATE,
  OP_ERROR_EMPTY,
  OP_ERROR_UNTRUSTED,
  OP_ERROR_STALE,
  OP_ERROR_NO_SPACE,
  OP_ERROR_PARTIAL_COMPLETE,
  OP_ERROR_DISABLED,
  OP_ERROR_IN_USE,
  OP_ERROR_STOP_FAILED,
  OP_ERROR_INSTALL_ROOT,
  OP_ERROR_NO_JOB,
  OP_ERROR_RECORD,
  OP_ERROR_NETWORK,
  OP_ERROR_HTTP,
  OP_ERROR_BAD_FILE_LIST,
  OP_ERROR_BAD_CONTENT,
  OP_ERROR_APPLICATIONS_RUNNING,
  OP_ERROR_HEALTH_CHECK,
  OP_ERROR_INTERRUPTED,
} OpError;
#define OP_N_ERRORS (OP_ERROR_INTERRUPTED + 1)

#define OP_ERROR (op_error_quark ())
GQuark op_error_quark (void);

/* The HRESULT of an HTTP status. */
#define OP_HRESULT_FROM_HTTP(status) (0x80190000u + (guint32) (status))

GError *op_error_new_with_hresult (OpError code, guint32 hresult, const char *format, ...)
    G_GNUC_PRINTF (3, 4) G_GNUC_WARN_UNUSED_RESULT;
guint32 op_error_get_hresult (const GError *error);

void op_set_error_from_errno (GError **error, OpError code, int saved_errno, const char *what);

G_END_DECLS
