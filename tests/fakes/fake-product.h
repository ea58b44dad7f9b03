/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The products of the fake service, as it makes them.
 */

#pragma once

#include "fakes/fake-service.h"

G_BEGIN_DECLS

FakeProduct *fake_product_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
void fake_product_free (gpointer product);
void fake_product_connect (FakeProduct *self);

G_END_DECLS
