/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <offpeak/status.h>

#define N_STATUSES (OFFPEAK_STATUS_APPLY_FAILED + 1)
#define N_UPDATE_ERRORS (OFFPEAK_UPDATE_ERROR_UNKNOWN + 1)

/* clang-format off */
static const struct
{
  const char *nick;
  const char *text;
  gboolean busy;
} statuses[] = {
  [OFFPEAK_STATUS_UNKNOWN]             = { "unknown",             "idle",                           FALSE },
  [OFFPEAK_STATUS_DOWNLOAD_PENDING]    = { "download-pending",    "about to download",              TRUE  },
  [OFFPEAK_STATUS_DOWNLOAD_WIP]        = { "download-wip",        "downloading",                    TRUE  },
  [OFFPEAK_STATUS_DOWNLOAD_CANCELLING] = { "download-cancelling", "cancelling the download",        TRUE  },
  [OFFPEAK_STATUS_DOWNLOAD_CANCELLED]  = { "download-cancelled",  "download cancelled",             FALSE },
  [OFFPEAK_STATUS_DOWNLOAD_FAILED]     = { "download-failed",     "download failed",                FALSE },
  [OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED]  = { "download-succeeded",  "download finished",              FALSE },
  [OFFPEAK_STATUS_APPLY_PENDING]       = { "apply-pending",       "about to switch version",        TRUE  },
  [OFFPEAK_STATUS_APPLY_WIP]           = { "apply-wip",           "switching version",              TRUE  },
  [OFFPEAK_STATUS_APPLY_SUCCEEDED]     = { "apply-succeeded",     "version switched",               FALSE },
  [OFFPEAK_STATUS_APPLY_FAILED]        = { "apply-failed",        "switch failed",                  FALSE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (statuses) == N_STATUSES);

static const char *const error_texts[] = {
  [OFFPEAK_UPDATE_ERROR_OK]                                   = "nothing is wrong",
  [OFFPEAK_UPDATE_ERROR_FAILED_UNEXPECTED]                    = "an unexpected failure",
  [OFFPEAK_UPDATE_ERROR_TRIGGER_DISABLED]                     = "updates are disabled",
  [OFFPEAK_UPDATE_ERROR_PIPELINE_IN_USE]                      = "another process holds the product",
  [OFFPEAK_UPDATE_ERROR_FAILED_STOP_C2RSERVICE]               = "an application could not be ended",
  [OFFPEAK_UPDATE_ERROR_FAILED_GET_CLIENTUPDATEFOLDER]        = "the install root cannot be used",
  [OFFPEAK_UPDATE_ERROR_FAILED_LOCK_PACKAGE_TO_UPDATE]        = "the package could not be locked",
  [OFFPEAK_UPDATE_ERROR_FAILED_CREATE_STREAM_SESSION]         = "no transfer job could be made",
  [OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_WORKING_CONFIGURATION] = "a record could not be written",
  [OFFPEAK_UPDATE_ERROR_FAILED_DOWNLOAD_UPGRADE_PACKAGE]      = "the transfer or its verification failed",
  [OFFPEAK_UPDATE_ERROR_FAILED_APPLY_UPGRADE_PACKAGE]         = "the new version could not be put in place",
  [OFFPEAK_UPDATE_ERROR_FAILED_INITIALIZE_RSOD]               = "streaming could not be initialised",
  [OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_RSOD]                  = "streaming could not be published",
  [OFFPEAK_UPDATE_ERROR_UNKNOWN]                              = "an unknown failure",
};
G_STATIC_ASSERT (G_N_ELEMENTS (error_texts) == N_UPDATE_ERRORS);

G_DEFINE_ENUM_TYPE (OffpeakStatus, offpeak_status,
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_UNKNOWN, "unknown"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_DOWNLOAD_PENDING, "download-pending"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_DOWNLOAD_WIP, "download-wip"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_DOWNLOAD_CANCELLING, "download-cancelling"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_DOWNLOAD_CANCELLED, "download-cancelled"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_DOWNLOAD_FAILED, "download-failed"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED, "download-succeeded"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_APPLY_PENDING, "apply-pending"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_APPLY_WIP, "apply-wip"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_APPLY_SUCCEEDED, "apply-succeeded"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_STATUS_APPLY_FAILED, "apply-failed"))

G_DEFINE_ENUM_TYPE (OffpeakUpdateError, offpeak_update_error,
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_OK, "ok"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_UNEXPECTED, "failed-unexpected"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_TRIGGER_DISABLED, "trigger-disabled"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_PIPELINE_IN_USE, "pipeline-in-use"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_STOP_C2RSERVICE, "failed-stop-c2rservice"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_GET_CLIENTUPDATEFOLDER, "failed-get-clientupdatefolder"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_LOCK_PACKAGE_TO_UPDATE, "failed-lock-package-to-update"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_CREATE_STREAM_SESSION, "failed-create-stream-session"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_WORKING_CONFIGURATION, "failed-publish-working-configuration"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_DOWNLOAD_UPGRADE_PACKAGE, "failed-download-upgrade-package"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_APPLY_UPGRADE_PACKAGE, "failed-apply-upgrade-package"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_INITIALIZE_RSOD, "failed-initialize-rsod"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_FAILED_PUBLISH_RSOD, "failed-publish-rsod"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_UPDATE_ERROR_UNKNOWN, "unknown"))
/* clang-format on */

/* A number of a service newer than this library has no row. */
static gboolean
is_known (OffpeakStatus status)
{
  return (size_t) status < G_N_ELEMENTS (statuses);
}

/**
 * offpeak_status_get_nick:
 * @status: a status
 *
 * Returns: (transfer none): a short name for programs, such as "download-wip"
 */
const char *
offpeak_status_get_nick (OffpeakStatus status)
{
  return is_known (status) ? statuses[status].nick : "unknown";
}

/**
 * offpeak_status_get_text:
 * @status: a status
 *
 * Returns: (transfer none): words for people, such as "downloading"
 */
const char *
offpeak_status_get_text (OffpeakStatus status)
{
  return is_known (status) ? statuses[status].text : "a state that this program does not know";
}

/**
 * offpeak_status_is_busy:
 * @status: a status
 *
 * Returns: whether something runs, so that neither Download nor Apply may be called
 */
gboolean
offpeak_status_is_busy (OffpeakStatus status)
{
  return is_known (status) && statuses[status].busy;
}

/**
 * offpeak_update_error_get_text:
 * @error: an #OffpeakUpdateError, or a larger number
 *
 * Returns: (transfer none): words for people; the error message of the product says more
 */
const char *
offpeak_update_error_get_text (guint error)
{
  return error_texts[MIN (error, OFFPEAK_UPDATE_ERROR_UNKNOWN)];
}

/**
 * offpeak_update_error_get_hresult:
 * @error: an #OffpeakUpdateError, or a larger number
 *
 * Returns: the HRESULT in a number larger than %OFFPEAK_UPDATE_ERROR_UNKNOWN, else 0
 */
guint32
offpeak_update_error_get_hresult (guint error)
{
  return error > OFFPEAK_UPDATE_ERROR_UNKNOWN ? error - OFFPEAK_UPDATE_ERROR_UNKNOWN : 0;
}
