/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Programs that a test starts, each with its output in a file, and each dead when the test is.
 */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct _Process Process;

/* @log_path: standard output and error go there, after what is in it already.
 * @environment: (nullable): "NAME=value" on top of ours. */
Process *process_start (const char *const *argv,
                        const char *const *environment,
                        const char *log_path) G_GNUC_WARN_UNUSED_RESULT;

/* If it still runs: SIGKILL. */
void process_free (Process *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Process, process_free)

pid_t process_pid (Process *self);

/* Send @signal_number and wait until it is gone. */
void process_end (Process *self, int signal_number);

/* Wait for its end; fails the test after some patience. Returns what waitpid() gives. */
int process_wait (Process *self);
gboolean process_runs (Process *self);

/* Start and wait; fails the test if it does not end with 0. Returns its standard output. */
char *run_program (const char *const *argv);

/* (element-type pid_t): all processes whose parent is @pid, and that have not ended. */
GArray *process_children (pid_t pid) G_GNUC_WARN_UNUSED_RESULT;

/* The child of @pid whose name is @name; 0 if there is none. */
pid_t process_find_child (pid_t pid, const char *name);

G_END_DECLS
