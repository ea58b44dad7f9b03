/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Words from outside, in our messages: messages travel over D-Bus and into logs, so what
 * they quote must be valid UTF-8, without control characters, and not endless.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Is any of it a control character (C0, DEL, C1)? @text is valid UTF-8. */
gboolean op_text_has_control (const char *text);

/* Control characters and bad bytes become `?`; what is too long is cut, with an ellipsis. */
char *op_text_quote (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
