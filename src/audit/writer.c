/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/writer.h"

#include "audit/journal.h"
#include "audit/segments.h"
#include "base/error.h"

/* Of records that nobody waits for, while the log cannot be written. */
#define MAX_KEPT 1000u

/* A service that leaves while the next one comes needs a moment to write its last line. */
#define LOCK_TRIES 50
#define LOCK_PAUSE_USEC (100 * 1000)

struct _OpAuditWriter
{
  OpClock *clock; /* (owned) */
  const char *(*error_name) (int code);
  char *boot_id;             /* (owned) */
  OpAuditSegments *segments; /* (owned) */
  GQueue kept;               /* (element-type OpAuditEntry): could not be written */
  guint64 n_dropped;
  gboolean failing;
  int stopping; /* atomic */
};

void
op_audit_entry_free (OpAuditEntry *self)
{
  op_audit_record_free (self->record);
  g_clear_error (&self->error);
  g_free (self);
}

static char *
read_boot_id (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("unknown");

  return g_strdup (g_strstrip (text));
}

OpAuditWriter *
op_audit_writer_new (OpClock *clock,
                     OpAuditSegments *owned_segments,
                     const char *(*error_name) (int code))
{
  OpAuditWriter *self = g_new0 (OpAuditWriter, 1);

  self->clock = g_object_ref (clock);
  self->segments = owned_segments;
  self->error_name = error_name;
  self->boot_id = read_boot_id ();
  g_queue_init (&self->kept);

  return self;
}

void
op_audit_writer_free (OpAuditWriter *self)
{
  g_queue_clear_full (&self->kept, (GDestroyNotify) op_audit_entry_free);
  op_audit_segments_free (self->segments);
  g_object_unref (self->clock);
  g_free (self->boot_id);
  g_free (self);
}

void
op_audit_writer_stop (OpAuditWriter *self)
{
  g_atomic_int_set (&self->stopping, TRUE);
}

static const char *
name_error (OpAuditWriter *self, const OpAuditRecord *record)
{
  return record->error_code >= 0 ? self->error_name (record->error_code) : NULL;
}

static gboolean
write_record (OpAuditWriter *self, const OpAuditRecord *record, GError **error)
{
  const OpAuditHead *head = op_audit_segments_get_head (self->segments);
  const char *error_name = name_error (self, record);
  OpAuditPlace place = {
    .number = head->number + 1,
    .boot_id = self->boot_id,
    .error_name = error_name,
    .prev = head->hash,
  };
  g_autofree char *line = op_audit_record_to_line (record, &place);

  if (!op_audit_segments_append (self->segments, line, error))
    return FALSE;
  op_audit_journal_send (record, head->number, &head->hash, error_name);

  return TRUE;
}

static gboolean
write_note (OpAuditWriter *self,
            const char *what,
            guint64 count,
            const OpSha256 *torn,
            GError **error)
{
  OpAuditNote note = { .what = what, .count = count, .torn = torn };
  g_autoptr(OpAuditRecord) record = op_audit_note (&note);

  record->time_usec = op_clock_now_usec (self->clock);

  return write_record (self, record, error);
}

/* A torn line first: the line after it has to speak of it. */
static gboolean
write_findings (OpAuditWriter *self, const OpAuditFindings *found, GError **error)
{
  if (found->is_torn && !write_note (self, "torn-line", 1, &found->torn, error))
    return FALSE;
  if (found->head_lost && !write_note (self, "head-lost", 0, NULL, error))
    return FALSE;
  if (found->n_behind > 0 && !write_note (self, "head-behind", found->n_behind, NULL, error))
    return FALSE;
  if (found->n_missing > 0 && !write_note (self, "lines-missing", found->n_missing, NULL, error))
    return FALSE;
  if (found->is_changed && !write_note (self, "line-changed", 1, NULL, error))
    return FALSE;
  if (self->n_dropped > 0 && !write_note (self, "records-dropped", self->n_dropped, NULL, error))
    return FALSE;
  self->n_dropped = 0;

  return TRUE;
}

static gboolean
open_segments (OpAuditWriter *self, GError **error)
{
  OpAuditFindings found;

  for (unsigned i = 0; i < LOCK_TRIES; i++)
    {
      g_autoptr(GError) local_error = NULL;

      if (op_audit_segments_open (self->segments, &found, &local_error))
        {
          if (write_findings (self, &found, error))
            return TRUE;
          /* It will be found, and said, the next time. */
          op_audit_segments_close (self->segments);
          return FALSE;
        }
      if (!g_error_matches (local_error, OP_ERROR, OP_ERROR_IN_USE) ||
          g_atomic_int_get (&self->stopping))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_usleep (LOCK_PAUSE_USEC);
    }

  g_set_error (error, OP_ERROR, OP_ERROR_RECORD, "Another process keeps the audit log for itself");

  return FALSE;
}

/* Whoever waits is told; the others are tried again, as long as they are not too many. */
static void
give_up (OpAuditWriter *self, OpAuditEntry *entry, const GError *error)
{
  if (entry->is_awaited)
    {
      entry->error = g_error_new (OP_ERROR,
                                  OP_ERROR_RECORD,
                                  "The request cannot be recorded in the audit log, so it is not "
                                  "carried out; make room or mend the log first: %s",
                                  error->message);
      return;
    }

  g_queue_push_tail (&self->kept, entry);
  if (g_queue_get_length (&self->kept) > MAX_KEPT)
    {
      op_audit_entry_free (g_queue_pop_head (&self->kept));
      self->n_dropped++;
    }
}

static void
note_failure (OpAuditWriter *self, const GError *error)
{
  /* Whoever comes when another is there leaves again, and has nothing to say. */
  if (g_error_matches (error, OP_ERROR, OP_ERROR_IN_USE))
    return;

  if (error != NULL && !self->failing)
    g_warning ("The audit log cannot be written, and Download and Apply are refused until it can: "
               "%s",
               error->message);
  else if (error == NULL && self->failing)
    g_message ("The audit log can be written again");
  self->failing = error != NULL;
}

/* How many of @batch are in the file. */
static unsigned
append_all (OpAuditWriter *self, GQueue *batch, GError **error)
{
  unsigned n_written = 0;

  if (!open_segments (self, error))
    return 0;

  for (GList *l = batch->head; l != NULL; l = l->next)
    {
      if (!write_record (self, ((OpAuditEntry *) l->data)->record, error))
        break;
      n_written++;
    }

  return n_written;
}

void
op_audit_writer_write (OpAuditWriter *self, GQueue *batch)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) sync_error = NULL;
  unsigned n_written;

  /* Those of before go first: the log is in the order of time. */
  while (!g_queue_is_empty (&self->kept))
    g_queue_push_head (batch, g_queue_pop_tail (&self->kept));

  n_written = append_all (self, batch, &error);
  if (n_written > 0 && !op_audit_segments_commit (self->segments, &sync_error))
    g_debug ("Syncing the audit log: %s", sync_error->message);

  for (unsigned i = 0; !g_queue_is_empty (batch); i++)
    {
      OpAuditEntry *entry = g_queue_pop_head (batch);

      /* What is in the file, but perhaps not on the disk, is no reason to write it twice. */
      if (i >= n_written)
        give_up (self, entry, error);
      else if (!entry->is_awaited)
        op_audit_entry_free (entry);
      else if (sync_error != NULL)
        give_up (self, entry, sync_error);
    }
  note_failure (self, error != NULL ? error : sync_error);
}
