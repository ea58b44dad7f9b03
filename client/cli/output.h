/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The one way to the terminal: a line at a time, and nothing in it that moves a cursor,
 * wherever the text came from.
 */

#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* A line to standard output, and one to standard error. */
void op_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
void op_warn (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Text that may have lines of its own. */
void op_say_lines (const char *text);

/* A document on a line of its own. */
void op_say_json (json_t *document);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
