/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/actions.h"

#include "introspection/op-dbus.h" /* generated from the XML */

/* The methods of all interfaces that are ours to guard. */
static const struct
{
  GDBusInterfaceInfo *(*get_info) (void);
  const char *open[5]; /* those that everybody may call */
} interfaces[] = {
  { op_dbus_manager1_interface_info, { NULL } },
  { op_dbus_product1_interface_info, { NULL } },
  { op_dbus_update_notify1_interface_info,
    { "Status", "GetDeploymentData", "GetBlockingApps", "GetOldUsers" } },
};

static void
test_all_methods (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      const GDBusInterfaceInfo *info = interfaces[i].get_info ();

      for (size_t j = 0; info->methods != NULL && info->methods[j] != NULL; j++)
        {
          const char *method = info->methods[j]->name;
          const char *action;
          OpGuard guard = op_guard_of_method (info->name, method, &action);

          g_test_message ("%s.%s: %s", info->name, method, action);
          g_assert_cmpint (guard, !=, OP_GUARD_UNKNOWN);
          g_assert_cmpint (
              guard == OP_GUARD_OPEN, ==, g_strv_contains (interfaces[i].open, method));
          g_assert_cmpint (guard == OP_GUARD_OPEN, ==, action == NULL);
          if (action != NULL)
            g_assert_true (g_str_has_prefix (action, "org.offpeak."));
        }
    }
}

static void
test_unknown (void)
{
  const char *action = "unset";

  g_assert_cmpint (
      op_guard_of_method ("org.offpeak.Manager1", "Download", &action), ==, OP_GUARD_UNKNOWN);
  g_assert_null (action);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/actions/every-method-has-its-guard", test_all_methods);
  g_test_add_func ("/actions/what-is-not-in-the-table-is-unknown", test_unknown);

  return g_test_run ();
}
