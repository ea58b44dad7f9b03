/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A made-up application in several versions, as a vendor would put it on a web server:
 *
 *   DIR/filelist.json       the list of the version that was published last
 *   DIR/lists/1.0.json      the list of each version
 *   DIR/1.0/bin/app         prints "1.0"
 *   DIR/1.0/bin/sleeper     runs as long as it is told to, from the tree
 *   DIR/1.0/data/00/0000.bin …
 *   DIR/1.0/lib/link        a symbolic link
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ApplicationShape:
 * @n_files: how many data files
 * @file_bytes: size of each
 * @n_changed: so many of them differ from version to version; the rest are the same in all
 * @big_bytes: size of data/big.bin, different in each version; 0 for none
 */
typedef struct
{
  unsigned n_files;
  size_t file_bytes;
  unsigned n_changed;
  size_t big_bytes;
} ApplicationShape;

/* Write the tree of @version and its list, and publish it. */
void application_publish (const char *dir, const char *version, const ApplicationShape *shape);

/* Publish a version that has been written already. */
void application_publish_again (const char *dir, const char *version);

/* Publish @list instead of a list of ours. */
void application_publish_text (const char *dir, const char *list);

/* The list of an existing tree, as native JSON. The URL of each file is @url_prefix and its path.
 */
char *application_make_list (const char *tree,
                             const char *version,
                             const char *url_prefix) G_GNUC_WARN_UNUSED_RESULT;

/* What `current` of the install root says when it is run; NULL when it cannot be. */
char *application_run (const char *install_root) G_GNUC_WARN_UNUSED_RESULT;

/* Fails the test unless INSTALL_ROOT/current is exactly version @version as served from @dir. */
void application_assert_installed (const char *install_root, const char *dir, const char *version);

G_END_DECLS
