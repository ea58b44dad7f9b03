/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "log-cast.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/segment-names.h"
#include "base/error.h"
#include "support/files.h"
#include "support/guard.h"

#define MINUTE_USEC ((gint64) 60 * G_USEC_PER_SEC)

static void
test_what_a_line_has (LogFixture *f, gconstpointer unused)
{
  g_autoptr(GPtrArray) lines = NULL;
  static const struct
  {
    const char *key, *value;
  } members[] = {
    { "number", "2" },
    { "time", "1700000000000000" },
    { "event", "accepted" },
    { "uid", "1000" },
    { "method", "Download" },
    { "product", "editor" },
    { "pid", "" },
    { "unit", "" },
    { "baseUrl", "https://host/path" },
    { "error", "" },
  };

  must_write (f, "editor");
  lines = read_lines (f->log_path);
  g_assert_cmpuint (lines->len, ==, 2);
  for (size_t i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *value = get_member (lines->pdata[1], members[i].key);

      g_assert_cmpstr (value, ==, members[i].value);
    }
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

static void
test_goes_on_after_a_restart (LogFixture *f, gconstpointer unused)
{
  must_write (f, "editor");
  close_log (f);
  open_log (f, 0);
  must_write (f, "editor");
  close_log (f);

  assert_events (f, "started accepted stopped started accepted stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
  g_assert_cmpuint (read_head (f->state_path).number, ==, 6);
}

static void
test_segments (LogFixture *f, gconstpointer unused)
{
  g_autofree char *oldest = op_audit_segment_name (OP_AUDIT_N_SEGMENTS - 1);
  g_autofree char *beyond = op_audit_segment_name (OP_AUDIT_N_SEGMENTS);
  g_autoptr(GPtrArray) lines = NULL;
  OpAuditHead head;

  close_log (f);
  open_log (f, 700);
  for (unsigned i = 0; i < 40; i++)
    must_write (f, "editor");
  g_assert_true (file_exists (f->log_path, "audit.jsonl.10"));
  g_assert_cmpuint (read_head (f->state_path).first, ==, 1);
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);

  for (unsigned i = 0; i < 100; i++)
    must_write (f, "editor");
  g_assert_true (file_exists (f->log_path, oldest));
  g_assert_false (file_exists (f->log_path, beyond));
  head = read_head (f->state_path);
  lines = read_lines (f->log_path);
  g_assert_cmpuint (head.first, >, 1);
  g_assert_cmpuint (lines->len, ==, head.number - head.first + 1);
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);

  close_log (f);
  open_log (f, 700);
  must_write (f, "editor");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

static void
test_segment_removed (LogFixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->log_path, "audit.jsonl.3", NULL);

  close_log (f);
  open_log (f, 700);
  for (unsigned i = 0; i < 40; i++)
    must_write (f, "editor");
  g_assert_cmpint (unlink (path), ==, 0);
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_DROPPED);

  /* The numbers close up where it was, and it stays gone. */
  for (unsigned i = 0; i < 20; i++)
    must_write (f, "editor");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_DROPPED);
}

/* Room for the next segment is there before it is needed. */
static void
test_room_is_reserved (LogFixture *f, gconstpointer unused)
{
  static const char *const names[] = { OP_AUDIT_NAME, OP_AUDIT_NAME ".next" };

  must_write (f, "editor");
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->log_path, names[i], NULL);
      struct stat info;

      g_assert_cmpint (stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_size, <, 4096);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      if (info.st_blocks == 0)
        g_test_message ("this file system reserves nothing");
      else
        g_assert_cmpint (info.st_blocks * 512, >=, 16 << 20);
    }
}

static gpointer
write_one (gpointer data)
{
  must_write (data, "editor");

  return NULL;
}

static void
test_many_wait_at_once (LogFixture *f, gconstpointer unused)
{
  GThread *threads[16];

  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_one, f);
  for (size_t i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (read_head (f->state_path).number, ==, 17);
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

/* The second waits until the first has gone. */
static void
test_one_process_at_a_time (LogFixture *f, gconstpointer unused)
{
  OpAuditLog *first;

  must_write (f, "editor");
  first = f->log;
  open_log (f, 0);
  g_assert_finalize_object (first);
  must_write (f, "editor");
  close_log (f);
  assert_events (f, "started accepted stopped started accepted stopped");
  g_assert_cmpint (judge_log (f), ==, OP_AUDIT_SOUND);
}

static void
refuse (LogFixture *f, guint32 uid, const char *method, const char *product)
{
  OpAuditRefusal refusal = {
    .who = { .uid = uid },
    .method = method,
    .product = product,
    .error_code = OP_ERROR_ACCESS_DENIED,
  };

  op_audit_log_refuse (f->log, &refusal);
}

static void
assert_refusal (GPtrArray *lines, unsigned index, const char *expected)
{
  static const char *const keys[] = { "event", "uid", "method", "product", "count" };
  g_autoptr(GString) seen = g_string_new (NULL);

  g_assert_cmpuint (index, <, lines->len);
  for (size_t i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = get_member (lines->pdata[index], keys[i]);

      g_string_append_printf (seen, "%s%s", i > 0 ? " " : "", *value != '\0' ? value : "-");
    }
  g_assert_cmpstr (seen->str, ==, expected);
}

static void
test_refusals (LogFixture *f, gconstpointer unused)
{
  g_autoptr(GPtrArray) lines = NULL;

  refuse (f, 1000, "Download", "editor");
  for (unsigned i = 0; i < 99; i++)
    refuse (f, 1000, "Download", "editor");
  refuse (f, 1001, "Apply", "editor");
  refuse (f, 1001, "Apply", "editor");
  refuse (f, 1001, "Download", "editor");
  refuse (f, 1002, "Reload", NULL);
  op_fake_clock_advance (f->clock, MINUTE_USEC);

  refuse (f, 1000, "Remove", "editor");
  refuse (f, 1000, "Apply", "viewer");
  close_log (f);

  lines = read_lines (f->log_path);
  g_assert_cmpuint (lines->len, ==, 9);
  assert_refusal (lines, 1, "refused 1000 Download editor 1");
  assert_refusal (lines, 2, "refused 1001 Apply editor 1");
  assert_refusal (lines, 3, "refused 1002 Reload - 1");
  assert_refusal (lines, 6, "refused 1000 Remove editor 1");
  assert_refusal (lines, 7, "refused 1000 Apply viewer 1");
  if (strstr (lines->pdata[4], "\"uid\":1000") != NULL)
    {
      assert_refusal (lines, 4, "refused 1000 Download editor 99");
      assert_refusal (lines, 5, "refused 1001 - editor 2");
    }
  else
    {
      assert_refusal (lines, 4, "refused 1001 - editor 2");
      assert_refusal (lines, 5, "refused 1000 Download editor 99");
    }
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  add_log_test ("/audit-log/what-a-line-has", NULL, test_what_a_line_has);
  add_log_test ("/audit-log/goes-on-after-a-restart", NULL, test_goes_on_after_a_restart);
  add_log_test ("/audit-log/segments", NULL, test_segments);
  add_log_test ("/audit-log/segment-removed", NULL, test_segment_removed);
  add_log_test ("/audit-log/room-is-reserved", NULL, test_room_is_reserved);
  add_log_test ("/audit-log/many-wait-at-once", NULL, test_many_wait_at_once);
  add_log_test ("/audit-log/one-process-at-a-time", NULL, test_one_process_at_a_time);
  add_log_test ("/audit-log/refusals-are-counted", NULL, test_refusals);

  return g_test_run ();
}
