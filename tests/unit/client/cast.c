/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit/client/cast.h"

void
cast_revive_service (Cast *cast)
{
  cast->service = fake_service_new (cast->address);
  cast->product = fake_service_add (cast->service, "editor");
  op_dbus_manager1_set_default_product (fake_service_manager (cast->service), "editor");
}

void
cast_kill_service (Cast *cast)
{
  g_clear_pointer (&cast->service, fake_service_free);
  cast->product = NULL;
}

void
cast_set_up (Cast *cast, gconstpointer unused)
{
  cast->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (cast->bus);
  cast->address = g_test_dbus_get_bus_address (cast->bus);
  cast_revive_service (cast);
  fake_service_appear (cast->service);
}

void
cast_tear_down (Cast *cast, gconstpointer unused)
{
  cast_kill_service (cast);
  g_test_dbus_down (cast->bus);
  g_object_unref (cast->bus);
}

gboolean
cast_is_in (Cast *cast, FakeStatus status)
{
  return op_dbus_update_notify1_get_status (cast->product->update) == status;
}
