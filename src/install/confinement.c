/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/confinement.h"

G_DEFINE_INTERFACE (OpConfinement, op_confinement, G_TYPE_OBJECT)

static void
op_confinement_default_init (OpConfinementInterface *iface)
{
}

void
op_program_end_clear (OpProgramEnd *self)
{
  g_clear_pointer (&self->last_line, g_free);
}

static void
end_free (gpointer end)
{
  op_program_end_clear (end);
  g_free (end);
}

void
op_confinement_return_end (GTask *task, const OpProgramEnd *end, char *owned_last_line)
{
  OpProgramEnd *copy = g_new0 (OpProgramEnd, 1);

  *copy = *end;
  copy->last_line = owned_last_line;
  g_task_return_pointer (task, copy, end_free);
}

void
op_confinement_run_async (OpConfinement *self,
                          const OpProgram *program,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  OP_CONFINEMENT_GET_IFACE (self)->run_async (self, program, cancellable, callback, user_data);
}

gboolean
op_confinement_run_finish (OpConfinement *self,
                           GAsyncResult *result,
                           OpProgramEnd *out_end,
                           GError **error)
{
  g_autofree OpProgramEnd *end = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  end = g_task_propagate_pointer (G_TASK (result), error);
  if (end == NULL)
    return FALSE;

  *out_end = *end;

  return TRUE;
}
