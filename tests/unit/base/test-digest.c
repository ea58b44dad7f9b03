/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/digest.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"

#define MILLION 1000000

/* From FIPS 180-2; the last one is a million times the letter a. */
static const struct
{
  const char *name, *text, *hex;
} vectors[] = {
  { "empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "one-block", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "two-blocks",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};
#define MILLION_HEX "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static const struct
{
  const char *name, *hex;
} refused[] = {
  { "empty", "" },
  { "short", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85" },
  { "long", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8550" },
  { "not-hexadecimal", "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "space", " 3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "path", "../../../../../../../../../../../../../../../../../../../../../x" },
  { "prefix", "0xb0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
};

static void
assert_hex (const OpSha256 *sha256, const char *expected)
{
  g_autofree char *hex = op_sha256_to_hex (sha256);

  g_assert_cmpstr (hex, ==, expected);
}

static void
test_known_hashes (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      OpSha256 sha256;

      g_test_message ("%s", vectors[i].name);
      op_sha256_of (vectors[i].text, strlen (vectors[i].text), &sha256);
      assert_hex (&sha256, vectors[i].hex);
    }
}

static void
test_pieces_make_the_same_hash (void)
{
  g_autofree char *text = g_strnfill (MILLION, 'a');
  g_autoptr(OpDigest) digest = op_digest_new ();
  OpSha256 sha256;

  for (size_t begin = 0, n_bytes = 1; begin < MILLION; begin += n_bytes, n_bytes = n_bytes * 3 + 1)
    op_digest_update (digest, text + begin, MIN (n_bytes, MILLION - begin));
  op_digest_finish (digest, &sha256);

  assert_hex (&sha256, MILLION_HEX);
}

static void
test_reset_begins_anew (void)
{
  g_autoptr(OpDigest) digest = op_digest_new ();
  OpSha256 sha256;

  op_digest_update (digest, "x", 1);
  op_digest_reset (digest);
  op_digest_update (digest, "abc", 3);
  op_digest_finish (digest, &sha256);
  assert_hex (&sha256, vectors[1].hex);

  op_digest_reset (digest);
  op_digest_finish (digest, &sha256);
  assert_hex (&sha256, vectors[0].hex);
}

static int
make_file (const char *text, size_t n_bytes)
{
  int fd = memfd_create ("test-digest", MFD_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, text, n_bytes), ==, n_bytes);

  return fd;
}

static void
test_a_file_is_read_from_its_beginning (void)
{
  g_autofree char *text = g_strnfill (MILLION, 'a');
  g_autoptr(GError) error = NULL;
  int fd = make_file (text, MILLION); /* and stands at its end */
  guint64 n_bytes = 0;
  OpSha256 sha256;

  g_assert_true (op_sha256_of_fd (fd, NULL, &sha256, &n_bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_bytes, ==, MILLION);
  assert_hex (&sha256, MILLION_HEX);
  g_assert_cmpint (lseek (fd, 0, SEEK_CUR), ==, MILLION);

  close (fd);
}

static void
test_reading_can_be_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  int fd = make_file ("abc", 3);
  guint64 n_bytes;
  OpSha256 sha256;

  g_cancellable_cancel (cancellable);
  g_assert_false (op_sha256_of_fd (fd, cancellable, &sha256, &n_bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  close (fd);
}

static void
test_what_cannot_be_read_is_an_error (void)
{
  g_autoptr(GError) error = NULL;
  int fd = open (g_get_tmp_dir (), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  guint64 n_bytes;
  OpSha256 sha256;

  g_assert_false (op_sha256_of_fd (fd, NULL, &sha256, &n_bytes, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_FAILED);

  close (fd);
}

static void
test_hex_in_either_case (void)
{
  g_autofree char *upper = g_ascii_strup (vectors[1].hex, -1);
  OpSha256 from_lower, from_upper, other;

  g_assert_true (op_sha256_from_hex (vectors[1].hex, &from_lower));
  g_assert_true (op_sha256_from_hex (upper, &from_upper));
  g_assert_true (op_sha256_from_hex (vectors[0].hex, &other));
  g_assert_true (op_sha256_equal (&from_lower, &from_upper));
  g_assert_false (op_sha256_equal (&from_lower, &other));
  assert_hex (&from_upper, vectors[1].hex);
}

static void
test_hex_is_refused (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      OpSha256 sha256;

      g_test_message ("%s", refused[i].name);
      g_assert_false (op_sha256_from_hex (refused[i].hex, &sha256));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/digest/known-hashes", test_known_hashes);
  g_test_add_func ("/digest/pieces-make-the-same-hash", test_pieces_make_the_same_hash);
  g_test_add_func ("/digest/reset-begins-anew", test_reset_begins_anew);
  g_test_add_func ("/digest/fd/is-read-from-its-beginning", test_a_file_is_read_from_its_beginning);
  g_test_add_func ("/digest/fd/reading-can-be-cancelled", test_reading_can_be_cancelled);
  g_test_add_func ("/digest/fd/what-cannot-be-read-is-an-error",
                   test_what_cannot_be_read_is_an_error);
  g_test_add_func ("/digest/hex/in-either-case", test_hex_in_either_case);
  g_test_add_func ("/digest/hex/is-refused", test_hex_is_refused);

  return g_test_run ();
}
