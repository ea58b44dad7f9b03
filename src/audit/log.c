/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/log.h"

#include "audit/refusals.h"
#include "audit/writer.h"
#include "base/error.h"

struct _OpAuditLog
{
  GObject parent_instance;

  OpClock *clock;        /* (owned) */
  OpAuditWriter *writer; /* (owned): the thread's */
  OpRefusals *refusals;  /* (owned) */
  unsigned alarm_id;

  GThread *thread; /* (owned) */
  GMutex mutex;    /* for what follows, up to @stop */
  GCond added;
  GCond written;
  GQueue queue; /* (element-type OpAuditEntry) */
  gboolean stop;
};

G_DEFINE_FINAL_TYPE (OpAuditLog, op_audit_log, G_TYPE_OBJECT)

static gpointer
write_all (gpointer data)
{
  OpAuditLog *self = data;

  g_mutex_lock (&self->mutex);
  while (TRUE)
    {
      GQueue batch = G_QUEUE_INIT;
      GQueue awaited = G_QUEUE_INIT;

      while (g_queue_is_empty (&self->queue) && !self->stop)
        g_cond_wait (&self->added, &self->mutex);
      if (g_queue_is_empty (&self->queue))
        break;

      while (!g_queue_is_empty (&self->queue))
        {
          OpAuditEntry *entry = g_queue_pop_head (&self->queue);

          g_queue_push_tail (&batch, entry);
          if (entry->is_awaited)
            g_queue_push_tail (&awaited, entry);
        }
      g_mutex_unlock (&self->mutex);

      op_audit_writer_write (self->writer, &batch);
      g_queue_clear (&batch);

      g_mutex_lock (&self->mutex);
      for (GList *l = awaited.head; l != NULL; l = l->next)
        ((OpAuditEntry *) l->data)->done = TRUE;
      g_queue_clear (&awaited);
      g_cond_broadcast (&self->written);
    }
  g_mutex_unlock (&self->mutex);

  return NULL;
}

static OpAuditEntry *
entry_new (OpAuditLog *self, OpAuditRecord *owned_record)
{
  OpAuditEntry *entry = g_new0 (OpAuditEntry, 1);

  entry->record = owned_record;
  entry->record->time_usec = op_clock_now_usec (self->clock);

  return entry;
}

/* Takes @entry, unless it says that nothing is written any more. */
static gboolean
push (OpAuditLog *self, OpAuditEntry *entry)
{
  gboolean is_open;

  g_mutex_lock (&self->mutex);
  is_open = !self->stop;
  if (is_open)
    g_queue_push_tail (&self->queue, entry);
  g_cond_signal (&self->added);
  g_mutex_unlock (&self->mutex);

  return is_open;
}

void
op_audit_log_add (OpAuditLog *self, OpAuditRecord *owned_record)
{
  OpAuditEntry *entry = entry_new (self, owned_record);

  if (!push (self, entry))
    op_audit_entry_free (entry);
}

gboolean
op_audit_log_add_durably (OpAuditLog *self, OpAuditRecord *owned_record, GError **error)
{
  OpAuditEntry *entry = entry_new (self, owned_record);
  gboolean ok;

  entry->is_awaited = TRUE;
  if (!push (self, entry))
    {
      op_audit_entry_free (entry);
      g_set_error (error, OP_ERROR, OP_ERROR_RECORD, "The service is about to leave");
      return FALSE;
    }

  g_mutex_lock (&self->mutex);
  while (!entry->done)
    g_cond_wait (&self->written, &self->mutex);
  g_mutex_unlock (&self->mutex);

  ok = entry->error == NULL;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&entry->error));
  op_audit_entry_free (entry);

  return ok;
}

static void set_alarm (OpAuditLog *self);

static void
write_refusals (OpAuditLog *self, gint64 now_usec)
{
  g_autoptr(GPtrArray) records = op_refusals_take_due (self->refusals, now_usec);

  for (unsigned i = 0; i < records->len; i++)
    op_audit_log_add (self, g_ptr_array_index (records, i));
}

static void
on_alarm (gpointer user_data)
{
  OpAuditLog *self = user_data;

  self->alarm_id = 0;
  write_refusals (self, op_clock_now_usec (self->clock));
  set_alarm (self);
}

static void
set_alarm (OpAuditLog *self)
{
  gint64 due_usec = op_refusals_next_due_usec (self->refusals);

  if (self->alarm_id == 0 && due_usec != 0)
    self->alarm_id = op_clock_add_alarm (self->clock, due_usec, on_alarm, self);
}

void
op_audit_log_refuse (OpAuditLog *self, const OpAuditRefusal *refusal)
{
  gint64 now_usec = op_clock_now_usec (self->clock);
  OpAuditRecord *record = op_refusals_add (self->refusals, refusal, now_usec);

  if (record != NULL)
    op_audit_log_add (self, record);
  set_alarm (self);
}

void
op_audit_log_close (OpAuditLog *self)
{
  if (self->alarm_id != 0)
    op_clock_remove_alarm (self->clock, self->alarm_id);
  self->alarm_id = 0;
  if (self->thread == NULL)
    return;

  op_audit_writer_stop (self->writer);
  write_refusals (self, G_MAXINT64);
  op_audit_log_add (self, op_audit_stopped ());
  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_cond_signal (&self->added);
  g_mutex_unlock (&self->mutex);
  g_thread_join (g_steal_pointer (&self->thread));
}

static void
op_audit_log_dispose (GObject *object)
{
  op_audit_log_close (OP_AUDIT_LOG (object));

  G_OBJECT_CLASS (op_audit_log_parent_class)->dispose (object);
}

static void
op_audit_log_finalize (GObject *object)
{
  OpAuditLog *self = OP_AUDIT_LOG (object);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->added);
  g_cond_clear (&self->written);
  g_clear_pointer (&self->writer, op_audit_writer_free);
  g_clear_pointer (&self->refusals, op_refusals_free);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (op_audit_log_parent_class)->finalize (object);
}

static void
op_audit_log_class_init (OpAuditLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_audit_log_dispose;
  G_OBJECT_CLASS (klass)->finalize = op_audit_log_finalize;
}

static void
op_audit_log_init (OpAuditLog *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->added);
  g_cond_init (&self->written);
  g_queue_init (&self->queue);
}

OpAuditLog *
op_audit_log_new (OpClock *clock, const OpAuditLogOptions *options)
{
  OpAuditLog *self = g_object_new (OP_TYPE_AUDIT_LOG, NULL);

  self->clock = g_object_ref (clock);
  self->refusals = op_refusals_new ();
  self->writer = op_audit_writer_new (clock,
                                      op_audit_segments_new (options->log_path,
                                                             options->state_path,
                                                             options->segment_bytes > 0
                                                                 ? options->segment_bytes
                                                                 : OP_AUDIT_SEGMENT_BYTES),
                                      options->error_name);
  self->thread = g_thread_new ("audit", write_all, self);
  op_audit_log_add (self, op_audit_started (options->version));

  return self;
}
