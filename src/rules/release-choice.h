/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A release is on offer: is it wanted? What Download and CheckForUpdate decide before they touch
 * anything.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OpOffer:
 * @version, @release: of the list
 * @asked_version: (nullable): `updatetoversion`
 * @pinned_version: (nullable): the only one that is taken when none is asked for
 * @installed_version, @installed_release: (nullable), of what runs; NULL when nothing does
 * @installed_is_sound: it is exactly what the list asks for, and nobody touched it
 */
typedef struct
{
  const char *version;
  guint64 release;
  const char *asked_version;
  const char *pinned_version;
  const char *installed_version;
  guint64 installed_release;
  gboolean installed_is_sound;
} OpOffer;

typedef enum
{
  OP_CHOICE_NOTHING, /* what is installed is as new, or newer */
  OP_CHOICE_TAKE,    /* newer, or asked for */
  OP_CHOICE_REPAIR,  /* the installed version, whose tree is not what it should be */
} OpChoice;

/* FALSE with %OP_ERROR_NOT_FOUND when another version was asked for than there is. */
gboolean op_offer_choose (const OpOffer *offer,
                          OpChoice *out_choice,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
