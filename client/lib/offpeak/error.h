/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What can go wrong with a call, and what the original interfaces call it.
 */

#pragma once

#include <offpeak/api.h>

G_BEGIN_DECLS

/**
 * OffpeakError:
 * @OFFPEAK_ERROR_FAILED: nothing one can act on; the message tells the story
 * @OFFPEAK_ERROR_ACCESS_DENIED: the caller may not do this
 * @OFFPEAK_ERROR_INVALID_ARGS: the request itself is wrong; say it differently
 * @OFFPEAK_ERROR_LIMITS_EXCEEDED: too much, too long, too many
 * @OFFPEAK_ERROR_NOT_SUPPORTED: understood, but not to be had here
 * @OFFPEAK_ERROR_ILLEGAL_METHOD_CALL: the request makes no sense in the present state
 * @OFFPEAK_ERROR_NOT_FOUND: what was named does not exist
 * @OFFPEAK_ERROR_INVALID_STATE: the thing itself is not fit for this (configuration, job)
 * @OFFPEAK_ERROR_EMPTY: a job without files
 * @OFFPEAK_ERROR_UNTRUSTED: it came from somewhere that is not believed
 * @OFFPEAK_ERROR_STALE: what is known of releases has expired
 * @OFFPEAK_ERROR_NO_SPACE: the disk is too full
 * @OFFPEAK_ERROR_PARTIAL_COMPLETE: a job was completed before all of its files had come
 * @OFFPEAK_ERROR_DISABLED: the administrator, or a hold, disabled updates of this product
 * @OFFPEAK_ERROR_IN_USE: another process holds the product
 * @OFFPEAK_ERROR_STOP_FAILED: an application could not be ended
 * @OFFPEAK_ERROR_INSTALL_ROOT: the install root cannot be used
 * @OFFPEAK_ERROR_NO_JOB: no job could be made
 * @OFFPEAK_ERROR_RECORD: a record of the service could not be read or written
 * @OFFPEAK_ERROR_NETWORK: the transfer failed, and may succeed later
 * @OFFPEAK_ERROR_HTTP: the server answered with an error
 * @OFFPEAK_ERROR_BAD_FILE_LIST: the file list is not what it should be
 * @OFFPEAK_ERROR_BAD_CONTENT: a file is not what its list promised (size, hash)
 * @OFFPEAK_ERROR_APPLICATIONS_RUNNING: applications of the product are in the way
 * @OFFPEAK_ERROR_HEALTH_CHECK: the new version did not pass its health check
 * @OFFPEAK_ERROR_INTERRUPTED: the service or the machine stopped in the middle of it
 *
 * Errors of the service. What goes wrong on the way to it (no service, no bus,
 * cancelled) keeps the domain that GIO gives it.
 */
typedef enum
{
  OFFPEAK_ERROR_FAILED,
  OFFPEAK_ERROR_ACCESS_DENIED,
  OFFPEAK_ERROR_INVALID_ARGS,
  OFFPEAK_ERROR_LIMITS_EXCEEDED,
  OFFPEAK_ERROR_NOT_SUPPORTED,
  OFFPEAK_ERROR_ILLEGAL_METHOD_CALL,
  OFFPEAK_ERROR_NOT_FOUND,
  OFFPEAK_ERROR_INVALID_STATE,
  OFFPEAK_ERROR_EMPTY,
  OFFPEAK_ERROR_UNTRUSTED,
  OFFPEAK_ERROR_STALE,
  OFFPEAK_ERROR_NO_SPACE,
  OFFPEAK_ERROR_PARTIAL_COMPLETE,
  OFFPEAK_ERROR_DISABLED,
  OFFPEAK_ERROR_IN_USE,
  OFFPEAK_ERROR_STOP_FAILED,
  OFFPEAK_ERROR_INSTALL_ROOT,
  OFFPEAK_ERROR_NO_JOB,
  OFFPEAK_ERROR_RECORD,
  OFFPEAK_ERROR_NETWORK,
  OFFPEAK_ERROR_HTTP,
  OFFPEAK_ERROR_BAD_FILE_LIST,
  OFFPEAK_ERROR_BAD_CONTENT,
  OFFPEAK_ERROR_APPLICATIONS_RUNNING,
  OFFPEAK_ERROR_HEALTH_CHECK,
  OFFPEAK_ERROR_INTERRUPTED,
} OffpeakError;

#define OFFPEAK_TYPE_ERROR (offpeak_error_get_type ())
OFFPEAK_API GType offpeak_error_get_type (void);

#define OFFPEAK_ERROR (offpeak_error_quark ())
OFFPEAK_API GQuark offpeak_error_quark (void);

OFFPEAK_API guint32 offpeak_error_get_hresult (const GError *error);
OFFPEAK_API char *offpeak_error_dup_dbus_name (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
