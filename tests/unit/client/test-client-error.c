/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/error-private.h"
#include "introspection/names.h"

#include <offpeak.h>

static void
test_every_name (void)
{
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  for (size_t code = 0; code < n_names; code++)
    {
      g_autoptr(GError) error = op_offpeak_error_from_remote (
          g_dbus_error_new_for_dbus_error (names[code].name, "Why."));
      g_autofree char *name = offpeak_error_dup_dbus_name (error);

      g_test_message ("%s", names[code].name);
      g_assert_error (error, OFFPEAK_ERROR, (int) code);
      g_assert_cmpstr (error->message, ==, "Why.");
      g_assert_cmpuint (offpeak_error_get_hresult (error), ==, names[code].hresult);
      g_assert_cmpstr (name, ==, names[code].name);
    }
}

static void
test_every_code_has_a_nick (void)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (OFFPEAK_TYPE_ERROR);
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  g_assert_cmpuint (klass->n_values, ==, n_names);
  for (size_t code = 0; code < n_names; code++)
    {
      const GEnumValue *value = g_enum_get_value (klass, (int) code);

      g_assert_nonnull (value);
      g_assert_nonnull (names[code].name);
      g_assert_cmpstr (value->value_nick, !=, "");
    }
}

static void
test_numbers_of_the_original (void)
{
  g_autoptr(GError) denied = g_error_new (OFFPEAK_ERROR, OFFPEAK_ERROR_ACCESS_DENIED, "x");
  g_autoptr(GError) args = g_error_new (OFFPEAK_ERROR, OFFPEAK_ERROR_INVALID_ARGS, "x");
  g_autoptr(GError) illegal = g_error_new (OFFPEAK_ERROR, OFFPEAK_ERROR_ILLEGAL_METHOD_CALL, "x");
  g_autoptr(GError) policy = g_error_new (G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED, "x");
  g_autoptr(GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr(GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_PENDING, "x");

  g_assert_cmphex (offpeak_error_get_hresult (denied), ==, 0x80070005);
  g_assert_cmphex (offpeak_error_get_hresult (args), ==, 0x80070057);
  g_assert_cmphex (offpeak_error_get_hresult (illegal), ==, 0x8000000e);
  g_assert_cmphex (offpeak_error_get_hresult (policy), ==, 0x80070005);
  g_assert_cmphex (offpeak_error_get_hresult (cancelled), ==, 0x80004004);
  g_assert_cmphex (offpeak_error_get_hresult (other), ==, 0x80004005);
}

static void
test_strange_names (void)
{
  g_autoptr(GError) newer = op_offpeak_error_from_remote (
      g_dbus_error_new_for_dbus_error ("org.offpeak.Error.Unheard", "New."));
  g_autoptr(GError) forbidden = op_offpeak_error_from_remote (g_dbus_error_new_for_dbus_error (
      "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", "Ask."));
  g_autoptr(GError) absent = op_offpeak_error_from_remote (
      g_dbus_error_new_for_dbus_error ("org.freedesktop.DBus.Error.ServiceUnknown", "Away."));
  g_autoptr(GError) local = op_offpeak_error_from_remote (
      g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Here."));

  g_assert_error (newer, OFFPEAK_ERROR, OFFPEAK_ERROR_FAILED);
  g_assert_cmpstr (newer->message, ==, "New.");
  g_assert_error (forbidden, OFFPEAK_ERROR, OFFPEAK_ERROR_ACCESS_DENIED);
  g_assert_error (absent, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
  g_assert_cmpstr (absent->message, ==, "Away.");
  g_assert_error (local, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Whichever comes first, GDBus's own errors stay what they are. */
static void
test_standard_names_are_not_taken (void)
{
  g_autoptr(GError) denied = NULL;
  g_autoptr(GError) illegal = NULL;

  g_assert_cmpuint (offpeak_error_quark (), !=, 0);
  denied = g_dbus_error_new_for_dbus_error ("org.freedesktop.DBus.Error.AccessDenied", "x");
  illegal = g_dbus_error_new_for_dbus_error ("org.offpeak.Error.IllegalMethodCall", "x");
  g_assert_error (denied, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED);
  g_assert_error (illegal, OFFPEAK_ERROR, OFFPEAK_ERROR_ILLEGAL_METHOD_CALL);
}

static void
test_status_words (void)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (OFFPEAK_TYPE_STATUS);
  g_autoptr(GEnumClass) errors = g_type_class_ref (OFFPEAK_TYPE_UPDATE_ERROR);

  for (guint i = 0; i < klass->n_values; i++)
    {
      OffpeakStatus status = klass->values[i].value;

      g_assert_cmpstr (offpeak_status_get_nick (status), ==, klass->values[i].value_nick);
      g_assert_cmpstr (offpeak_status_get_text (status), !=, "");
    }
  for (guint i = 0; i < errors->n_values; i++)
    g_assert_cmpstr (offpeak_update_error_get_text (i), !=, "");

  g_assert_cmpuint (klass->n_values, ==, 11);
  g_assert_cmpuint (errors->n_values, ==, 14);
  g_assert_true (offpeak_status_is_busy (OFFPEAK_STATUS_DOWNLOAD_WIP));
  g_assert_false (offpeak_status_is_busy (OFFPEAK_STATUS_DOWNLOAD_FAILED));
  g_assert_nonnull (offpeak_status_get_text (77));
  g_assert_cmphex (offpeak_update_error_get_hresult (13 + 0x80190194u), ==, 0x80190194u);
  g_assert_cmphex (offpeak_update_error_get_hresult (9), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client-error/standard-names-are-not-taken", test_standard_names_are_not_taken);
  g_test_add_func ("/client-error/every-name-has-its-code-and-number", test_every_name);
  g_test_add_func ("/client-error/every-code-has-a-nick", test_every_code_has_a_nick);
  g_test_add_func ("/client-error/numbers-are-those-of-the-original", test_numbers_of_the_original);
  g_test_add_func ("/client-error/strange-names-do-no-harm", test_strange_names);
  g_test_add_func ("/status/every-number-has-words", test_status_words);

  return g_test_run ();
}
