/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/journal.h"

#include "audit/message-ids.h"

#define MAX_FIELDS 16

static const char *const message_ids[] = {
  [OP_AUDIT_STARTED] = OP_MESSAGE_STARTED,
  [OP_AUDIT_STOPPED] = OP_MESSAGE_STOPPED,
  [OP_AUDIT_ACCEPTED] = OP_MESSAGE_ACCEPTED,
  [OP_AUDIT_REFUSED] = OP_MESSAGE_REFUSED,
  [OP_AUDIT_DOWNLOAD] = OP_MESSAGE_DOWNLOAD,
  [OP_AUDIT_VERIFIED] = OP_MESSAGE_VERIFIED,
  [OP_AUDIT_APPLY] = OP_MESSAGE_APPLY,
  [OP_AUDIT_ROLLBACK] = OP_MESSAGE_ROLLBACK,
  [OP_AUDIT_REMOVE] = OP_MESSAGE_REMOVE,
  [OP_AUDIT_HEALTH_CHECK] = OP_MESSAGE_HEALTH_CHECK,
  [OP_AUDIT_CONFIGURATION] = OP_MESSAGE_CONFIGURATION,
  [OP_AUDIT_OPTIONS] = OP_MESSAGE_OPTIONS,
  [OP_AUDIT_NOTE] = OP_MESSAGE_NOTE,
};
G_STATIC_ASSERT (G_N_ELEMENTS (message_ids) == OP_N_AUDIT_KINDS);

/* Member of the record → field of the entry. */
static const struct
{
  const char *key;
  const char *field;
} fields[] = {
  { "product", "OFFPEAK_PRODUCT" }, { "version", "OFFPEAK_VERSION" },
  { "from", "OFFPEAK_FROM" },       { "result", "OFFPEAK_RESULT" },
  { "method", "OFFPEAK_METHOD" },   { "change", "OFFPEAK_CHANGE" },
  { "what", "OFFPEAK_WHAT" },
};

const char *
op_audit_message_id (OpAuditKind kind)
{
  return message_ids[kind];
}

static const char *
get_string (const OpAuditRecord *record, const char *key)
{
  return json_string_value (json_object_get (record->body, key));
}

char *
op_audit_describe (const OpAuditRecord *record, const char *error_name)
{
  static const char *const shown[] = { "method", "change", "what", "result", "version" };
  g_autoptr(GString) text = g_string_new ("audit: ");

  if (get_string (record, "product") != NULL)
    g_string_append_printf (text, "%s: ", get_string (record, "product"));
  g_string_append (text, op_audit_kind_nick (record->kind));

  for (size_t i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      if (get_string (record, shown[i]) != NULL)
        g_string_append_printf (text, " %s", get_string (record, shown[i]));
    }
  if (error_name != NULL)
    g_string_append_printf (text, " (%s)", error_name);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add (GLogField *entries, size_t *n_entries, const char *key, const char *value)
{
  if (value != NULL)
    entries[(*n_entries)++] = (GLogField){ key, value, -1 };
}

void
op_audit_journal_send (const OpAuditRecord *record,
                       guint64 number,
                       const OpSha256 *hash,
                       const char *error_name)
{
  g_autofree char *message = op_audit_describe (record, error_name);
  g_autofree char *line_number = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  g_autofree char *hex = op_sha256_to_hex (hash);
  json_t *uid = json_object_get (record->body, "uid");
  g_autofree char *uid_text =
      json_is_integer (uid) ? g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (uid))
                            : NULL;
  GLogField entries[MAX_FIELDS];
  size_t n_entries = 0;

  add (entries, &n_entries, "MESSAGE", message);
  add (entries, &n_entries, "MESSAGE_ID", message_ids[record->kind]);
  add (entries, &n_entries, "PRIORITY", "5"); /* notice */
  add (entries, &n_entries, "GLIB_DOMAIN", G_LOG_DOMAIN);
  add (entries, &n_entries, "OFFPEAK_EVENT", op_audit_kind_nick (record->kind));
  add (entries, &n_entries, "OFFPEAK_AUDIT_LINE", line_number);
  add (entries, &n_entries, "OFFPEAK_AUDIT_HASH", hex);
  add (entries, &n_entries, "OFFPEAK_UID", uid_text);
  add (entries, &n_entries, "OFFPEAK_ERROR", error_name);
  for (size_t i = 0; i < G_N_ELEMENTS (fields); i++)
    add (entries, &n_entries, fields[i].field, get_string (record, fields[i].key));

  g_log_structured_array (G_LOG_LEVEL_MESSAGE, entries, n_entries);
}
