/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/release-choice.h"

#include "base/error.h"
#include "rules/version.h"

gboolean
op_offer_choose (const OpOffer *offer, OpChoice *out_choice, GError **error)
{
  gboolean is_same;
  int newer;

  if (offer->asked_version != NULL &&
      op_version_compare (offer->asked_version, offer->version) != 0)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_NOT_FOUND,
                   "Version ‘%s’ was asked for, but the list is of version ‘%s’",
                   offer->asked_version,
                   offer->version);
      return FALSE;
    }

  if (offer->asked_version == NULL && offer->pinned_version != NULL &&
      op_version_compare (offer->pinned_version, offer->version) != 0)
    {
      *out_choice = OP_CHOICE_NOTHING;
      return TRUE;
    }

  if (offer->installed_version == NULL)
    {
      *out_choice = OP_CHOICE_TAKE;
      return TRUE;
    }

  /* The same bytes under a new release number are nothing new. */
  is_same = op_version_compare (offer->version, offer->installed_version) == 0;
  newer = op_release_compare (
      offer->version, offer->release, offer->installed_version, offer->installed_release);
  if (is_same && offer->installed_is_sound)
    *out_choice = OP_CHOICE_NOTHING;
  else if (is_same && (newer >= 0 || offer->asked_version != NULL))
    *out_choice = OP_CHOICE_REPAIR;
  else if (newer > 0 || offer->asked_version != NULL)
    *out_choice = OP_CHOICE_TAKE;
  else
    *out_choice = OP_CHOICE_NOTHING;

  return TRUE;
}
