/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Our own small JSON files, and strings in JSON values.
 */

#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* The object in the file @name of the directory at @dir_path; (nullable) (transfer full): NULL when
 * there is none or it cannot be used, which is said in the log. */
json_t *op_json_file_load (const char *dir_path, const char *name) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_json_file_save (const char *dir_path,
                            const char *name,
                            json_t *object,
                            gboolean durably,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A copy of a string member; (nullable): NULL when there is none. */
char *op_json_dup_string (const json_t *object, const char *key) G_GNUC_WARN_UNUSED_RESULT;

/* Sets a string member; NULL sets nothing. Bytes that are not UTF-8, such as a message may quote
 * from the disk, are replaced. */
void op_json_set_string (json_t *object, const char *key, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
