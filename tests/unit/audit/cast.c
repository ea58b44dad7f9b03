/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cast.h"

#include <stdlib.h>
#include <string.h>

#include "audit/segment-names.h"
#include "support/files.h"

char *
make_line (OpAuditRecord *owned_record, OpAuditHead *head)
{
  g_autoptr(OpAuditRecord) record = owned_record;
  OpAuditPlace place = { .number = head->number + 1, .boot_id = "boot", .prev = head->hash };
  char *line = op_audit_record_to_line (record, &place);

  head->number++;
  op_sha256_of (line, strlen (line), &head->hash);

  return line;
}

GPtrArray *
make_lines (unsigned n_lines, OpAuditHead *out_head)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  OpAuditHead head = { .first = 1 };

  for (unsigned i = 0; i < n_lines; i++)
    {
      OpAuditVerification done = { .product = "editor", .version = "1.0", .n_damaged = i };

      g_ptr_array_add (lines, make_line (op_audit_verified (&done), &head));
    }
  if (out_head != NULL)
    *out_head = head;

  return lines;
}

OpAuditVerdict
judge_lines (GPtrArray *lines, const OpAuditHead *head)
{
  g_autoptr(OpAuditChain) chain = op_audit_chain_new (head);
  OpAuditVerdict verdict;

  for (unsigned i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);

      op_audit_chain_push (chain, line, strlen (line));
    }
  op_audit_chain_finish (chain, &verdict);

  return verdict;
}

GPtrArray *
read_lines (const char *log_path)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) names = op_audit_list_segments (log_path);

  for (size_t i = 0; names[i] != NULL; i++)
    {
      g_autofree char *text = read_file (log_path, names[i]);
      g_auto(GStrv) pieces = g_strsplit (text, "\n", -1);

      for (size_t j = 0; pieces[j] != NULL; j++)
        {
          if (*pieces[j] != '\0')
            g_ptr_array_add (lines, g_strdup (pieces[j]));
        }
    }

  return lines;
}

OpAuditHead
read_head (const char *state_path)
{
  g_autofree char *text = read_file (state_path, OP_AUDIT_HEAD_NAME);
  OpAuditHead head;

  g_assert_true (op_audit_head_read (text, strlen (text), &head));

  return head;
}

char *
get_member (const char *line, const char *key)
{
  json_t *object = json_loads (line, 0, NULL);
  json_t *value = json_object_get (object, key);
  char *dumped = value != NULL ? json_dumps (value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
  char *text;

  g_assert_nonnull (object);
  if (json_is_string (value))
    text = g_strdup (json_string_value (value));
  else
    text = g_strdup (dumped != NULL ? dumped : "");
  free (dumped);
  json_decref (object);

  return text;
}

const char *
name_error (int code)
{
  return code == 0 ? "org.offpeak.Error.Failed" : "org.offpeak.Error.Other";
}
