/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How a tree is looked at: by descriptors, no link followed, and without walking down the same
 * directories again for every file of a list.
 */

#pragma once

#include <sys/stat.h>

#include "rules/tree-index.h"

G_BEGIN_DECLS

/* A descriptor that closes itself: `g_auto(OpFd) fd = -1;`. errno stays as it is. */
typedef int OpFd;
void op_fd_close (OpFd fd);
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (OpFd, op_fd_close, -1)

/**
 * OpParents:
 * @tree_fd: the tree; the caller's
 * @dir: (owned) (nullable): the directory looked at last
 * @dir_fd: (owned): of it
 *
 * The directory of a file, kept open until a file of another one is asked for: neighbours in
 * a list mostly share it.
 */
typedef struct
{
  int tree_fd;
  char *dir;
  int dir_fd;
} OpParents;

/* clang-format off */
#define OP_PARENTS_INIT(fd) { (fd), NULL, -1 }
/* clang-format on */
void op_parents_clear (OpParents *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpParents, op_parents_clear)

/* @out_name: the last part of @path. Returns: a descriptor that stays the cache's, -1 with errno */
int op_parents_get (OpParents *self, const char *path, const char **out_name);

/* Like fstatat(), no link followed: 0, or -1 with errno. */
int op_parents_look (OpParents *self, const char *path, struct stat *out_info);

/* Does the link at @path lead to @target, to the letter? */
gboolean op_parents_is_link_to (OpParents *self, const char *path, const char *target);

gint64 op_stat_get_mtime_nsec (const struct stat *info);

/* A regular file with the inode, size and time stamp that @file has. Not ctime: making a link
 * changes it. */
gboolean op_stat_is_as_indexed (const struct stat *info, const OpIndexedFile *file);

/* What @fd is called, for messages; (transfer full). */
char *op_fd_get_path (int fd) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
