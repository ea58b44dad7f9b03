/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Where a program of somebody else's is run, shut in: as our child, or in a unit of systemd's.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OpProgram:
 * @path: absolute
 * @argv: (array zero-terminated=1)
 * @directory: its working directory
 * @user: who runs it, when we are root
 * @timeout_sec: it is killed then, with everything it has started
 *
 * What to run. Copied by op_confinement_run_async().
 */
typedef struct
{
  const char *path;
  const char *const *argv;
  const char *directory;
  const char *user;
  unsigned timeout_sec;
} OpProgram;

/**
 * OpProgramEnd:
 * @timed_out: the rest says nothing but @last_line then
 * @signalled: a signal has ended it
 * @number: exit code, or the number of the signal
 * @last_line: (nullable): that it wrote to stderr, or else to stdout
 */
typedef struct
{
  gboolean timed_out;
  gboolean signalled;
  int number;
  char *last_line;
} OpProgramEnd;

void op_program_end_clear (OpProgramEnd *self);

#define OP_TYPE_CONFINEMENT (op_confinement_get_type ())
G_DECLARE_INTERFACE (OpConfinement, op_confinement, OP, CONFINEMENT, GObject)

struct _OpConfinementInterface
{
  GTypeInterface parent_interface;

  void (*run_async) (OpConfinement *self,
                     const OpProgram *program,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data);
};

/* Nothing of it runs any more when @callback is called. */
void op_confinement_run_async (OpConfinement *self,
                               const OpProgram *program,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* FALSE with %OP_ERROR_HEALTH_CHECK when it could not be started. */
gboolean op_confinement_run_finish (OpConfinement *self,
                                    GAsyncResult *result,
                                    OpProgramEnd *out_end,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpProgramEnd, op_program_end_clear)

/* For those who implement it: their task returns an end. Takes @owned_last_line. */
void op_confinement_return_end (GTask *task, const OpProgramEnd *end, char *owned_last_line);

G_END_DECLS
