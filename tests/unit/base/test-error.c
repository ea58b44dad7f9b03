/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/error.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

static void
test_hresult_travels_with_the_error (void)
{
  g_autoptr(GError) error = op_error_new_with_hresult (
      OP_ERROR_HTTP, OP_HRESULT_FROM_HTTP (404), "The server answered %u", 404);
  g_autoptr(GError) copy = g_error_copy (error);

  g_assert_error (error, OP_ERROR, OP_ERROR_HTTP);
  g_assert_cmpstr (error->message, ==, "The server answered 404");
  g_assert_cmphex (op_error_get_hresult (error), ==, 0x80190194);
  g_assert_cmphex (op_error_get_hresult (copy), ==, 0x80190194);
}

static void
test_hresult_survives_a_prefix (void)
{
  GError *error = op_error_new_with_hresult (OP_ERROR_HTTP, 0x80190194, "Not Found");
  g_autoptr(GError) moved = NULL;

  g_propagate_prefixed_error (&moved, error, "File 3: ");
  g_assert_cmpstr (moved->message, ==, "File 3: Not Found");
  g_assert_cmphex (op_error_get_hresult (moved), ==, 0x80190194);
}

static void
test_other_errors_have_no_hresult (void)
{
  g_autoptr(GError) ours = g_error_new_literal (OP_ERROR, OP_ERROR_FAILED, "It failed");
  g_autoptr(GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Enough");

  g_assert_cmphex (op_error_get_hresult (ours), ==, 0);
  g_assert_cmphex (op_error_get_hresult (foreign), ==, 0);
}

static void
test_errno_keeps_its_code (void)
{
  g_autoptr(GError) error = NULL;

  op_set_error_from_errno (&error, OP_ERROR_INSTALL_ROOT, EACCES, "Opening ‘/opt/x’");
  g_assert_error (error, OP_ERROR, OP_ERROR_INSTALL_ROOT);
  g_assert_true (g_str_has_prefix (error->message, "Opening ‘/opt/x’: "));
  g_assert_nonnull (strstr (error->message, g_strerror (EACCES)));
}

static void
test_a_full_disk_is_always_that (void)
{
  const int full[] = { ENOSPC, EDQUOT };

  for (size_t i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_autoptr(GError) error = NULL;

      op_set_error_from_errno (&error, OP_ERROR_RECORD, full[i], "Writing");
      g_assert_error (error, OP_ERROR, OP_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (error->message, "space"));
    }
}

static void
test_nobody_has_to_listen (void)
{
  op_set_error_from_errno (NULL, OP_ERROR_FAILED, EIO, "Reading");
  op_set_error_from_errno (NULL, OP_ERROR_FAILED, ENOSPC, "Writing");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/error/hresult-travels-with-the-error", test_hresult_travels_with_the_error);
  g_test_add_func ("/error/hresult-survives-a-prefix", test_hresult_survives_a_prefix);
  g_test_add_func ("/error/other-errors-have-no-hresult", test_other_errors_have_no_hresult);
  g_test_add_func ("/error/errno-keeps-its-code", test_errno_keeps_its_code);
  g_test_add_func ("/error/a-full-disk-is-always-that", test_a_full_disk_is_always_that);
  g_test_add_func ("/error/nobody-has-to-listen", test_nobody_has_to_listen);

  return g_test_run ();
}
