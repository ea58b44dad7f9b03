/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Files, for tests: every failure ends the test, and says at what.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Paths are made with g_build_filename() from @dir and @path. Missing directories are made. */
void write_file (const char *dir, const char *path, const char *text);
void write_bytes (const char *dir, const char *path, const void *data, size_t n_bytes, int mode);
char *read_file (const char *dir, const char *path) G_GNUC_WARN_UNUSED_RESULT;

gboolean file_exists (const char *dir, const char *path);

/* Of everything below @dir, in the order of the names: path, type, mode, hash or link target; one
 * line each. Two trees are the same when their descriptions are. */
char *describe_tree (const char *dir) G_GNUC_WARN_UNUSED_RESULT;

char *hash_file (const char *dir, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* No link is followed, no file system boundary is crossed knowingly; a missing @dir is fine. */
void remove_tree (const char *dir);

G_END_DECLS
