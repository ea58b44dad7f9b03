/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Numbers, times and foreign text as people read them on a terminal.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *op_format_size (guint64 bytes) G_GNUC_WARN_UNUSED_RESULT;
char *op_format_duration (guint seconds) G_GNUC_WARN_UNUSED_RESULT;
char *op_format_time (guint64 time_usec) G_GNUC_WARN_UNUSED_RESULT;

char *op_escape_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;
unsigned op_text_width (const char *text);
char *op_text_truncate (const char *text, unsigned columns) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
