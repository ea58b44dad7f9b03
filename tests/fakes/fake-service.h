/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A service that does nothing but talk: the generated skeletons on a bus, in this process and
 * its main context, so that a test says what becomes of a call and may let the service crash.
 */

#pragma once

#include "fakes/fake-product.h"

G_BEGIN_DECLS

typedef struct _FakeService FakeService;

FakeService *fake_service_new (const char *address) G_GNUC_WARN_UNUSED_RESULT;
void fake_service_free (FakeService *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeService, fake_service_free)

OpDBusManager1 *fake_service_manager (FakeService *self);
FakeProduct *fake_service_add (FakeService *self, const char *id);
void fake_service_remove (FakeService *self, const char *id);
/* Take the name, when all is as it should be found. */
void fake_service_appear (FakeService *self);

G_END_DECLS
