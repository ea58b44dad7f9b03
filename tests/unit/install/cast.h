/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The cast of the tests of install/: an install root and a directory of state, both made anew
 * for each test and removed after it, and a few words to fill them with.
 */

#pragma once

#include <gio/gio.h>
#include <sys/stat.h>

G_BEGIN_DECLS

typedef struct
{
  char *base;   /* (owned): everything is below this */
  char *root;   /* (owned): BASE/root, with an empty versions/ in it */
  int root_fd;  /* (owned) */
  char *state;  /* (owned): BASE/state */
  int state_fd; /* (owned) */
} Cast;

void cast_set_up (Cast *cast, gconstpointer unused);
void cast_tear_down (Cast *cast, gconstpointer unused);

/* Missing directories are made. */
void put_bytes (const char *dir, const char *path, const void *data, size_t n_bytes, int mode);
void put (const char *dir, const char *path, const char *text);
void put_link (const char *dir, const char *path, const char *target);
void put_dir (const char *dir, const char *path);
void put_copy (const char *dir, const char *path, const char *program);

gboolean is_there (const char *dir, const char *path);
struct stat look (const char *dir, const char *path);
void assert_text (const char *dir, const char *path, const char *expected);
void assert_link (const char *dir, const char *path, const char *expected);

/* With @code, and @word in the message; cleared. */
void assert_failed (GError **error, int code, const char *word);

/* A mount namespace of our own, so that what is mounted goes with us. Skips the test, and
 * returns %FALSE, when we may not. */
gboolean can_mount (void);

G_END_DECLS
