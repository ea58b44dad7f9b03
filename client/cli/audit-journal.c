/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/audit-journal.h"

#include <gio/gio.h>

#include "client/cli/output.h"

struct _OpAuditJournal
{
  GHashTable *hashes; /* (owned) (element-type guint64 OpSha256): by number */
  guint64 last;
};

void
op_audit_journal_free (OpAuditJournal *self)
{
  g_hash_table_unref (self->hashes);
  g_free (self);
}

/* Of an entry of the journal; whatever it is. */
static void
take_entry (OpAuditJournal *self, const char *text)
{
  g_autoptr(json_t) entry = json_loads (text, 0, NULL);
  const char *hex = json_string_value (json_object_get (entry, "OFFPEAK_AUDIT_HASH"));
  const char *digits = json_string_value (json_object_get (entry, "OFFPEAK_AUDIT_LINE"));
  guint64 number;
  OpSha256 hash;

  if (hex == NULL || digits == NULL || !op_sha256_from_hex (hex, &hash) ||
      !g_ascii_string_to_unsigned (digits, 10, 1, G_MAXINT64, &number, NULL))
    return;

  g_hash_table_replace (
      self->hashes, g_memdup2 (&number, sizeof number), g_memdup2 (&hash, sizeof hash));
  self->last = MAX (self->last, number);
}

/* What others write to the journal under our names is not ours: the unit is journald's word. */
OpAuditJournal *
op_audit_journal_load (const char **out_why)
{
  g_autoptr(GSubprocess) journalctl = NULL;
  g_autoptr(OpAuditJournal) self = g_new0 (OpAuditJournal, 1);
  g_autoptr(GDataInputStream) lines = NULL;
  char *line;

  self->hashes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  journalctl = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                 NULL,
                                 "journalctl",
                                 "--quiet",
                                 "--no-pager",
                                 "--output=json",
                                 "--output-fields=OFFPEAK_AUDIT_LINE,OFFPEAK_AUDIT_HASH",
                                 "_SYSTEMD_UNIT=offpeakd.service",
                                 NULL);
  if (journalctl == NULL)
    {
      *out_why = "there is no journalctl";
      return NULL;
    }

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (journalctl));
  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      take_entry (self, line);
      g_free (line);
    }

  if (!g_subprocess_wait_check (journalctl, NULL, NULL))
    *out_why = "the journal cannot be read";
  else if (g_hash_table_size (self->hashes) == 0)
    *out_why = "it has no entries of the service";
  else
    return g_steal_pointer (&self);

  return NULL;
}

gboolean
op_audit_journal_contradicts (OpAuditJournal *self, const OpAuditLine *line)
{
  const OpSha256 *hash = g_hash_table_lookup (self->hashes, &line->number);

  return hash != NULL && !op_sha256_equal (hash, &line->hash);
}

guint64
op_audit_journal_get_last (OpAuditJournal *self)
{
  return self->last;
}

guint
op_audit_journal_get_n_lines (OpAuditJournal *self)
{
  return g_hash_table_size (self->hashes);
}
