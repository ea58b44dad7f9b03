/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * `<state>/pending/<id>`: there while a request of that product is on record, so that one look at a
 * directory says whether the service has to be started after a reboot. Nothing is read from it.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @state_path: of the product, `<state>/products/<id>`. Durable when it returns: for a thread. */
gboolean op_mark_set (const char *state_path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_mark_clear (const char *state_path);

/* The ids that have one. */
GStrv op_marks_list (const char *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
