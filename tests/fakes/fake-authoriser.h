/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * An authoriser that answers when the test says so.
 */

#pragma once

#include "auth/authoriser.h"

G_BEGIN_DECLS

#define FAKE_TYPE_AUTHORISER (fake_authoriser_get_type ())
G_DECLARE_FINAL_TYPE (FakeAuthoriser, fake_authoriser, FAKE, AUTHORISER, GObject)

FakeAuthoriser *fake_authoriser_new (void) G_GNUC_WARN_UNUSED_RESULT;

unsigned fake_authoriser_n_asked (FakeAuthoriser *self);
void fake_authoriser_wait_for (FakeAuthoriser *self, unsigned n_asked);

/* Of query @number: "ACTION uid=1000 interactive product=editor". */
const char *fake_authoriser_get (FakeAuthoriser *self, unsigned number);
GCancellable *fake_authoriser_get_cancellable (FakeAuthoriser *self, unsigned number);
void fake_authoriser_answer (FakeAuthoriser *self, unsigned number, gboolean may);

G_END_DECLS
