/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A log in a directory of its own, with a clock that stands still.
 */

#pragma once

#include "audit/log.h"
#include "cast.h"
#include "fakes/fake-clock.h"

G_BEGIN_DECLS

typedef struct
{
  char *dir;
  char *log_path;
  char *state_path;
  OpFakeClock *clock;
  OpAuditLog *log; /* (nullable) */
} LogFixture;

void
add_log_test (const char *path, gconstpointer data, void (*test) (LogFixture *, gconstpointer));

/* @segment_bytes: 0 for the usual */
void open_log (LogFixture *f, guint64 segment_bytes);
void close_log (LogFixture *f);

OpAuditRecord *make_request (const char *product) G_GNUC_WARN_UNUSED_RESULT;
void must_write (LogFixture *f, const char *product);

/* Of what is on the disk now. */
OpAuditFault judge_log (LogFixture *f);

/* The events of all lines, and of notes what they say: "started accepted note:torn-line"; of what
 * is no line "?". */
void assert_events (LogFixture *f, const char *expected);

G_END_DECLS
