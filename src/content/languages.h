/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The Windows language ids that file lists use, by language tag.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @tag: such as "fr-fr", in any case; 0 when it is not known. */
guint32 op_language_get_lcid (const char *tag);

/* (nullable) */
const char *op_language_get_tag (guint32 lcid);

G_END_DECLS
