/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/mailbox.h"

typedef struct
{
  OpRequest *request; /* (owned) (nullable) */
  gpointer sender;
} Letter;

struct _OpMailbox
{
  gatomicrefcount refs;
  GMainContext *context; /* (owned) */
  OpMailboxFunc func;
  gpointer user_data;

  GMutex lock;
  GArray *letters; /* (owned) (element-type Letter) */
  gboolean notified;
  gboolean closed;
};

static void
clear_letters (GArray *letters)
{
  for (unsigned i = 0; i < letters->len; i++)
    g_clear_pointer (&g_array_index (letters, Letter, i).request, op_request_unref);
  g_array_unref (letters);
}

OpMailbox *
op_mailbox_new (OpMailboxFunc func, gpointer user_data)
{
  OpMailbox *self = g_new0 (OpMailbox, 1);

  g_atomic_ref_count_init (&self->refs);
  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  self->letters = g_array_new (FALSE, FALSE, sizeof (Letter));

  return self;
}

OpMailbox *
op_mailbox_ref (OpMailbox *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
op_mailbox_unref (OpMailbox *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  clear_letters (self->letters);
  g_mutex_clear (&self->lock);
  g_main_context_unref (self->context);
  g_free (self);
}

void
op_mailbox_close (OpMailbox *self)
{
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_mutex_unlock (&self->lock);
}

/* A letter may close the mailbox, because who reads it has gone: then the rest is dropped. */
static gboolean
is_closed (OpMailbox *self)
{
  gboolean closed;

  g_mutex_lock (&self->lock);
  closed = self->closed;
  g_mutex_unlock (&self->lock);

  return closed;
}

static gboolean
deliver (gpointer user_data)
{
  OpMailbox *self = user_data;
  GArray *letters;

  g_mutex_lock (&self->lock);
  self->notified = FALSE;
  letters = self->letters;
  self->letters = g_array_new (FALSE, FALSE, sizeof (Letter));
  g_mutex_unlock (&self->lock);

  for (unsigned i = 0; i < letters->len && !is_closed (self); i++)
    {
      Letter *letter = &g_array_index (letters, Letter, i);

      self->func (g_steal_pointer (&letter->request), letter->sender, self->user_data);
    }
  clear_letters (letters);

  return G_SOURCE_REMOVE;
}

static void
post (OpMailbox *self, Letter letter)
{
  g_autoptr(GSource) notice = NULL;

  g_mutex_lock (&self->lock);
  g_array_append_val (self->letters, letter);
  if (!self->notified)
    {
      self->notified = TRUE;
      notice = g_idle_source_new ();
      g_source_set_priority (notice, G_PRIORITY_DEFAULT);
      g_source_set_callback (
          notice, deliver, op_mailbox_ref (self), (GDestroyNotify) op_mailbox_unref);
    }
  g_mutex_unlock (&self->lock);

  if (notice != NULL)
    g_source_attach (notice, self->context);
}

void
op_mailbox_post (OpMailbox *self, OpRequest *owned_request, gpointer sender)
{
  post (self, (Letter){ .request = owned_request, .sender = sender });
}

void
op_mailbox_post_gone (OpMailbox *self, gpointer sender)
{
  post (self, (Letter){ .request = NULL, .sender = sender });
}
