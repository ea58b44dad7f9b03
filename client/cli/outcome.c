/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/words.h"

static char *
describe_download (OffpeakProduct *product)
{
  const char *id = offpeak_product_get_id (product);
  const char *staged = offpeak_product_get_staged_version (product);
  const char *installed = offpeak_product_get_installed_version (product);

  if (*staged != '\0')
    return g_strdup_printf (
        "Version %s of %s is staged; ‘offpeak apply %s’ switches to it.", staged, id, id);
  if (*installed != '\0')
    return g_strdup_printf ("%s is up to date, at version %s.", id, installed);

  return g_strdup_printf ("There is nothing to download for %s.", id);
}

static char *
describe_switch (OffpeakProduct *product, const char *installed_before)
{
  const char *id = offpeak_product_get_id (product);
  const char *installed = offpeak_product_get_installed_version (product);
  const char *previous = offpeak_product_get_previous_version (product);

  if (*installed == '\0')
    return g_strdup_printf ("There was nothing to switch to: nothing of %s is installed.", id);
  if (g_strcmp0 (installed, installed_before) == 0)
    return g_strdup_printf (
        "There was nothing to switch to: %s stays at version %s.", id, installed);
  if (*previous == '\0')
    return g_strdup_printf ("%s is at version %s now.", id, installed);

  return g_strdup_printf ("%s is at version %s now; ‘offpeak rollback %s’ switches back to %s.",
                          id,
                          installed,
                          id,
                          previous);
}

static const char *
advise (const GError *failure)
{
  if (g_error_matches (failure, OFFPEAK_ERROR, OFFPEAK_ERROR_APPLICATIONS_RUNNING))
    return " (end them, or add forceappshutdown=true)";
  if (g_error_matches (failure, OFFPEAK_ERROR, OFFPEAK_ERROR_NETWORK))
    return " (the next download goes on where this one stopped)";

  return "";
}

/* The service's own word for it, so that its kind stays visible. */
static void
propagate_failure (OffpeakProduct *product, const char *what, GError **error)
{
  GError *failure = offpeak_product_dup_failure (product);

  if (failure == NULL)
    failure = g_error_new_literal (OFFPEAK_ERROR, OFFPEAK_ERROR_FAILED, "no reason was given");

  g_set_error (error,
               failure->domain,
               failure->code,
               "%s of %s failed: %s%s",
               what,
               offpeak_product_get_id (product),
               failure->message,
               advise (failure));
  g_error_free (failure);
}

/**
 * op_words_outcome:
 * @product: a product that is not busy
 * @installed_before: (nullable): the version that was installed before a switch; %NULL if
 *    that is not known
 * @error: return location
 *
 * Returns: (transfer full): what happened and what to do next, in one sentence; %NULL with
 *    @error if what happened is a failure
 */
char *
op_words_outcome (OffpeakProduct *product, const char *installed_before, GError **error)
{
  const char *id = offpeak_product_get_id (product);

  switch (offpeak_product_get_status (product))
    {
    case OFFPEAK_STATUS_DOWNLOAD_SUCCEEDED:
      return describe_download (product);

    case OFFPEAK_STATUS_APPLY_SUCCEEDED:
      return describe_switch (product, installed_before);

    case OFFPEAK_STATUS_DOWNLOAD_CANCELLED:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_CANCELLED,
                   "The download of %s was cancelled; ‘offpeak download %s’ begins anew",
                   id,
                   id);
      return NULL;

    case OFFPEAK_STATUS_DOWNLOAD_FAILED:
      propagate_failure (product, "The download", error);
      return NULL;

    case OFFPEAK_STATUS_APPLY_FAILED:
      propagate_failure (product, "The switch", error);
      return NULL;

    case OFFPEAK_STATUS_UNKNOWN:
    case OFFPEAK_STATUS_DOWNLOAD_PENDING:
    case OFFPEAK_STATUS_DOWNLOAD_WIP:
    case OFFPEAK_STATUS_DOWNLOAD_CANCELLING:
    case OFFPEAK_STATUS_APPLY_PENDING:
    case OFFPEAK_STATUS_APPLY_WIP:
    default:
      g_set_error (error,
                   OFFPEAK_ERROR,
                   OFFPEAK_ERROR_INTERRUPTED,
                   "How it ended for %s is not known: the service has no record of it; ‘offpeak "
                   "status %s’ says what there is",
                   id,
                   id);
      return NULL;
    }
}
