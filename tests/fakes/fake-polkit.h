/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A polkit that writes down what it is asked, and answers when the test says so.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PolkitQuestion:
 * @details: a{ss}
 * @is_cancelled: it was taken back
 *
 * All (owned).
 */
typedef struct
{
  char *sender;
  char *action;
  GVariant *details;
  gboolean is_prompt;
  char *cancellation_id;
  gboolean is_cancelled;
  GDBusMethodInvocation *invocation; /* (nullable): NULL when it is answered */
} PolkitQuestion;

typedef struct _FakePolkit FakePolkit;

/* Takes polkit's name on the bus of @connection. */
FakePolkit *fake_polkit_new (GDBusConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
void fake_polkit_free (FakePolkit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakePolkit, fake_polkit_free)

unsigned fake_polkit_n_asked (FakePolkit *self);
void fake_polkit_wait_for (FakePolkit *self, unsigned n_asked);
const PolkitQuestion *fake_polkit_get (FakePolkit *self, unsigned number);
const char *fake_polkit_get_detail (FakePolkit *self, unsigned number, const char *key);

void fake_polkit_answer (FakePolkit *self, unsigned number, gboolean may, gboolean needs_prompt);
void fake_polkit_fail (FakePolkit *self, unsigned number);

G_END_DECLS
