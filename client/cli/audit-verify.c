/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/audit-files.h"
#include "client/cli/audit-journal.h"
#include "client/cli/audit.h"

/* The service may be between a line and its head. */
#define N_TRIES 4
#define PAUSE_USEC (250 * 1000)

typedef struct
{
  OpAuditChain *chain;     /* (owned) */
  OpAuditJournal *journal; /* (nullable) */
  guint64 n_lines;
  gboolean is_torn;       /* the last line has no end */
  OpAuditVerdict verdict; /* of the journal, then of all */
} Check;

static gboolean
check_line (const char *text, size_t n_bytes, gboolean is_whole, gpointer user_data)
{
  Check *check = user_data;
  OpAuditLine line;

  /* The service ends it when it starts again; if it was more once, the head knows. */
  if (!is_whole)
    {
      check->is_torn = TRUE;
      return TRUE;
    }

  check->n_lines++;
  op_audit_chain_push (check->chain, text, n_bytes);
  if (check->journal != NULL && check->verdict.fault == OP_AUDIT_SOUND &&
      op_audit_line_read (text, n_bytes, &line) &&
      op_audit_journal_contradicts (check->journal, &line))
    check->verdict = (OpAuditVerdict){
      .fault = OP_AUDIT_CHANGED,
      .position = check->n_lines,
      .first = line.number,
      .last = line.number,
    };

  return TRUE;
}

/* The chain's word counts first, for it knows more; then that of the journal. */
static gboolean
check_all (Check *check, const OpPlaces *places, const OpAuditHead *head, GError **error)
{
  OpAuditVerdict of_chain;
  guint64 last;
  gboolean ok;

  check->n_lines = 0;
  check->is_torn = FALSE;
  check->verdict = (OpAuditVerdict){ .fault = OP_AUDIT_SOUND };
  check->chain = op_audit_chain_new (head);
  ok = op_audit_files_read (places, check_line, check, error);
  op_audit_chain_finish (check->chain, &of_chain);
  last = op_audit_chain_get_last (check->chain);
  g_clear_pointer (&check->chain, op_audit_chain_free);

  if (of_chain.fault != OP_AUDIT_SOUND)
    check->verdict = of_chain;
  else if (check->verdict.fault == OP_AUDIT_SOUND && check->journal != NULL &&
           op_audit_journal_get_last (check->journal) > last)
    check->verdict = (OpAuditVerdict){
      .fault = OP_AUDIT_CUT,
      .position = check->n_lines + 1,
      .first = last + 1,
      .last = op_audit_journal_get_last (check->journal),
    };

  return ok;
}

static char *
describe (const OpAuditVerdict *verdict)
{
  g_autofree char *lines =
      verdict->first == verdict->last
          ? g_strdup_printf ("line %" G_GUINT64_FORMAT, verdict->first)
          : g_strdup_printf (
                "lines %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, verdict->first, verdict->last);

  const char *verb = verdict->first == verdict->last ? "was" : "were";

  switch (verdict->fault)
    {
    case OP_AUDIT_CHANGED:
      return g_strdup_printf ("%s %s changed", lines, verb);
    case OP_AUDIT_DROPPED:
      return g_strdup_printf ("%s %s dropped", lines, verb);
    case OP_AUDIT_INSERTED:
      return g_strdup_printf (
          "%s %s inserted, or the service was killed while it wrote", lines, verb);
    case OP_AUDIT_CUT:
      return g_strdup_printf ("%s %s cut off at the end", lines, verb);
    case OP_AUDIT_SOUND:
    default:
      return g_strdup ("nothing is wrong");
    }
}

static void
take_document (OpCli *cli, const Check *check, gboolean has_head, const char *why_not)
{
  const OpAuditVerdict *verdict = &check->verdict;
  gboolean sound = verdict->fault == OP_AUDIT_SOUND && has_head;
  json_t *document = json_pack ("{s:b, s:I, s:b, s:b, s:b}",
                                "sound",
                                sound,
                                "lines",
                                (json_int_t) check->n_lines,
                                "headCompared",
                                has_head,
                                "journalCompared",
                                why_not == NULL,
                                "tornEnd",
                                check->is_torn);

  if (verdict->fault != OP_AUDIT_SOUND)
    json_object_set_new (document,
                         "fault",
                         json_pack ("{s:s, s:I, s:I, s:I}",
                                    "kind",
                                    op_audit_fault_nick (verdict->fault),
                                    "position",
                                    (json_int_t) verdict->position,
                                    "first",
                                    (json_int_t) verdict->first,
                                    "last",
                                    (json_int_t) verdict->last));
  op_cli_take_document (cli, document);
}

static void
say (const Check *check, gboolean has_head, const char *why_not)
{
  const OpAuditVerdict *verdict = &check->verdict;
  g_autofree char *fault = describe (verdict);

  if (verdict->fault != OP_AUDIT_SOUND)
    op_say ("The audit log is not what was written: %s (at line %" G_GUINT64_FORMAT
            " of what is there).",
            fault,
            verdict->position);
  else if (has_head)
    op_say ("The audit log is sound; lines: %" G_GUINT64_FORMAT ".", check->n_lines);

  if (check->is_torn)
    op_say ("Its last line has no end; the service ends it when it starts.");
  if (!has_head)
    op_say ("There is no audit.head, so where the log begins and ends is not proved.");
  if (why_not != NULL)
    op_say ("It was not compared with the journal: %s.", why_not);
  else
    op_say ("It was compared with the journal; entries: %u.",
            op_audit_journal_get_n_lines (check->journal));
}

gboolean
op_audit_verify (OpCli *cli, const OpPlaces *places, GError **error)
{
  const char *why_not = "with --root it is another system's";
  g_autoptr(OpAuditJournal) journal = cli->root == NULL ? op_audit_journal_load (&why_not) : NULL;
  Check check = { .journal = journal };
  OpAuditHead head;
  gboolean has_head = FALSE;

  for (unsigned i = 0; i < N_TRIES; i++)
    {
      has_head = op_audit_files_read_head (places, &head);
      if (!check_all (&check, places, has_head ? &head : NULL, error))
        return FALSE;
      if (check.verdict.fault == OP_AUDIT_SOUND)
        break;
      g_usleep (PAUSE_USEC);
    }

  cli->exit_status =
      check.verdict.fault == OP_AUDIT_SOUND && has_head ? OP_EXIT_DONE : OP_EXIT_FAILED;
  if (journal != NULL)
    why_not = NULL;
  if (cli->json)
    take_document (cli, &check, has_head, why_not);
  else
    say (&check, has_head, why_not);

  return TRUE;
}
