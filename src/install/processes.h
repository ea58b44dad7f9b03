/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The processes that run from a product: found through /proc, ended through pidfds.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OpProcess:
 * @pid: its id
 * @name: for people
 * @by_executable: its own executable lies there; else only something it has mapped as executable
 */
typedef struct
{
  guint32 pid;
  char *name;
  gboolean by_executable;
} OpProcess;

void op_process_free (OpProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpProcess, op_process_free)

/* @below: directories, absolute; links in them are resolved here. @except: (nullable): a
 * directory; what lies below it does not count. A working directory in one blocks nobody. We
 * ourselves are never named. Sorted by pid; (element-type OpProcess) (transfer full). */
GPtrArray *op_processes_find (const char *const *below,
                              const char *except) G_GNUC_WARN_UNUSED_RESULT;

/* "firefox (pid 12), helper (pid 13) and 3 more" */
char *op_processes_describe (GPtrArray *processes) G_GNUC_WARN_UNUSED_RESULT;

/* End those whose executable lies below @below: SIGTERM, @grace_sec, SIGKILL, and wait until they
 * are gone. Fails with %OP_ERROR_STOP_FAILED naming who is left, those that only have something
 * mapped among them. Copies its arguments. */
void op_processes_end_async (const char *const *below,
                             unsigned grace_sec,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean op_processes_end_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
