/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/file-queue.h"

/* When so many files wait for their next try, the server has a problem and not the files: no
 * further file is begun. */
#define MAX_WAITING 16

typedef struct
{
  unsigned file;
  gint64 due_usec;
} Waiting;

struct _OpFileQueue
{
  unsigned n_files;
  unsigned next_fresh;
  GQueue again;    /* of file numbers */
  GArray *waiting; /* (owned) (element-type Waiting) */
};

OpFileQueue *
op_file_queue_new (unsigned n_files)
{
  OpFileQueue *self = g_new0 (OpFileQueue, 1);

  self->n_files = n_files;
  g_queue_init (&self->again);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));

  return self;
}

void
op_file_queue_free (OpFileQueue *self)
{
  g_queue_clear (&self->again);
  g_array_unref (self->waiting);
  g_free (self);
}

gboolean
op_file_queue_is_ready (const OpFileQueue *self)
{
  return self->again.length > 0 ||
         (self->next_fresh < self->n_files && self->waiting->len < MAX_WAITING);
}

gboolean
op_file_queue_pop (OpFileQueue *self, unsigned *out_file)
{
  if (!op_file_queue_is_ready (self))
    return FALSE;

  if (self->again.length > 0)
    *out_file = GPOINTER_TO_UINT (g_queue_pop_head (&self->again));
  else
    *out_file = self->next_fresh++;

  return TRUE;
}

void
op_file_queue_push (OpFileQueue *self, unsigned file)
{
  g_queue_push_tail (&self->again, GUINT_TO_POINTER (file));
}

void
op_file_queue_push_later (OpFileQueue *self, unsigned file, gint64 due_usec)
{
  Waiting waiting = { .file = file, .due_usec = due_usec };

  g_array_append_val (self->waiting, waiting);
}

void
op_file_queue_collect_due (OpFileQueue *self, gint64 now_usec)
{
  for (unsigned i = 0; i < self->waiting->len;)
    {
      Waiting *waiting = &g_array_index (self->waiting, Waiting, i);

      if (waiting->due_usec > now_usec)
        {
          i++;
          continue;
        }
      op_file_queue_push (self, waiting->file);
      g_array_remove_index_fast (self->waiting, i);
    }
}

gint64
op_file_queue_get_next_due (const OpFileQueue *self)
{
  gint64 next_usec = 0;

  for (unsigned i = 0; i < self->waiting->len; i++)
    {
      gint64 due_usec = g_array_index (self->waiting, Waiting, i).due_usec;

      next_usec = next_usec == 0 ? due_usec : MIN (next_usec, due_usec);
    }

  return next_usec;
}
