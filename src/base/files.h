/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The system calls that do half of what one wants, made whole: writes that are
 * complete, opens that stay below a directory, records that are the old or the new
 * one after a power cut and never half of either.
 */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* Open @path below @dir_fd: no symbolic link is followed, nothing above is reached. */
int op_open_beneath (int dir_fd, const char *path, int flags, mode_t mode);

gboolean op_make_directories (int dir_fd, const char *path, mode_t mode, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
gboolean
op_make_path (const char *absolute_path, mode_t mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean
op_write_all (int fd, const void *data, size_t n_bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean op_read_file (int dir_fd,
                       const char *name,
                       guint64 max_bytes,
                       char **out_contents,
                       size_t *out_n_bytes,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_replace_file (int dir_fd,
                          const char *name,
                          const void *contents,
                          size_t n_bytes,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same without waiting for the disk: for what a reboot may forget. */
gboolean op_replace_volatile_file (int dir_fd,
                                   const char *name,
                                   const void *contents,
                                   size_t n_bytes,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_append_durably (int dir_fd, const char *name, const char *line, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

gboolean op_remove_tree (int dir_fd, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
