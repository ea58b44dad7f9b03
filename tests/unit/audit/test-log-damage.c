/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "log-cast.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/segment-names.h"
#include "base/error.h"
#include "support/files.h"
#include "support/guard.h"

static void
append_text (LogFixture *f, const char *text)
{
  g_autofree char *old = read_file (f->log_path, OP_AUDIT_NAME);
  g_autofree char *all = g_strconcat (old, text, NULL);

  write_file (f->log_path, OP_AUDIT_NAME, all);
}

static void
test_torn_line (LogFixture *f, gconstpointer text)
{
  must_write (f, "editor");
  close_log (f);
  append_text (f, text);

  open_log (f, 0);
  must_write (f, "editor");
  close_log (f);
  assert_events (f, "started accepted stopped ? note:torn-line started accepted stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

/* Only its end was lost: it is a line. */
static void
test_end_of_line_torn (LogFixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->log_path, OP_AUDIT_NAME, NULL);
  struct stat info;

  must_write (f, "editor");
  close_log (f);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (truncate (path, info.st_size - 1), ==, 0);
  open_log (f, 0);
  close_log (f);
  assert_events (f, "started accepted stopped started stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

static void
test_head_lost (LogFixture *f, gconstpointer text)
{
  g_autofree char *path = g_build_filename (f->state_path, OP_AUDIT_HEAD_NAME, NULL);

  must_write (f, "editor");
  close_log (f);
  if (text != NULL)
    write_file (f->state_path, OP_AUDIT_HEAD_NAME, text);
  else
    g_assert_cmpint (unlink (path), ==, 0);

  open_log (f, 0);
  close_log (f);
  assert_events (f, "started accepted stopped note:head-lost started stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

/* As a kill between the line and its head leaves it. */
static void
test_head_behind (LogFixture *f, gconstpointer unused)
{
  g_autofree char *head = NULL;

  must_write (f, "editor");
  head = read_file (f->state_path, OP_AUDIT_HEAD_NAME);
  close_log (f);
  write_file (f->state_path, OP_AUDIT_HEAD_NAME, head);
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_INSERTED);

  open_log (f, 0);
  close_log (f);
  assert_events (f, "started accepted stopped note:head-behind started stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

/* Cut while nobody looked: it is said, and the chain keeps the gap for all to see. */
static void
test_lines_missing (LogFixture *f, gconstpointer unused)
{
  g_autofree char *text = NULL;

  must_write (f, "editor");
  text = read_file (f->log_path, OP_AUDIT_NAME);
  close_log (f);
  write_file (f->log_path, OP_AUDIT_NAME, text);
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_CUT);

  open_log (f, 0);
  close_log (f);
  assert_events (f, "started accepted note:lines-missing started stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_DROPPED);
}

/* All of it, while it is written: the next line begins a new file, and the gap is seen. */
static void
test_log_removed (LogFixture *f, gconstpointer unused)
{
  must_write (f, "editor");
  remove_tree (f->log_path);
  must_write (f, "viewer");
  close_log (f);
  assert_events (f, "note:lines-missing accepted stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_DROPPED);
}

static void
test_cannot_be_written (LogFixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  must_write (f, "editor");
  g_test_expect_message (
      G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "*audit log cannot be written*Download*");
  remove_tree (f->log_path);
  write_file (f->dir, "var/log", "in the way");

  g_assert_false (op_audit_log_add_durably (f->log, make_request ("editor"), &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
  g_assert_nonnull (strstr (error->message, "audit log"));
  g_test_assert_expected_messages ();

  /* Nobody waits for these: they come when they can. */
  op_audit_log_add (f->log, make_request ("first"));
  op_audit_log_add (f->log, make_request ("second"));
  g_assert_false (op_audit_log_add_durably (f->log, make_request ("editor"), NULL));
  g_assert_cmpint (unlink (f->log_path), ==, 0);
  must_write (f, "third");
  close_log (f);
  assert_events (f, "note:lines-missing accepted accepted accepted stopped");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  add_log_test ("/audit-log/torn-line", "{\"number\":4,\"ti", test_torn_line);
  add_log_test ("/audit-log/torn-line-that-was-ended", "{\"number\":4,\"ti\n", test_torn_line);
  add_log_test ("/audit-log/end-of-line-torn", NULL, test_end_of_line_torn);
  add_log_test ("/audit-log/head-lost", NULL, test_head_lost);
  add_log_test ("/audit-log/head-empty", "", test_head_lost);
  add_log_test ("/audit-log/head-behind", NULL, test_head_behind);
  add_log_test ("/audit-log/lines-missing", NULL, test_lines_missing);
  add_log_test ("/audit-log/log-removed", NULL, test_log_removed);
  add_log_test ("/audit-log/cannot-be-written", NULL, test_cannot_be_written);

  return g_test_run ();
}
