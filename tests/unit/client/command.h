/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The `offpeak` command as a test runs it: a process of its own, against the fake service of
 * the test, with the main loop running in between.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How it ended. */
typedef struct
{
  int exit_status;
  char *out; /* (owned) */
  char *err; /* (owned) */
} Run;

void run_clear (Run *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

/* @words: of the command line, separated by spaces. Finishes with run_finish(). */
GSubprocess *run_start (const char *address, const char *words) G_GNUC_WARN_UNUSED_RESULT;
Run run_finish (GSubprocess *owned_process) G_GNUC_WARN_UNUSED_RESULT;
Run run_command (const char *address, const char *words) G_GNUC_WARN_UNUSED_RESULT;

/* The same from a list, where words have spaces. */
Run run_words (const char *address, const char *const *words) G_GNUC_WARN_UNUSED_RESULT;

/* Run the main loop until it has said @word; (transfer full): what it said. */
char *run_read_until (GSubprocess *process, const char *word);

/* @text has @word in it, and nothing that moves the cursor. */
void assert_says (const char *text, const char *word);

G_END_DECLS
