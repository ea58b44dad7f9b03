/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "log-cast.h"

#include "support/files.h"
#include "support/guard.h"

#define START_USEC ((gint64) 1700000000 * G_USEC_PER_SEC)

void
open_log (LogFixture *f, guint64 segment_bytes)
{
  OpAuditLogOptions options = {
    .log_path = f->log_path,
    .state_path = f->state_path,
    .segment_bytes = segment_bytes,
    .version = "1.2.3",
    .error_name = name_error,
  };

  f->log = op_audit_log_new (OP_CLOCK (f->clock), &options);
}

void
close_log (LogFixture *f)
{
  g_assert_finalize_object (g_steal_pointer (&f->log));
}

static void
set_up_log (LogFixture *f, gconstpointer unused)
{
  f->dir = guard_make_dir ("audit");
  f->log_path = g_build_filename (f->dir, "var", "log", NULL);
  f->state_path = g_build_filename (f->dir, "var", "lib", NULL);
  f->clock = op_fake_clock_new (START_USEC);
  open_log (f, 0);
}

static void
tear_down_log (LogFixture *f, gconstpointer unused)
{
  if (f->log != NULL)
    close_log (f);
  g_assert_cmpuint (op_fake_clock_get_n_alarms (f->clock), ==, 0);
  g_assert_finalize_object (f->clock);
  remove_tree (f->dir);
  g_free (f->state_path);
  g_free (f->log_path);
  g_free (f->dir);
}

OpAuditRecord *
make_request (const char *product)
{
  OpAuditRequest request = {
    .who = { .uid = 1000 },
    .method = "Download",
    .product = product,
    .base_url = "https://name:secret@host/path?token=secret",
  };

  return op_audit_accepted (&request);
}

void
must_write (LogFixture *f, const char *product)
{
  g_autoptr(GError) error = NULL;

  if (!op_audit_log_add_durably (f->log, make_request (product), &error))
    g_assert_no_error (error);
}

OpAuditFault
judge_log (LogFixture *f)
{
  g_autoptr(GPtrArray) lines = read_lines (f->log_path);
  OpAuditHead head = read_head (f->state_path);

  return judge_lines (lines, &head).fault;
}

/* The events of all lines, and of notes what they say: "started accepted note:torn-line". */
static char *
list_events (LogFixture *f)
{
  g_autoptr(GPtrArray) lines = read_lines (f->log_path);
  g_autoptr(GString) events = g_string_new (NULL);

  for (unsigned i = 0; i < lines->len; i++)
    {
      g_autofree char *event = NULL;
      g_autofree char *what = NULL;

      if (i > 0)
        g_string_append_c (events, ' ');
      if (!g_str_has_suffix (lines->pdata[i], "}"))
        {
          g_string_append (events, "?");
          continue;
        }
      event = get_member (lines->pdata[i], "event");
      what = get_member (lines->pdata[i], "what");
      g_string_append_printf (events, "%s%s%s", event, *what != '\0' ? ":" : "", what);
    }

  return g_string_free (g_steal_pointer (&events), FALSE);
}

void
assert_events (LogFixture *f, const char *expected)
{
  g_autofree char *events = list_events (f);

  g_assert_cmpstr (events, ==, expected);
}

void
add_log_test (const char *path, gconstpointer data, void (*test) (LogFixture *, gconstpointer))
{
  g_test_add (path, LogFixture, data, set_up_log, test, tear_down_log);
}
