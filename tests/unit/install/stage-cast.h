/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Releases made of a few words, the lists that describe them, and a download that brings them.
 */

#pragma once

#include "cast.h"
#include "install/stage.h"

G_BEGIN_DECLS

/* A release is an array of these; the last has no path. */
typedef struct
{
  const char *path;
  const char *text; /* (nullable): content; NULL for a link */
  const char *link; /* (nullable) */
  unsigned mode;    /* 0: 0644 */
  size_t n_bytes;   /* 0: as long as the text; else the text again and again */
  gboolean no_hash; /* in the list, which is then a plain array; a path must have the version */
  gboolean no_size;
} Item;

GBytes *item_get_bytes (const Item *item) G_GNUC_WARN_UNUSED_RESULT;

/* Version "2.0". */
OpFileList *make_list (const Item *release) G_GNUC_WARN_UNUSED_RESULT;

/* As an earlier update left it. */
OpTreeIndex *
install (Cast *cast, const char *tree_name, const Item *release) G_GNUC_WARN_UNUSED_RESULT;

/* All that one download needs; each may be NULL. */
typedef struct
{
  OpFileList *list;
  OpPlan *plan;
  OpStage *stage;
} Download;

/* Of version "2.0" as tree "2.0"; @old: (nullable): index of tree "1.0" */
void download_begin (Download *download, Cast *cast, const Item *release, OpTreeIndex *old);
gboolean download_try_begin (Download *download,
                             Cast *cast,
                             const Item *release,
                             OpTreeIndex *old,
                             GError **error);
/* As if the power had failed. */
void download_clear (Download *download);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Download, download_clear)

OpLanding *download_open (Download *download, const Item *release, unsigned index);
void download_close (Download *download, unsigned index, OpLanding *owned_landing);
void download_fetch (Download *download, const Item *release, unsigned index);
void download_fetch_all (Download *download, const Item *release);
OpTreeIndex *download_finish (Download *download);

/* From what is there to the finished tree, which is then checked to be just @release. */
void assert_becomes_whole (Cast *cast, const Item *release, OpTreeIndex *old);
void assert_tree (Cast *cast, const char *tree_name, const Item *release, OpTreeIndex *index);

G_END_DECLS
