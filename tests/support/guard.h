/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Nothing is left of a test program, however it ends: the tests run in a child, and the parent
 * then kills what they started, unmounts what they mounted and removes what they wrote. An
 * assertion that fails ends in abort(), where nothing can be tidied up from within.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* First line of main(). Returns in the child only; the parent ends with the child's status. */
void guard_tests (void);

/* A new directory, (transfer full); gone when the program has ended. Its own name and those
 * above it pass the rule for install roots. */
char *guard_make_dir (const char *name);

G_END_DECLS
