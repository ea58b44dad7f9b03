/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Walking through a long JSON text: one value at a time is parsed (by jansson, strictly)
 * and dropped again, so memory does not grow with the text. A single value is limited in
 * length and depth: whoever wants to fill our memory has to do it in small pieces.
 */

#pragma once

#include <jansson.h>

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *text;
  size_t n_bytes;
  size_t position;
} OpJsonCursor;

/* The next character that is not white space, without taking it; 0 at the end. */
char op_json_cursor_peek (OpJsonCursor *self);

/* Take the next character if it is @expected. */
gboolean op_json_cursor_accept (OpJsonCursor *self, char expected);

/* As accept(), but an error (%OP_ERROR_BAD_FILE_LIST) if it is another. */
gboolean
op_json_cursor_expect (OpJsonCursor *self, char expected, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A whole value; (transfer full). */
json_t *op_json_cursor_read (OpJsonCursor *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A string and the `:` behind it; (transfer full). */
char *op_json_cursor_read_key (OpJsonCursor *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
