/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a call on the bus to the question whether it may be made: what is wrong with a call is said
 * in this order: the arguments, the caller, the time. */

#include <string.h>
#include <unistd.h>

#include "audit/log.h"
#include "base/error.h"
#include "bus/update-face.h"
#include "fakes/fake-authoriser.h"
#include "fakes/fake-clock.h"
#include "fakes/fake-source.h"
#include "install/child-confinement.h"
#include "support/async.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"
#include "support/private-bus.h"
#include "update/catalogue.h"

#define OBJECT_PATH "/test"
#define INTERFACE "org.offpeak.UpdateNotify1"
#define ACCESS_DENIED "org.freedesktop.DBus.Error.AccessDenied"
#define INVALID_ARGS "org.freedesktop.DBus.Error.InvalidArgs"
#define ILLEGAL "org.offpeak.Error.IllegalMethodCall"

/* A product "editor" on a bus, and an authoriser that waits for the test. */
typedef struct
{
  char *dir;
  PrivateBus *bus;
  GDBusConnection *service;
  GDBusConnection *caller;
  OpPlaces *places;
  OpAuditLog *audit;
  OpFakeSource *source;
  OpCatalogue *catalogue;
  FakeAuthoriser *authoriser;
  OpGate *gate;
  OpUpdateFace *face;
  unsigned n_asked;
} Fixture;

static const char *
name_error (int code)
{
  return "org.offpeak.Error.Any";
}

static void
write_product (Fixture *f, const char *more)
{
  g_autofree char *text = g_strdup_printf ("[Product]\nTitle=The Editor\nInstallRoot=%s/apps\n"
                                           "UpdateBaseUrl=https://u.example/e/\nTrust=filelist\n"
                                           "AllowedBaseUrls=https://mirror.example/\n%s",
                                           f->dir,
                                           more);

  write_file (f->dir, "etc/offpeak/products.d/editor.conf", text);
}

static void
reload (Fixture *f)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  op_catalogue_reload (f->catalogue, problems);
}

static void
make_catalogue (Fixture *f)
{
  g_autoptr(OpFakeClock) clock = op_fake_clock_new (G_GINT64_CONSTANT (1700000000000000));
  g_autoptr(OpConfinement) confinement = op_child_confinement_new ();
  const OpAuditLogOptions options = {
    .log_path = f->places->log,
    .state_path = f->places->state,
    .version = "0",
    .error_name = name_error,
  };

  f->audit = op_audit_log_new (OP_CLOCK (clock), &options);
  f->source = op_fake_source_new ();
  f->catalogue =
      op_catalogue_new (f->places, OP_SOURCE (f->source), OP_CLOCK (clock), f->audit, confinement);
  reload (f);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->dir = guard_make_dir ("face");
  f->places = op_places_new (f->dir);
  g_assert_true (op_places_make (f->places, &error));
  write_product (f, "");
  make_catalogue (f);

  f->bus = private_bus_new (f->dir);
  f->service = private_bus_connect (f->bus);
  f->caller = private_bus_connect (f->bus);
  f->authoriser = fake_authoriser_new ();
  f->gate = op_gate_new (OP_AUTHORISER (f->authoriser));
  f->face = op_update_face_new (op_catalogue_find (f->catalogue, "editor"), f->gate);
  g_assert_true (g_dbus_interface_skeleton_export (
      G_DBUS_INTERFACE_SKELETON (f->face), f->service, OBJECT_PATH, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (f->face));
  g_object_unref (f->face);
  g_object_unref (f->gate);
  g_object_unref (f->authoriser);
  private_bus_leave (f->caller);
  private_bus_leave (f->service);
  private_bus_free (f->bus);
  g_object_unref (f->catalogue);
  op_audit_log_close (f->audit);
  g_object_unref (f->audit);
  g_object_unref (f->source);
  op_places_free (f->places);
  remove_tree (f->dir);
  g_free (f->dir);
}

static void
begin (Fixture *f, const char *method, const char *text, GAsyncResult **result)
{
  g_dbus_connection_call (f->caller,
                          g_dbus_connection_get_unique_name (f->service),
                          OBJECT_PATH,
                          INTERFACE,
                          method,
                          text != NULL ? g_variant_new ("(s)", text) : NULL,
                          NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          PATIENCE_SEC * 1000,
                          NULL,
                          keep_result,
                          result);
}

/* The reply is an error: its name; and @word is in its message. */
static void
assert_error (Fixture *f, GAsyncResult **result, const char *name, const char *word)
{
  g_autoptr(GAsyncResult) owned = wait_for (result);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (f->caller, owned, &error);
  g_autofree char *remote = NULL;

  g_assert_null (reply);
  remote = g_dbus_error_get_remote_error (error);
  g_test_message ("%s", error->message);
  g_assert_cmpstr (remote, ==, name);
  g_assert_nonnull (strstr (error->message, word));
  *result = NULL;
}

/* It is asked about, with this; "UID" stands for ours. */
static void
assert_asked (Fixture *f, const char *format)
{
  g_autofree char *uid = g_strdup_printf ("uid=%u product=editor title=The Editor", geteuid ());
  g_auto(GStrv) parts = g_strsplit (format, "WHO", -1);
  g_autofree char *expected = g_strjoinv (uid, parts);

  fake_authoriser_wait_for (f->authoriser, f->n_asked + 1);
  g_assert_cmpstr (fake_authoriser_get (f->authoriser, f->n_asked), ==, expected);
}

static void
say (Fixture *f, gboolean may)
{
  fake_authoriser_answer (f->authoriser, f->n_asked++, may);
}

typedef struct
{
  const char *method;
  const char *text; /* (nullable): NULL when it has no parameters */
  const char *bad;  /* (nullable) */
  gboolean legal_at_rest;
} Call;

static const Call calls[] = {
  { "Download", "", "colour=red", TRUE },
  { "CheckForUpdate", "", "updatetoversion=../1", TRUE },
  { "Apply", "", "forceappshutdown=perhaps", TRUE },
  { "Rollback", "", "updatebaseurl=https://u.example/", TRUE },
  { "Verify", NULL, NULL, TRUE },
  { "Cancel", NULL, NULL, FALSE },
  { "Pause", NULL, NULL, FALSE },
  { "Resume", NULL, NULL, FALSE },
};

/* What makes no sense is not worth a question; and whoever may not is not told more. */
static void
test_order_of_errors (Fixture *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      const Call *call = &calls[i];
      GAsyncResult *result = NULL;

      g_test_message ("%s", call->method);
      if (call->bad != NULL)
        {
          begin (f, call->method, call->bad, &result);
          assert_error (f, &result, INVALID_ARGS, "");
          g_assert_cmpuint (fake_authoriser_n_asked (f->authoriser), ==, f->n_asked);
        }

      begin (f, call->method, call->text, &result);
      fake_authoriser_wait_for (f->authoriser, f->n_asked + 1);
      say (f, FALSE);
      assert_error (f, &result, ACCESS_DENIED, "");

      if (call->legal_at_rest)
        continue;
      begin (f, call->method, call->text, &result);
      fake_authoriser_wait_for (f->authoriser, f->n_asked + 1);
      say (f, TRUE);
      assert_error (f, &result, ILLEGAL, call->method);
    }
}

typedef struct
{
  const char *method;
  const char *text;
  const char *asked[3]; /* one after the other */
} Question;

/* clang-format off */
static const Question questions[] = {
  { "Download", "", { "org.offpeak.update.download WHO" } },
  { "Download", "DisplayLevel=true", { "org.offpeak.update.download WHO displaylevel=true" } },
  { "Download", "updatebaseurl=https://u.example/e/sub/",
    { "org.offpeak.update.download WHO updatebaseurl=https://u.example/e/sub/" } },
  { "Download", "updatebaseurl=https://mirror.example/e",
    { "org.offpeak.update.download WHO updatebaseurl=https://mirror.example/e" } },
  { "Download", "updatebaseurl=https://u.example/else/",
    { "org.offpeak.update.download WHO updatebaseurl=https://u.example/else/",
      "org.offpeak.update.change-source WHO updatebaseurl=https://u.example/else/" } },
  { "Download", "updatebaseurl=https://u.example.evil.example/e/",
    { "org.offpeak.update.download WHO updatebaseurl=https://u.example.evil.example/e/",
      "org.offpeak.update.change-source WHO updatebaseurl=https://u.example.evil.example/e/" } },
  { "Download", "updatebaseurl=https://u.example/e/../else/",
    { "org.offpeak.update.download WHO updatebaseurl=https://u.example/e/../else/",
      "org.offpeak.update.change-source WHO updatebaseurl=https://u.example/e/../else/" } },
  { "Download", "downloadsource=org.example.S contentid=1",
    { "org.offpeak.update.download WHO downloadsource=org.example.S contentid=1",
      "org.offpeak.update.change-source WHO downloadsource=org.example.S contentid=1" } },
  { "Download", "updatetoversion=2.0", { "org.offpeak.update.download WHO updatetoversion=2.0" } },
  { "CheckForUpdate", "updatebaseurl=https://u.example/else/",
    { "org.offpeak.update.check WHO updatebaseurl=https://u.example/else/" } },
  { "Apply", "", { "org.offpeak.update.apply WHO" } },
  { "Apply", "forceappshutdown=TRUE",
    { "org.offpeak.update.apply WHO forceappshutdown=true",
      "org.offpeak.update.force-app-shutdown WHO forceappshutdown=true" } },
  { "Rollback", "updatetoversion=1.0", { "org.offpeak.update.rollback WHO updatetoversion=1.0" } },
  { "Rollback", "forceappshutdown=true",
    { "org.offpeak.update.rollback WHO forceappshutdown=true",
      "org.offpeak.update.force-app-shutdown WHO forceappshutdown=true" } },
  { "Verify", NULL, { "org.offpeak.update.check WHO" } },
  { "Cancel", NULL, { "org.offpeak.update.cancel WHO" } },
  { "Pause", NULL, { "org.offpeak.update.cancel WHO" } },
  { "Resume", NULL, { "org.offpeak.update.cancel WHO" } },
};
/* clang-format on */

static void
test_questions (Fixture *f, gconstpointer unused)
{
  for (size_t i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      const Question *q = &questions[i];
      GAsyncResult *result = NULL;

      g_test_message ("%s %s", q->method, q->text);
      begin (f, q->method, q->text, &result);
      for (size_t j = 0; q->asked[j] != NULL; j++)
        {
          assert_asked (f, q->asked[j]);
          say (f, q->asked[j + 1] != NULL);
        }
      assert_error (f, &result, ACCESS_DENIED, "");
      g_assert_cmpuint (fake_authoriser_n_asked (f->authoriser), ==, f->n_asked);
    }
}

/* What was asked about is what is run: while the question was open, the place became a foreign
 * one. */
static void
test_changed_meanwhile (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  begin (f, "Download", "updatebaseurl=https://mirror.example/e", &result);
  assert_asked (f, "org.offpeak.update.download WHO updatebaseurl=https://mirror.example/e");
  write_product (f, "AllowedBaseUrls=\n");
  reload (f);
  say (f, TRUE);
  assert_error (f, &result, ACCESS_DENIED, "call again");
}

/* The state is looked at when it may be done, not when it was asked for. */
static void
test_state_after_the_answer (Fixture *f, gconstpointer unused)
{
  GAsyncResult *first = NULL;
  GAsyncResult *second = NULL;
  g_autoptr(GAsyncResult) done = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;
  OpProduct *product = op_catalogue_find (f->catalogue, "editor");

  op_fake_source_hold (f->source, TRUE);
  begin (f, "Download", "", &first);
  begin (f, "Download", "", &second);
  fake_authoriser_wait_for (f->authoriser, 2);
  say (f, TRUE);
  done = wait_for (&first);
  reply = g_dbus_connection_call_finish (f->caller, done, &error);
  g_assert_no_error (error);

  say (f, TRUE);
  assert_error (f, &second, ILLEGAL, "DOWNLOAD_WIP");

  /* One's own is free. */
  g_assert_true (op_product_cancel (product, &error));
  op_fake_source_hold (f->source, FALSE);
  while (op_product_is_busy (product))
    g_main_context_iteration (NULL, TRUE /* may block */);
}

/* Nobody has to ask to look. */
static void
test_open (Fixture *f, gconstpointer unused)
{
  static const char *const methods[] = { "Status", "GetBlockingApps", "GetOldUsers" };

  for (size_t i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      GAsyncResult *result = NULL;
      g_autoptr(GAsyncResult) owned = NULL;
      g_autoptr(GVariant) reply = NULL;
      g_autoptr(GError) error = NULL;

      begin (f, methods[i], NULL, &result);
      owned = wait_for (&result);
      reply = g_dbus_connection_call_finish (f->caller, owned, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (fake_authoriser_n_asked (f->authoriser), ==, 0);
}

int
main (int argc, char *argv[])
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/update-face/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("order-of-errors", test_order_of_errors);
  ADD ("questions", test_questions);
  ADD ("the-product-changes-meanwhile", test_changed_meanwhile);
  ADD ("the-state-counts-after-the-answer", test_state_after_the_answer);
  ADD ("to-look-is-free", test_open);
#undef ADD

  return g_test_run ();
}
