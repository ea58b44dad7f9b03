/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/chain.h"

#include <string.h>

#include "cast.h"

#define N_LINES 8u

static void
test_sound (void)
{
  for (unsigned n = 0; n < N_LINES; n++)
    {
      OpAuditHead head;
      g_autoptr(GPtrArray) lines = make_lines (n, &head);

      g_assert_cmpint (judge_lines (lines, &head).fault, ==, OP_AUDIT_SOUND);
      g_assert_cmpint (judge_lines (lines, NULL).fault, ==, OP_AUDIT_SOUND);
    }
}

static void
drop (GPtrArray *lines, unsigned index)
{
  g_ptr_array_remove_index (lines, index);
}

static void
change (GPtrArray *lines, unsigned index)
{
  char *line = g_ptr_array_index (lines, index);

  *strstr (line, "editor") = 'x';
}

static void
spoil (GPtrArray *lines, unsigned index)
{
  char *line = g_ptr_array_index (lines, index);

  *line = 'x';
}

static void
change_prev (GPtrArray *lines, unsigned index)
{
  char *digit = strstr (g_ptr_array_index (lines, index), "\"prev\":\"") + strlen ("\"prev\":\"");

  *digit = *digit == 'a' ? 'b' : 'a';
}

static void
insert_garbage (GPtrArray *lines, unsigned index)
{
  g_ptr_array_insert (lines, index, g_strdup ("{\"number\":7}"));
}

static void
insert_copy (GPtrArray *lines, unsigned index)
{
  g_ptr_array_insert (lines, index, g_strdup (g_ptr_array_index (lines, 0)));
}

/* With a number and a hash that are right, as far as one can see from above. */
static void
insert_fitting (GPtrArray *lines, unsigned index)
{
  OpAuditHead head;
  g_autoptr(GPtrArray) same = make_lines (index, &head);
  OpAuditVerification done = { .product = "editor", .version = "9.9" };

  g_ptr_array_insert (lines, index, make_line (op_audit_verified (&done), &head));
}

static void
drop_two (GPtrArray *lines, unsigned index)
{
  drop (lines, index);
  drop (lines, index);
}

static void
cut (GPtrArray *lines, unsigned index)
{
  g_ptr_array_set_size (lines, index);
}

static void
cut_and_make_anew (GPtrArray *lines, unsigned index)
{
  cut (lines, index);
  insert_fitting (lines, index);
}

/* Every line that the tampering is possible with is tried. @offset: where the bad line is said to
 * be, from the one that was tampered with; @n_missing: how many lines are said to be missing. */
typedef struct
{
  const char *name;
  void (*tamper) (GPtrArray *lines, unsigned index);
  unsigned first, last;
  OpAuditFault fault;
  int offset;
  unsigned n_missing;
} Case;

static const Case cases[] = {
  { "changed", change, 0, N_LINES - 1, OP_AUDIT_CHANGED, 0, 0 },
  { "no-line-any-more", spoil, 0, N_LINES - 1, OP_AUDIT_CHANGED, 0, 0 },
  { "chain-changed", change_prev, 0, N_LINES - 1, OP_AUDIT_CHANGED, 0, 0 },
  { "dropped", drop, 0, N_LINES - 2, OP_AUDIT_DROPPED, 0, 1 },
  { "two-dropped", drop_two, 0, N_LINES - 3, OP_AUDIT_DROPPED, 0, 2 },
  { "inserted", insert_garbage, 1, N_LINES, OP_AUDIT_INSERTED, 0, 0 },
  { "copied", insert_copy, 1, N_LINES, OP_AUDIT_INSERTED, 0, 0 },
  { "inserted-to-fit", insert_fitting, 0, N_LINES, OP_AUDIT_INSERTED, 0, 0 },
  { "last-dropped", drop, N_LINES - 1, N_LINES - 1, OP_AUDIT_CUT, 0, 1 },
  { "cut", cut, N_LINES - 3, N_LINES - 3, OP_AUDIT_CUT, 0, 3 },
  { "all-gone", cut, 0, 0, OP_AUDIT_CUT, 0, N_LINES },
  { "last-made-anew", cut_and_make_anew, N_LINES - 1, N_LINES - 1, OP_AUDIT_CHANGED, 0, 0 },
};

static void
test_tampering (gconstpointer data)
{
  const Case *c = data;

  for (unsigned i = c->first; i <= c->last; i++)
    {
      OpAuditHead head;
      g_autoptr(GPtrArray) lines = make_lines (N_LINES, &head);
      OpAuditVerdict verdict;

      c->tamper (lines, i);
      verdict = judge_lines (lines, &head);
      g_test_message ("line %u: %s at %" G_GUINT64_FORMAT,
                      i + 1,
                      op_audit_fault_nick (verdict.fault),
                      verdict.position);
      g_assert_cmpint (verdict.fault, ==, c->fault);
      g_assert_cmpuint (verdict.position, ==, i + 1 + c->offset);
      if (c->n_missing > 0)
        {
          g_assert_cmpuint (verdict.first, ==, i + 1);
          g_assert_cmpuint (verdict.last, ==, i + c->n_missing);
        }
    }
}

/* Without a head the end of the log is whatever it is, but within nothing can be changed. */
static void
test_without_a_head (void)
{
  g_autoptr(GPtrArray) lines = make_lines (N_LINES, NULL);

  cut (lines, 5);
  g_assert_cmpint (judge_lines (lines, NULL).fault, ==, OP_AUDIT_SOUND);
  change (lines, 2);
  g_assert_cmpint (judge_lines (lines, NULL).fault, ==, OP_AUDIT_CHANGED);
}

/* A segment that was given up is no crime; one more that is missing is. */
static void
test_first_lines_given_up (void)
{
  OpAuditHead head;
  g_autoptr(GPtrArray) lines = make_lines (N_LINES, &head);
  OpAuditVerdict verdict;

  head.first = 4;
  g_assert_cmpint (judge_lines (lines, &head).fault, ==, OP_AUDIT_SOUND);
  g_ptr_array_remove_range (lines, 0, 3);
  g_assert_cmpint (judge_lines (lines, &head).fault, ==, OP_AUDIT_SOUND);
  g_ptr_array_remove_range (lines, 0, 2);
  verdict = judge_lines (lines, &head);
  g_assert_cmpint (verdict.fault, ==, OP_AUDIT_DROPPED);
  g_assert_cmpuint (verdict.first, ==, 4);
  g_assert_cmpuint (verdict.last, ==, 5);
}

static void
test_torn_line (gconstpointer data)
{
  unsigned index = GPOINTER_TO_UINT (data);
  OpAuditHead head;
  g_autoptr(GPtrArray) lines = make_lines (index, &head);
  OpSha256 torn;
  OpAuditNote note = { .what = "torn-line", .count = 1, .torn = &torn };
  OpAuditVerification done = { .product = "editor" };

  op_sha256_of ("{\"number", strlen ("{\"number"), &torn);
  g_ptr_array_add (lines, g_strdup ("{\"number"));
  g_ptr_array_add (lines, make_line (op_audit_note (&note), &head));
  g_ptr_array_add (lines, make_line (op_audit_verified (&done), &head));
  g_assert_cmpint (judge_lines (lines, &head).fault, ==, OP_AUDIT_SOUND);

  /* Of another line nothing was said. */
  spoil (lines, index);
  g_assert_cmpint (judge_lines (lines, &head).fault, ==, OP_AUDIT_INSERTED);
}

static void
test_head_and_back (void)
{
  OpAuditHead head = { .number = 12, .first = 3 };
  OpAuditHead same;
  g_autofree char *text = NULL;

  op_sha256_of ("x", 1, &head.hash);
  text = op_audit_head_to_text (&head);
  g_assert_true (op_audit_head_read (text, strlen (text), &same));
  g_assert_cmpuint (same.number, ==, 12);
  g_assert_cmpuint (same.first, ==, 3);
  g_assert_true (op_sha256_equal (&same.hash, &head.hash));
}

static const char *const bad_heads[] = {
  "",
  "{}",
  "[1]",
  "{\"lines\": -1, \"first\": 1, \"hash\": \"00\"}",
  "{\"lines\": 1, \"first\": 0, \"hash\": "
  "\"0000000000000000000000000000000000000000000000000000000000000000\"}",
};

static void
test_head_refused (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (bad_heads); i++)
    {
      OpAuditHead head;

      g_assert_false (op_audit_head_read (bad_heads[i], strlen (bad_heads[i]), &head));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit-chain/sound", test_sound);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/audit-chain/tampering/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_tampering);
    }
  g_test_add_func ("/audit-chain/without-a-head", test_without_a_head);
  g_test_add_func ("/audit-chain/first-lines-given-up", test_first_lines_given_up);
  g_test_add_data_func ("/audit-chain/torn-line", GUINT_TO_POINTER (3), test_torn_line);
  g_test_add_data_func ("/audit-chain/torn-first-line", GUINT_TO_POINTER (0), test_torn_line);
  g_test_add_func ("/audit-chain/head-and-back", test_head_and_back);
  g_test_add_func ("/audit-chain/head-refused", test_head_refused);

  return g_test_run ();
}
