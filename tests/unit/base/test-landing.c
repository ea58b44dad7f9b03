/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/landing.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"

#define TEXT "The quick brown fox"
#define N_BYTES (sizeof TEXT - 1)

static OpExpectation
expect (const char *text)
{
  OpExpectation expected = {
    .size = strlen (text),
    .max_bytes = OP_MAX_RELEASE_BYTES,
    .has_sha256 = TRUE,
  };

  op_sha256_of (text, strlen (text), &expected.sha256);

  return expected;
}

/* A landing on a file that has @present already. */
static OpLanding *
make_landing (const OpExpectation *expected, const char *present)
{
  int fd = memfd_create ("test-landing", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, present, strlen (present)), ==, strlen (present));

  return op_landing_new (fd, expected);
}

static void
assert_contents (OpLanding *landing, const char *expected)
{
  char buffer[100] = "";
  ssize_t n_read = pread (op_landing_get_fd (landing), buffer, sizeof buffer, 0);

  g_assert_cmpmem (buffer, n_read, expected, strlen (expected));
}

static void
write_text (OpLanding *landing, const char *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (op_landing_write (landing, text, strlen (text), &error));
  g_assert_no_error (error);
}

static void
finish_well (OpLanding *landing)
{
  OpSha256 is, should_be;
  g_autoptr(GError) error = NULL;

  op_sha256_of (TEXT, N_BYTES, &should_be);
  g_assert_true (op_landing_finish (landing, &is, &error));
  g_assert_no_error (error);
  g_assert_true (op_sha256_equal (&is, &should_be));
}

static void
test_a_file_lands_in_pieces (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, "");

  write_text (landing, "The quick");
  g_assert_cmpuint (op_landing_get_offset (landing), ==, 9);
  write_text (landing, "");
  write_text (landing, " brown fox");
  g_assert_cmpuint (op_landing_get_offset (landing), ==, N_BYTES);
  finish_well (landing);
  assert_contents (landing, TEXT);
}

static void
test_an_empty_file_lands (void)
{
  const OpExpectation expected = expect ("");
  g_autoptr(OpLanding) landing = make_landing (&expected, "");
  g_autoptr(GError) error = NULL;
  OpSha256 sha256;

  g_assert_true (op_landing_finish (landing, &sha256, &error));
  g_assert_no_error (error);
}

static void
test_one_byte_too_many_is_not_written (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, "");
  g_autoptr(GError) error = NULL;

  g_assert_false (op_landing_write (landing, TEXT "!", N_BYTES + 1, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_BAD_CONTENT);
  g_assert_nonnull (strstr (error->message, "19"));
  assert_contents (landing, "");

  g_clear_error (&error);
  write_text (landing, TEXT);
  g_assert_false (op_landing_write (landing, "!", 1, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_BAD_CONTENT);
  finish_well (landing);
}

static void
test_too_short_names_both_sizes (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, "");
  g_autoptr(GError) error = NULL;
  OpSha256 sha256;

  write_text (landing, "The quick");
  g_assert_false (op_landing_finish (landing, &sha256, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_BAD_CONTENT);
  g_assert_nonnull (strstr (error->message, "9 bytes"));
  g_assert_nonnull (strstr (error->message, "19"));
}

static void
test_after_a_wrong_hash_it_can_start_over (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, "");
  g_autoptr(GError) error = NULL;
  OpSha256 sha256;

  write_text (landing, "The quick brown dog");
  g_assert_false (op_landing_finish (landing, &sha256, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_BAD_CONTENT);
  g_assert_nonnull (strstr (error->message, "hash"));

  g_clear_error (&error);
  g_assert_true (op_landing_start_over (landing, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (op_landing_get_offset (landing), ==, 0);
  assert_contents (landing, "");
  write_text (landing, TEXT);
  finish_well (landing);
}

static void
test_what_is_there_is_taken_over (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, "The quick");
  g_autoptr(GError) error = NULL;

  g_assert_true (op_landing_take_over (landing, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (op_landing_get_offset (landing), ==, 9);
  write_text (landing, " brown fox");
  finish_well (landing);
  assert_contents (landing, TEXT);
}

static void
test_all_of_it_is_taken_over (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, TEXT);

  g_assert_true (op_landing_take_over (landing, NULL, NULL));
  finish_well (landing);
}

static void
test_more_than_there_should_be_starts_over (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, TEXT "!");

  g_assert_true (op_landing_take_over (landing, NULL, NULL));
  g_assert_cmpuint (op_landing_get_offset (landing), ==, 0);
  assert_contents (landing, "");
  write_text (landing, TEXT);
  finish_well (landing);
}

/* Something longer was there, and nobody looked at it. */
static void
test_nothing_stays_behind_the_end (void)
{
  const OpExpectation expected = { .size = OP_SIZE_UNKNOWN, .max_bytes = 100 };
  g_autoptr(OpLanding) landing = make_landing (&expected, TEXT TEXT);

  g_assert_true (op_landing_start_over (landing, NULL));
  write_text (landing, TEXT);
  finish_well (landing);
  assert_contents (landing, TEXT);
}

static void
test_taking_over_can_be_cancelled (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing = make_landing (&expected, TEXT);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (op_landing_take_over (landing, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_without_a_size_the_maximum_holds (void)
{
  const OpExpectation expected = { .size = OP_SIZE_UNKNOWN, .max_bytes = N_BYTES };
  g_autoptr(OpLanding) landing = make_landing (&expected, "");
  g_autoptr(GError) error = NULL;

  write_text (landing, TEXT);
  g_assert_false (op_landing_write (landing, "!", 1, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_BAD_CONTENT);
  finish_well (landing);
}

static void
test_much_is_written_back_early (void)
{
  const guint64 size = 20 * OP_MIB;
  const OpExpectation expected = { .size = size, .max_bytes = size };
  g_autoptr(OpLanding) landing = make_landing (&expected, "");
  g_autofree char *megabyte = g_malloc0 (OP_MIB);
  g_autoptr(GError) error = NULL;
  OpSha256 sha256;

  for (unsigned i = 0; i < 20; i++)
    g_assert_true (op_landing_write (landing, megabyte, OP_MIB, NULL));
  g_assert_true (op_landing_finish (landing, &sha256, &error));
  g_assert_no_error (error);
  g_assert_cmpint (lseek (op_landing_get_fd (landing), 0, SEEK_END), ==, size);
}

static void
test_a_full_disk_is_named (void)
{
  const OpExpectation expected = expect (TEXT);
  g_autoptr(OpLanding) landing =
                 op_landing_new (open ("/dev/full", O_RDWR | O_CLOEXEC), &expected);
  g_autoptr(GError) error = NULL;

  g_assert_false (op_landing_write (landing, TEXT, N_BYTES, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_NO_SPACE);
  g_assert_cmpuint (op_landing_get_offset (landing), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/landing/a-file-lands-in-pieces", test_a_file_lands_in_pieces);
  g_test_add_func ("/landing/an-empty-file-lands", test_an_empty_file_lands);
  g_test_add_func ("/landing/one-byte-too-many-is-not-written",
                   test_one_byte_too_many_is_not_written);
  g_test_add_func ("/landing/too-short-names-both-sizes", test_too_short_names_both_sizes);
  g_test_add_func ("/landing/after-a-wrong-hash-it-can-start-over",
                   test_after_a_wrong_hash_it_can_start_over);
  g_test_add_func ("/landing/what-is-there-is-taken-over", test_what_is_there_is_taken_over);
  g_test_add_func ("/landing/all-of-it-is-taken-over", test_all_of_it_is_taken_over);
  g_test_add_func ("/landing/more-than-there-should-be-starts-over",
                   test_more_than_there_should_be_starts_over);
  g_test_add_func ("/landing/nothing-stays-behind-the-end", test_nothing_stays_behind_the_end);
  g_test_add_func ("/landing/taking-over-can-be-cancelled", test_taking_over_can_be_cancelled);
  g_test_add_func ("/landing/without-a-size-the-maximum-holds",
                   test_without_a_size_the_maximum_holds);
  g_test_add_func ("/landing/much-is-written-back-early", test_much_is_written_back_early);
  g_test_add_func ("/landing/a-full-disk-is-named", test_a_full_disk_is_named);

  return g_test_run ();
}
