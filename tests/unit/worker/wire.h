/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The daemon's side of the channel, played by a test: a real worker, asked frame by frame.
 */

#pragma once

#include <gio/gio.h>

#include "base/outcome.h"
#include "channel/frames.h"

G_BEGIN_DECLS

/* What came for one request. */
typedef struct
{
  unsigned n_heads;
  OpFetchHead head;
  GByteArray *body; /* (owned) */
  gboolean has_ended;
  OpFetchEnd end;
} Fetched;

typedef struct _Wire Wire;

/* @environment: (nullable): "NAME=value" on top of ours */
Wire *wire_new (const char *const *environment) G_GNUC_WARN_UNUSED_RESULT;
/* Closes the socket; the worker must then end well. */
void wire_free (Wire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wire, wire_free)

/* What the tests use unless they want something else. */
#define WIRE_SETTINGS                                                                              \
  ((OpFetchSettings){ .max_connections = 8,                                                        \
                      .max_per_host = 8,                                                           \
                      .connect_timeout_sec = 30,                                                   \
                      .low_speed_bytes = 1000,                                                     \
                      .low_speed_sec = 30,                                                         \
                      .max_redirects = 3,                                                          \
                      .proxy = (char *) "" })

#define WIRE_REQUEST(text)                                                                         \
  ((OpFetchRequest){ .url = (char *) (text), .validator = (char *) "", .max_bytes = 1 << 30 })

void wire_put (Wire *self, OpFrameType type, guint32 id, const void *data, size_t n_bytes);
void wire_settings (Wire *self, const OpFetchSettings *settings);
void wire_fetch (Wire *self, guint32 id, const OpFetchRequest *request);
void wire_abort (Wire *self, guint32 id);

/* Read frames until the END of @id; (not owned). */
const Fetched *wire_wait (Wire *self, guint32 id);

/* Read frames until something of @id came. */
void wire_wait_for_head (Wire *self, guint32 id);
void wire_wait_for_data (Wire *self, guint32 id);

/* The usual: settings if there were none yet, one request, its end. */
const Fetched *wire_get (Wire *self, const OpFetchRequest *request);

/* The worker ends by itself: its exit status, and what it said. */
int wire_wait_for_exit (Wire *self, char **out_said);

/* It ended so, and the message has the word in it. */
void assert_ended (const Fetched *fetched, OpOutcome outcome, const char *word);
void assert_body (const Fetched *fetched, const char *expected);

G_END_DECLS
