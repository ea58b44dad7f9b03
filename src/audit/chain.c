/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/chain.h"

/* A line, with its place among those that were read. */
typedef struct
{
  OpAuditLine line;
  gboolean readable;
  guint64 position;
} Seen;

struct _OpAuditChain
{
  gboolean has_head;
  OpAuditHead head;
  guint64 n_lines;
  gboolean begun;

  Seen before; /* the one before @last */
  Seen last;   /* the last that fits what is before it */
  gboolean doubtful;
  Seen suspect; /* it does not fit @last; the next line tells why */
  OpAuditVerdict verdict;
};

static const char *const nicks[] = {
  [OP_AUDIT_SOUND] = "sound",       [OP_AUDIT_CHANGED] = "changed", [OP_AUDIT_DROPPED] = "dropped",
  [OP_AUDIT_INSERTED] = "inserted", [OP_AUDIT_CUT] = "cut",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == OP_N_AUDIT_FAULTS);

const char *
op_audit_fault_nick (OpAuditFault fault)
{
  return nicks[fault];
}

OpAuditChain *
op_audit_chain_new (const OpAuditHead *head)
{
  OpAuditChain *self = g_new0 (OpAuditChain, 1);

  self->has_head = head != NULL;
  if (head != NULL)
    self->head = *head;

  return self;
}

void
op_audit_chain_free (OpAuditChain *self)
{
  g_free (self);
}

guint64
op_audit_chain_get_last (OpAuditChain *self)
{
  return self->last.line.number;
}

static gboolean
fits (const Seen *seen, const Seen *before)
{
  return seen->readable && seen->line.number == before->line.number + 1 &&
         op_sha256_equal (&seen->line.prev, &before->line.hash);
}

static void
condemn (OpAuditChain *self, OpAuditFault fault, const Seen *seen, guint64 first, guint64 last)
{
  self->verdict = (OpAuditVerdict){
    .fault = fault,
    .position = seen->position,
    .first = first,
    .last = last,
  };
}

/* Some line after @last, and what is between is not there. */
static void
condemn_gap (OpAuditChain *self, const Seen *seen)
{
  condemn (self, OP_AUDIT_DROPPED, seen, self->last.line.number + 1, seen->line.number - 1);
}

static void
condemn_one (OpAuditChain *self, OpAuditFault fault, const Seen *seen)
{
  guint64 number = seen->readable ? seen->line.number : self->last.line.number + 1;

  condemn (self, fault, seen, number, number);
}

/* The head knows one line by its hash, even when everything after it was made anew. */
static gboolean
head_disagrees (OpAuditChain *self)
{
  return self->has_head && self->last.line.number > 0 &&
         self->last.line.number == self->head.number &&
         !op_sha256_equal (&self->last.line.hash, &self->head.hash);
}

static void
accept (OpAuditChain *self, const Seen *seen)
{
  if (head_disagrees (self))
    {
      condemn_one (self, OP_AUDIT_CHANGED, &self->last);
      return;
    }

  self->before = self->last;
  self->last = *seen;
}

/* The suspect does not fit the line before it, but @next, (nullable), fits the suspect or comes
 * last: so the suspect is a line of ours, and what is before it is wrong. */
static void
condemn_before (OpAuditChain *self)
{
  const Seen *suspect = &self->suspect;

  if (!suspect->readable)
    condemn_one (self, OP_AUDIT_CHANGED, suspect);
  else if (suspect->line.number > self->last.line.number + 1)
    condemn_gap (self, suspect);
  else if (suspect->line.number == self->last.line.number + 1)
    condemn_one (self, OP_AUDIT_CHANGED, &self->last);
  else if (fits (suspect, &self->before))
    condemn_one (self, OP_AUDIT_INSERTED, &self->last);
  else
    condemn_one (self, OP_AUDIT_INSERTED, suspect);
}

/* @next comes after the suspect, and tells what it is. */
static void
judge (OpAuditChain *self, const Seen *next)
{
  const Seen *suspect = &self->suspect;

  self->doubtful = FALSE;
  if (fits (next, &self->last) && next->line.has_torn &&
      op_sha256_equal (&next->line.torn, &suspect->line.hash))
    accept (self, next);
  else if (fits (next, &self->last))
    condemn_one (self, OP_AUDIT_INSERTED, suspect);
  else if (suspect->readable && fits (next, suspect))
    condemn_before (self);
  else if (suspect->readable && suspect->line.number > self->last.line.number + 1 &&
           next->readable && next->line.number > suspect->line.number)
    condemn_gap (self, suspect);
  else
    condemn_one (self, OP_AUDIT_CHANGED, suspect);
}

/* Before the first line there is nothing to fit, but it may be known which it must be. */
static void
begin (OpAuditChain *self, const Seen *seen)
{
  static const OpSha256 zeros = { { 0 } };
  guint64 first = self->has_head ? self->head.first : 1;

  self->begun = TRUE;
  self->last = (Seen){ .readable = TRUE };
  if (seen->readable && seen->line.number > 1 &&
      (!self->has_head || seen->line.number <= self->head.first))
    accept (self, seen);
  else if (seen->readable && self->has_head && seen->line.number > first)
    condemn (self, OP_AUDIT_DROPPED, seen, first, seen->line.number - 1);
  else if (seen->readable && seen->line.number == 1 && op_sha256_equal (&seen->line.prev, &zeros))
    accept (self, seen);
  else if (!seen->readable && first == 1)
    {
      self->doubtful = TRUE;
      self->suspect = *seen;
    }
  else
    condemn_one (self, OP_AUDIT_CHANGED, seen);
}

void
op_audit_chain_push (OpAuditChain *self, const char *text, size_t n_bytes)
{
  Seen seen = { .position = ++self->n_lines };

  if (self->verdict.fault != OP_AUDIT_SOUND)
    return;

  seen.readable = op_audit_line_read (text, n_bytes, &seen.line);
  if (!self->begun)
    begin (self, &seen);
  else if (self->doubtful)
    judge (self, &seen);
  else if (fits (&seen, &self->last))
    accept (self, &seen);
  else
    {
      self->doubtful = TRUE;
      self->suspect = seen;
    }
}

static void
compare_ends (OpAuditChain *self)
{
  guint64 last = self->last.line.number;

  if (last < self->head.number)
    {
      self->verdict = (OpAuditVerdict){
        .fault = OP_AUDIT_CUT,
        .position = self->n_lines + 1,
        .first = MAX (last + 1, self->head.first),
        .last = self->head.number,
      };
    }
  else if (last > self->head.number)
    {
      self->verdict = (OpAuditVerdict){
        .fault = OP_AUDIT_INSERTED,
        .position = self->n_lines - (last - self->head.number) + 1,
        .first = self->head.number + 1,
        .last = last,
      };
    }
}

void
op_audit_chain_finish (OpAuditChain *self, OpAuditVerdict *out_verdict)
{
  /* The last line of all does not fit: if the head knows it, the one before it is wrong. */
  if (self->doubtful && self->verdict.fault == OP_AUDIT_SOUND)
    {
      if (self->has_head && op_sha256_equal (&self->suspect.line.hash, &self->head.hash))
        condemn_before (self);
      else if (self->has_head && self->last.line.number == self->head.number)
        condemn_one (self, OP_AUDIT_INSERTED, &self->suspect);
      else if (self->suspect.readable && self->suspect.line.number > self->last.line.number + 1)
        condemn_gap (self, &self->suspect);
      else
        condemn_one (self, OP_AUDIT_CHANGED, &self->suspect);
    }

  if (self->verdict.fault == OP_AUDIT_SOUND && head_disagrees (self))
    condemn_one (self, OP_AUDIT_CHANGED, &self->last);
  if (self->has_head && self->verdict.fault == OP_AUDIT_SOUND)
    compare_ends (self);
  *out_verdict = self->verdict;
}
