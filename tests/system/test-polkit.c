/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Who may do what on the system bus, with the policy as it is shipped and with rules.
 */

#include <string.h>

#include "introspection/names.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"
#include "support/private-bus.h"
#include "system/rules.h"
#include "system/system.h"

static void
test_root (void)
{
  g_autoptr(System) s = system_new ();

  if (s == NULL)
    return;

  system_call (s->admin, "editor", "Download", "", "");
  system_wait_for_status (s, "editor", STATUS_DOWNLOAD_WIP);
  system_call (s->admin, "editor", "Cancel", NULL, "");
}

static GVariant *
must_read (System *s,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters)
{
  g_autoptr(GError) error = NULL;
  GVariant *reply = g_dbus_connection_call_sync (s->user,
                                                 OP_BUS_NAME,
                                                 path,
                                                 interface,
                                                 method,
                                                 parameters,
                                                 NULL,
                                                 G_DBUS_CALL_FLAGS_NONE,
                                                 PATIENCE_SEC * 1000,
                                                 NULL,
                                                 &error);

  g_assert_no_error (error);

  return reply;
}

static void
test_reads (void)
{
  g_autoptr(System) s = system_new ();
  g_autofree char *path = NULL;
  g_autoptr(GVariant) objects = NULL;
  g_autoptr(GVariant) properties = NULL;
  g_autoptr(GVariant) data = NULL;
  g_autoptr(GVariant) blocking = NULL;
  g_autoptr(GVariant) old = NULL;

  if (s == NULL)
    return;

  path = system_product_path ("editor");
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
  data = must_read (s, path, UPDATE_NOTIFY, "GetDeploymentData", g_variant_new ("(is)", 0, ""));
  blocking = must_read (s, path, UPDATE_NOTIFY, "GetBlockingApps", NULL);
  old = must_read (s, path, UPDATE_NOTIFY, "GetOldUsers", NULL);
  properties = must_read (s,
                          path,
                          "org.freedesktop.DBus.Properties",
                          "GetAll",
                          g_variant_new ("(s)", "org.offpeak.Product1"));
  objects =
      must_read (s, OP_ROOT_PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects", NULL);
  g_assert_cmpuint (g_variant_n_children (properties), ==, 1);
  {
    g_autoptr(GVariant) list = g_variant_get_child_value (objects, 0);

    g_assert_cmpuint (g_variant_n_children (list), >=, 2);
  }
}

static void
test_refused (void)
{
  g_autoptr(System) s = system_new ();

  if (s == NULL)
    return;

  system_call (s->user, "editor", "Download", "", ACCESS_DENIED);
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);

  /* What is wrong in itself is said first, and what cannot be now is said last. */
  system_call (
      s->user, "editor", "Download", "colour=red", "org.freedesktop.DBus.Error.InvalidArgs");
  system_call (s->user, "editor", "Cancel", NULL, ACCESS_DENIED);
  system_call (s->admin, "editor", "Cancel", NULL, ILLEGAL_METHOD_CALL);
}

/* Nobody takes the name from the service. */
static void
test_name (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  if (s == NULL)
    return;

  reply = g_dbus_connection_call_sync (s->user,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", OP_BUS_NAME, 0u),
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
}

static void
test_rule (void)
{
  g_autoptr(System) s = system_new ();

  if (s == NULL)
    return;

  set_rules (s->admin,
             s->user,
             "polkit.addRule(function(action, subject) {\n"
             "  if (action.id == 'org.offpeak.update.download' &&\n"
             "      action.lookup('product') == 'editor' && subject.user == 'nobody' &&\n"
             "      action.lookup('updatetoversion') == null)\n"
             "    return polkit.Result.YES;\n"
             "});\n");
  system_call (s->user, "viewer", "Download", "", ACCESS_DENIED);
  system_call (s->user, "editor", "Apply", "", ACCESS_DENIED);
  system_call (s->user, "editor", "Download", "updatetoversion=1.0", ACCESS_DENIED);
  system_call (
      s->user, "editor", "Download", "updatebaseurl=https://other.example/", ACCESS_DENIED);
  system_call (s->user, "editor", "Download", "", "");
  system_wait_for_status (s, "editor", STATUS_DOWNLOAD_WIP);
  g_assert_cmpuint (system_status (s->user, "viewer"), ==, STATUS_UNKNOWN);

  /* Their own they may stop, but not that of others. */
  system_call (s->user, "editor", "Pause", NULL, "");
  system_call (s->user, "editor", "Resume", NULL, "");
  system_call (s->user, "editor", "Cancel", NULL, "");
  system_call (s->admin, "viewer", "Download", "", "");
  system_wait_for_status (s, "viewer", STATUS_DOWNLOAD_WIP);
  system_call (s->user, "viewer", "Pause", NULL, ACCESS_DENIED);
  system_call (s->user, "viewer", "Cancel", NULL, ACCESS_DENIED);
  g_assert_cmpuint (system_status (s->user, "viewer"), ==, STATUS_DOWNLOAD_WIP);
}

/* A rule may look at the parameters. */
static void
test_rule_about_parameters (void)
{
  g_autoptr(System) s = system_new ();

  if (s == NULL)
    return;

  set_rules (s->admin,
             s->user,
             "polkit.addRule(function(action, subject) {\n"
             "  if (action.id == 'org.offpeak.update.download' &&\n"
             "      action.lookup('updatetoversion') == '1.0')\n"
             "    return polkit.Result.YES;\n"
             "});\n");
  system_call (s->user, "editor", "Download", "updatetoversion=2.0", ACCESS_DENIED);
  system_call (s->user, "editor", "Download", "", ACCESS_DENIED);
  system_call (s->user, "editor", "Download", "updatetoversion=1.0", "");
}

static GVariant *
make_arguments (const GDBusMethodInfo *method)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (size_t i = 0; method->in_args != NULL && method->in_args[i] != NULL; i++)
    {
      const char *type = method->in_args[i]->signature;

      if (g_str_equal (type, "s"))
        g_variant_builder_add (&builder, "s", "");
      else if (g_str_equal (type, "i"))
        g_variant_builder_add (&builder, "i", 0);
      else if (g_str_equal (type, "b"))
        g_variant_builder_add (&builder, "b", TRUE);
      else if (g_str_equal (type, "a{sv}"))
        g_variant_builder_add (&builder, "a{sv}", NULL);
      else
        g_error ("%s has an argument of type %s: say here what to try", method->name, type);
    }

  return g_variant_builder_end (&builder);
}

/* Everything that is open is named here once more: what is added is closed until it is, too. */
static void
call_method (System *s, const char *path, const char *interface, const GDBusMethodInfo *method)
{
  static const char *const open[] = {
    "Status", "GetDeploymentData", "GetBlockingApps", "GetOldUsers", NULL
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (s->user,
                                                            OP_BUS_NAME,
                                                            path,
                                                            interface,
                                                            method->name,
                                                            make_arguments (method),
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            PATIENCE_SEC * 1000,
                                                            NULL,
                                                            &error);

  if (g_strv_contains (open, method->name))
    {
      g_assert_no_error (error);
      return;
    }
  g_test_message ("%s.%s", interface, method->name);
  g_assert_null (reply);
  name = g_dbus_error_get_remote_error (error);
  g_assert_cmpstr (name, ==, ACCESS_DENIED);
}

static void
call_all_methods (System *s, const char *path)
{
  g_autoptr(GVariant) reply =
                 must_read (s, path, "org.freedesktop.DBus.Introspectable", "Introspect", NULL);
  g_autoptr(GDBusNodeInfo) node = NULL;
  g_autoptr(GError) error = NULL;
  const char *xml;
  unsigned n_called = 0;

  g_variant_get (reply, "(&s)", &xml);
  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  for (size_t i = 0; node->interfaces[i] != NULL; i++)
    {
      const GDBusInterfaceInfo *interface = node->interfaces[i];

      if (!g_str_has_prefix (interface->name, "org.offpeak."))
        continue;
      for (size_t j = 0; interface->methods != NULL && interface->methods[j] != NULL; j++)
        {
          call_method (s, path, interface->name, interface->methods[j]);
          n_called++;
        }
    }
  g_assert_cmpuint (n_called, >, 0);
}

/* What is configured and what state there is. That they were refused is in the audit log. */
static char *
describe_state (System *s)
{
  static const char *const dirs[] = { "etc", "run", "var/lib/offpeak/products" };
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (dirs); i++)
    {
      g_autofree char *path = g_build_filename (s->root, dirs[i], NULL);
      g_autofree char *description = describe_tree (path);

      g_string_append (text, description);
    }

  return g_string_free (text, FALSE);
}

static void
test_everything (void)
{
  g_autoptr(System) s = system_new ();
  g_autofree char *path = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (s == NULL)
    return;

  path = system_product_path ("editor");
  before = describe_state (s);
  call_all_methods (s, OP_ROOT_PATH);
  call_all_methods (s, path);
  after = describe_state (s);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
  g_assert_cmpuint (system_status (s->user, "viewer"), ==, STATUS_UNKNOWN);
}

/* Run `offpeak download editor` as nobody, for whom no agent runs; returns what it says. */
static char *
run_command (System *s, const char *option)
{
  const char *const argv[] = { "setpriv",  "--reuid=65534", "--clear-groups", g_getenv ("OFFPEAK"),
                               "download", "editor",        option,           NULL };
  g_autofree char *log = g_build_filename (s->dir, "command.log", NULL);
  g_autoptr(Process) command = process_start (argv, NULL, log);
  char *text;

  g_assert_cmpint (process_wait (command), !=, 0);
  text = read_file (s->dir, "command.log");
  g_test_message ("%s", text);
  write_file (s->dir, "command.log", "");

  return text;
}

static void
test_command (void)
{
  g_autoptr(System) s = system_new ();
  g_autofree char *asking = NULL;
  g_autofree char *silent = NULL;

  if (s == NULL)
    return;

  asking = run_command (s, NULL);
  g_assert_nonnull (strstr (asking, "nobody can be asked"));
  silent = run_command (s, "--no-ask-password");
  g_assert_nonnull (strstr (silent, "does not allow to ask"));
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/polkit/root-may", test_root);
  g_test_add_func ("/polkit/everybody-may-read", test_reads);
  g_test_add_func ("/polkit/others-are-refused", test_refused);
  g_test_add_func ("/polkit/nobody-else-gets-the-name", test_name);
  g_test_add_func ("/polkit/a-rule-allows-one-product", test_rule);
  g_test_add_func ("/polkit/a-rule-allows-one-version", test_rule_about_parameters);
  g_test_add_func ("/polkit/calling-everything-changes-nothing", test_everything);
  g_test_add_func ("/polkit/the-command-asks-unless-told-not-to", test_command);

  return g_test_run ();
}
