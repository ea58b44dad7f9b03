/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a product is busy with, how the last call ended, and both in words.
 */

#pragma once

#include <offpeak/api.h>

G_BEGIN_DECLS

/**
 * OffpeakStatus:
 * @OFFPEAK_STATUS_UNKNOWN: nothing was done since the machine started
 * @OFFPEAK_STATUS_DOWNLOAD_PENDING: a download was asked for
 * @OFFPEAK_STATUS_DOWNLOAD_WIP: a download runs, waits or is paused
 * @OFFPEAK_STATUS_DOWNLOAD_CANCELLING: a download is being undone
 * @OFFPEAK_STATUS_DOWNLOAD_CANCELLED: the download was cancelled
 * @OFFPEAK_STATUS_DOWNLOAD_FAILED: the download failed
 * @OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED: the new version is staged, or there was none
 * @OFFPEAK_STATUS_APPLY_PENDING: a switch was asked for
 * @OFFPEAK_STATUS_APPLY_WIP: the switch happens
 * @OFFPEAK_STATUS_APPLY_SUCCEEDED: the switch is done
 * @OFFPEAK_STATUS_APPLY_FAILED: the switch failed, the installed version is as before
 *
 * As on the bus.
 */
typedef enum
{
  OFFPEAK_STATUS_UNKNOWN,
  OFFPEAK_STATUS_DOWNLOAD_PENDING,
  OFFPEAK_STATUS_DOWNLOAD_WIP,
  OFFPEAK_STATUS_DOWNLOAD_CANCELLING,
  OFFPEAK_STATUS_DOWNLOAD_CANCELLED,
  OFFPEAK_STATUS_DOWNLOAD_FAILED,
  OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED,
  OFFPEAK_STATUS_APPLY_PENDING,
  OFFPEAK_STATUS_APPLY_WIP,
  OFFPEAK_STATUS_APPLY_SUCCEEDED,
  OFFPEAK_STATUS_APPLY_FAILED,
} OffpeakStatus;

/**
 * OffpeakUpdateError:
 * @OFFPEAK_UPDATE_ERROR_OK: nothing is wrong
 * @OFFPEAK_UPDATE_ERROR_FAILED_UNEXPECTED: anything that has no line of its own
 * @OFFPEAK_UPDATE_ERROR_TRIGGER_DISABLED: updates of this product are disabled
 * @OFFPEAK_UPDATE_ERROR_PIPELINE_IN_USE: another process holds the product
 * @OFFPEAK_UPDATE_ERROR_FAILED_STOP_C2RSERVICE: an application could not be ended
 * @OFFPEAK_UPDATE_ERROR_FAILED_GET_CLIENTUPDATEFOLDER: the install root cannot be used
 * @OFFPEAK_UPDATE_ERROR_FAILED_LOCK_PACKAGE_TO_UPDATE: kept for its name
 * @OFFPEAK_UPDATE_ERROR_FAILED_CREATE_STREAM_SESSION: no job could be made
 * @OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_WORKING_CONFIGURATION: a record could not be written
 * @OFFPEAK_UPDATE_ERROR_FAILED_DOWNLOAD_UPGRADE_PACKAGE: transfer or verification failed
 * @OFFPEAK_UPDATE_ERROR_FAILED_APPLY_UPGRADE_PACKAGE: applications run, or the health check
 *    failed
 * @OFFPEAK_UPDATE_ERROR_FAILED_INITIALIZE_RSOD: kept for its name
 * @OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_RSOD: kept for its name
 * @OFFPEAK_UPDATE_ERROR_UNKNOWN: not known; a number above it is 13 + the HRESULT of the call
 *    that failed
 *
 * Why a download or a switch failed.
 */
typedef enum
{
  OFFPEAK_UPDATE_ERROR_OK,
  OFFPEAK_UPDATE_ERROR_FAILED_UNEXPECTED,
  OFFPEAK_UPDATE_ERROR_TRIGGER_DISABLED,
  OFFPEAK_UPDATE_ERROR_PIPELINE_IN_USE,
  OFFPEAK_UPDATE_ERROR_FAILED_STOP_C2RSERVICE,
  OFFPEAK_UPDATE_ERROR_FAILED_GET_CLIENTUPDATEFOLDER,
  OFFPEAK_UPDATE_ERROR_FAILED_LOCK_PACKAGE_TO_UPDATE,
  OFFPEAK_UPDATE_ERROR_FAILED_CREATE_STREAM_SESSION,
  OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_WORKING_CONFIGURATION,
  OFFPEAK_UPDATE_ERROR_FAILED_DOWNLOAD_UPGRADE_PACKAGE,
  OFFPEAK_UPDATE_ERROR_FAILED_APPLY_UPGRADE_PACKAGE,
  OFFPEAK_UPDATE_ERROR_FAILED_INITIALIZE_RSOD,
  OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_RSOD,
  OFFPEAK_UPDATE_ERROR_UNKNOWN,
} OffpeakUpdateError;

#define OFFPEAK_TYPE_STATUS (offpeak_status_get_type ())
OFFPEAK_API GType offpeak_status_get_type (void);

#define OFFPEAK_TYPE_UPDATE_ERROR (offpeak_update_error_get_type ())
OFFPEAK_API GType offpeak_update_error_get_type (void);

OFFPEAK_API const char *offpeak_status_get_nick (OffpeakStatus status);
OFFPEAK_API const char *offpeak_status_get_text (OffpeakStatus status);
OFFPEAK_API gboolean offpeak_status_is_busy (OffpeakStatus status);

OFFPEAK_API const char *offpeak_update_error_get_text (guint error);
OFFPEAK_API guint32 offpeak_update_error_get_hresult (guint error);

G_END_DECLS
