/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a native list says about the release as a whole: its keys besides `files`.
 */

#pragma once

#include <jansson.h>

#include <glib.h>

G_BEGIN_DECLS

/* Strings are (owned) (nullable): %NULL when the list does not say. */
typedef struct
{
  char *product;
  char *version;
  char *notes_url;
  guint64 release; /* 0: none */
  unsigned urgency;
} OpListHead;

/* Which of our keys this is, whatever its spelling; @key itself if it is none of ours. */
const char *op_list_key_canonical (const char *key);

/* @key: canonical; one that is not ours is ignored. */
gboolean op_list_head_take (OpListHead *self, const char *key, const json_t *value, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void op_list_head_clear (OpListHead *self);

G_END_DECLS
