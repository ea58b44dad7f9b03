/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/gate.h"

#include <unistd.h>

#include "bus/actions.h"
#include "fakes/fake-authoriser.h"
#include "introspection/op-dbus.h" /* generated from the XML */
#include "support/async.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"
#include "support/private-bus.h"

#define OBJECT_PATH "/test"
#define ACCESS_DENIED "org.freedesktop.DBus.Error.AccessDenied"

/* A service with one object, whose every method goes through the gate. */
typedef struct
{
  char *dir;
  PrivateBus *bus;
  GDBusConnection *service;
  GDBusConnection *caller;
  FakeAuthoriser *authoriser;
  OpGate *gate;
  unsigned registration_ids[2];

  const char *const *more_actions; /* (nullable): of the next call */
  const char *const *details;      /* (nullable): of the next call */
  guint32 owner;
  unsigned n_run;
  unsigned n_freed;
} Fixture;

static gboolean
is_own (gpointer data, guint32 uid)
{
  return ((Fixture *) data)->owner == uid;
}

static void
run (GDBusMethodInvocation *invocation, guint32 uid, gpointer data)
{
  Fixture *f = data;

  g_assert_cmpuint (uid, ==, geteuid ());
  f->n_run++;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
count_freed (gpointer data)
{
  ((Fixture *) data)->n_freed++;
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  Fixture *f = data;
  const OpGateRequest request = {
    .more_actions = f->more_actions,
    .details = f->details,
    .is_own = is_own,
    .run = run,
    .data = f,
    .free = count_freed,
  };

  op_gate_ask (f->gate, invocation, &request);
}

static unsigned export(Fixture *f, GDBusInterfaceInfo *info)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr(GError) error = NULL;
  unsigned id =
      g_dbus_connection_register_object (f->service, OBJECT_PATH, info, &vtable, f, NULL, &error);

  g_assert_no_error (error);

  return id;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GDBusNodeInfo) unknown = g_dbus_node_info_new_for_xml (
      "<node><interface name='org.offpeak.New1'><method name='Do'/></interface></node>", NULL);

  f->dir = guard_make_dir ("gate");
  f->bus = private_bus_new (f->dir);
  f->service = private_bus_connect (f->bus);
  f->caller = private_bus_connect (f->bus);
  f->authoriser = fake_authoriser_new ();
  f->gate = op_gate_new (OP_AUTHORISER (f->authoriser));
  f->registration_ids[0] = export(f, op_dbus_update_notify1_interface_info ());
  f->registration_ids[1] = export(f, unknown->interfaces[0]);
  f->owner = geteuid () + 1;
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (f->registration_ids); i++)
    g_dbus_connection_unregister_object (f->service, f->registration_ids[i]);
  g_object_unref (f->gate);
  g_object_unref (f->authoriser);
  if (f->caller != NULL)
    private_bus_leave (f->caller);
  private_bus_leave (f->service);
  private_bus_free (f->bus);
  remove_tree (f->dir);
  g_free (f->dir);
}

static void
begin_with (Fixture *f,
            const char *interface,
            const char *method,
            GDBusCallFlags flags,
            GAsyncResult **result)
{
  g_dbus_connection_call (f->caller,
                          g_dbus_connection_get_unique_name (f->service),
                          OBJECT_PATH,
                          interface,
                          method,
                          g_str_equal (method, "Apply") ? g_variant_new ("(s)", "") : NULL,
                          NULL,
                          flags,
                          PATIENCE_SEC * 1000,
                          NULL,
                          keep_result,
                          result);
}

static void
begin (Fixture *f, const char *method, GAsyncResult **result)
{
  begin_with (f, "org.offpeak.UpdateNotify1", method, G_DBUS_CALL_FLAGS_NONE, result);
}

static void
assert_done (Fixture *f, GAsyncResult **result)
{
  g_autoptr(GAsyncResult) owned = wait_for (result);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (f->caller, owned, &error);

  g_assert_no_error (error);
  g_assert_nonnull (reply);
}

static void
assert_refused (Fixture *f, GAsyncResult **result)
{
  g_autoptr(GAsyncResult) owned = wait_for (result);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (f->caller, owned, &error);
  g_autofree char *name = NULL;

  g_assert_null (reply);
  name = g_dbus_error_get_remote_error (error);
  g_assert_cmpstr (name, ==, ACCESS_DENIED);
  g_assert_cmpuint (f->n_run, ==, 0);
  g_assert_cmpuint (f->n_freed, ==, 1);
}

static void
assert_asked (Fixture *f, unsigned number, const char *format)
{
  g_autofree char *uid = g_strdup_printf ("%u", geteuid ());
  g_auto(GStrv) parts = g_strsplit (format, "UID", -1);
  g_autofree char *expected = g_strjoinv (uid, parts);

  fake_authoriser_wait_for (f->authoriser, number + 1);
  g_assert_cmpstr (fake_authoriser_get (f->authoriser, number), ==, expected);
}

static void
test_yes (Fixture *f, gconstpointer unused)
{
  static const char *const details[] = { "product", "editor", NULL };
  GAsyncResult *result = NULL;

  f->details = details;
  begin (f, "Apply", &result);
  assert_asked (f, 0, "org.offpeak.update.apply uid=UID product=editor");
  g_assert_cmpuint (f->n_run, ==, 0);
  g_assert_true (op_gate_is_busy (f->gate));
  fake_authoriser_answer (f->authoriser, 0, TRUE);
  assert_done (f, &result);
  g_assert_false (op_gate_is_busy (f->gate));
  g_assert_cmpuint (f->n_run, ==, 1);
  g_assert_cmpuint (f->n_freed, ==, 0);
}

static void
test_no (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  begin (f, "Apply", &result);
  fake_authoriser_wait_for (f->authoriser, 1);
  fake_authoriser_answer (f->authoriser, 0, FALSE);
  assert_refused (f, &result);
}

static void
test_more_actions (Fixture *f, gconstpointer unused)
{
  static const char *const more[] = { OP_ACTION_DOWNGRADE, OP_ACTION_CHANGE_SOURCE, NULL };
  GAsyncResult *allowed = NULL, *refused = NULL;

  f->more_actions = more;
  begin (f, "Apply", &allowed);
  for (unsigned i = 0; i < 3; i++)
    {
      fake_authoriser_wait_for (f->authoriser, i + 1);
      g_assert_cmpuint (f->n_run, ==, 0);
      fake_authoriser_answer (f->authoriser, i, TRUE);
    }
  assert_done (f, &allowed);
  assert_asked (f, 1, OP_ACTION_DOWNGRADE " uid=UID title=all applications");
  assert_asked (f, 2, OP_ACTION_CHANGE_SOURCE " uid=UID title=all applications");

  f->n_run = 0;
  begin (f, "Apply", &refused);
  fake_authoriser_wait_for (f->authoriser, 4);
  fake_authoriser_answer (f->authoriser, 3, TRUE);
  fake_authoriser_wait_for (f->authoriser, 5);
  fake_authoriser_answer (f->authoriser, 4, FALSE);
  assert_refused (f, &refused);
  g_assert_cmpuint (fake_authoriser_n_asked (f->authoriser), ==, 5);
}

static void
test_interactive (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  begin_with (f,
              "org.offpeak.UpdateNotify1",
              "Apply",
              G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION,
              &result);
  assert_asked (f, 0, "org.offpeak.update.apply uid=UID interactive title=all applications");
  fake_authoriser_answer (f->authoriser, 0, TRUE);
  assert_done (f, &result);
}

static void
test_own (Fixture *f, gconstpointer unused)
{
  static const char *const methods[] = { "Cancel", "Pause", "Resume" };

  f->owner = geteuid ();
  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      GAsyncResult *result = NULL;

      begin (f, methods[i], &result);
      assert_done (f, &result);
    }
  g_assert_cmpuint (f->n_run, ==, G_N_ELEMENTS (methods));
  g_assert_cmpuint (fake_authoriser_n_asked (f->authoriser), ==, 0);
}

/* That it is their own helps nobody with other methods. */
static void
test_not_own (Fixture *f, gconstpointer unused)
{
  GAsyncResult *others = NULL, *apply = NULL;

  begin (f, "Cancel", &others);
  assert_asked (f, 0, "org.offpeak.update.cancel uid=UID title=all applications");
  fake_authoriser_answer (f->authoriser, 0, FALSE);
  assert_refused (f, &others);

  f->owner = geteuid ();
  f->n_freed = 0;
  begin (f, "Apply", &apply);
  assert_asked (f, 1, "org.offpeak.update.apply uid=UID title=all applications");
  fake_authoriser_answer (f->authoriser, 1, FALSE);
  assert_refused (f, &apply);
}

static void
test_unknown_method (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  begin_with (f, "org.offpeak.New1", "Do", G_DBUS_CALL_FLAGS_NONE, &result);
  assert_refused (f, &result);
  g_assert_cmpuint (fake_authoriser_n_asked (f->authoriser), ==, 0);
}

static gboolean
is_cancelled (gpointer cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

static gboolean
was_freed (gpointer data)
{
  return ((Fixture *) data)->n_freed > 0;
}

/* Even a yes comes too late then. */
static void
test_caller_leaves (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  begin (f, "Apply", &result);
  fake_authoriser_wait_for (f->authoriser, 1);
  private_bus_leave (g_steal_pointer (&f->caller));
  wait_until (is_cancelled,
              fake_authoriser_get_cancellable (f->authoriser, 0),
              "the question to be cancelled");
  fake_authoriser_answer (f->authoriser, 0, TRUE);
  wait_until (was_freed, f, "the request to be dropped");
  g_assert_cmpuint (f->n_run, ==, 0);
  g_object_unref (wait_for (&result));
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/gate/what-is-allowed-runs", test_yes },
    { "/gate/what-is-not-allowed-does-not", test_no },
    { "/gate/all-actions-are-needed", test_more_actions },
    { "/gate/the-message-says-whether-to-ask-for-a-password", test_interactive },
    { "/gate/ones-own-is-free", test_own },
    { "/gate/that-of-others-is-not", test_not_own },
    { "/gate/a-method-that-is-not-in-the-table-is-closed", test_unknown_method },
    { "/gate/whoever-leaves-gets-nothing", test_caller_leaves },
  };

  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
