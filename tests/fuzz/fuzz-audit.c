/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "audit/chain.h"
#include "audit/event.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

#define MAX_LINES 16u

static OpAuditVerdict
judge (char **lines, const OpAuditHead *head)
{
  g_autoptr(OpAuditChain) chain = op_audit_chain_new (head);
  OpAuditVerdict verdict;

  for (size_t i = 0; lines[i] != NULL; i++)
    op_audit_chain_push (chain, lines[i], strlen (lines[i]));
  op_audit_chain_finish (chain, &verdict);
  g_assert_true (verdict.fault == OP_AUDIT_SOUND || verdict.position > 0);
  g_assert_cmpuint (verdict.first, <=, verdict.last);

  return verdict;
}

/* Lines of ours, about whatever @words are. */
static GStrv
write_lines (char **words, OpAuditHead *out_head)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();

  *out_head = (OpAuditHead){ .first = 1 };
  for (size_t i = 0; words[i] != NULL && i < MAX_LINES; i++)
    {
      OpAuditRequest request = { .method = words[i], .product = words[i], .base_url = words[i] };
      g_autoptr(OpAuditRecord) record = op_audit_accepted (&request);
      OpAuditPlace place = { .number = i + 1, .boot_id = "boot", .prev = out_head->hash };
      g_autofree char *line = op_audit_record_to_line (record, &place);
      OpAuditLine read;

      g_assert_null (strchr (line, '\n'));
      g_assert_true (op_audit_line_read (line, strlen (line), &read));
      g_assert_cmpuint (read.number, ==, i + 1);
      out_head->number = i + 1;
      out_head->hash = read.hash;
      g_strv_builder_add (lines, line);
    }

  return g_strv_builder_end (lines);
}

/* What was written is sound, and no byte of it can be another. */
static void
check_written (char **words, unsigned where)
{
  OpAuditHead head;
  g_auto(GStrv) lines = write_lines (words, &head);
  char *line;

  g_assert_cmpint (judge (lines, &head).fault, ==, OP_AUDIT_SOUND);
  if (head.number == 0)
    return;

  line = lines[where % head.number];
  line[where % strlen (line)] ^= 1;
  g_assert_cmpint (judge (lines, &head).fault, !=, OP_AUDIT_SOUND);
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, n_bytes);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  OpAuditHead head = { .first = 1 };

  if (op_audit_head_read (text, strlen (text), &head))
    g_assert_cmpuint (head.first, >, 0);
  judge (lines, NULL);
  judge (lines, &head);
  check_written (lines, n_bytes > 0 ? data[0] + 256 * data[n_bytes - 1] : 0);

  return 0;
}
