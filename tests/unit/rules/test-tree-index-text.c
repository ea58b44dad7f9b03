/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/tree-index.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"

static OpSha256
sha_of (const char *text)
{
  OpSha256 sha256;

  op_sha256_of (text, strlen (text), &sha256);

  return sha256;
}

static void
add_file (OpTreeIndex *index, const char *path, const char *content)
{
  const OpIndexedFile file = {
    .path = path,
    .sha256 = sha_of (content),
    .size = strlen (content),
    .mode = 0644,
    .inode = 4711,
    .mtime_nsec = G_GINT64_CONSTANT (1700000000123456789),
  };

  op_tree_index_add (index, &file);
}

/* A file, one with a name that is hard to write, a link, a file that is damaged. */
static OpTreeIndex *
make_index (void)
{
  const OpIndexedFile link = { .path = "lib/a.so", .link = "a b%.so.1" };
  const OpIndexedFile odd = {
    .path = "share/Read me\xe2\x80\xa6 100%",
    .sha256 = sha_of ("odd"),
    .size = OP_MAX_RELEASE_BYTES,
    .mode = 0755,
    .inode = G_MAXUINT64,
    .mtime_nsec = -1,
  };
  OpTreeIndex *index = op_tree_index_new ("2.0", 7);

  add_file (index, "bin/run", "run");
  op_tree_index_add (index, &odd);
  op_tree_index_add (index, &link);
  add_file (index, "share/broken", "broken");
  op_tree_index_mark_damaged (index, 3);

  return index;
}

static void
assert_same (const OpTreeIndex *a, const OpTreeIndex *b)
{
  g_assert_cmpstr (op_tree_index_get_version (a), ==, op_tree_index_get_version (b));
  g_assert_cmpuint (op_tree_index_get_release (a), ==, op_tree_index_get_release (b));
  g_assert_cmpuint (op_tree_index_get_n_files (a), ==, op_tree_index_get_n_files (b));

  for (unsigned i = 0; i < op_tree_index_get_n_files (a); i++)
    {
      OpIndexedFile file_a, file_b;

      op_tree_index_get_file (a, i, &file_a);
      op_tree_index_get_file (b, i, &file_b);
      g_assert_cmpstr (file_a.path, ==, file_b.path);
      g_assert_cmpstr (file_a.link, ==, file_b.link);
      g_assert_true (op_sha256_equal (&file_a.sha256, &file_b.sha256));
      g_assert_cmpuint (file_a.size, ==, file_b.size);
      g_assert_cmpuint (file_a.mode, ==, file_b.mode);
      g_assert_cmpuint (file_a.inode, ==, file_b.inode);
      g_assert_cmpint (file_a.mtime_nsec, ==, file_b.mtime_nsec);
      g_assert_cmpint (file_a.damaged, ==, file_b.damaged);
    }
}

static void
test_comes_back (void)
{
  g_autoptr(OpTreeIndex) index = make_index ();
  g_autoptr(GBytes) bytes = op_tree_index_to_bytes (index);
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTreeIndex) same = op_tree_index_parse (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_autoptr(GBytes) same_bytes = NULL;

  g_assert_no_error (error);
  assert_same (index, same);
  same_bytes = op_tree_index_to_bytes (same);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes),
                   g_bytes_get_data (same_bytes, NULL),
                   g_bytes_get_size (same_bytes));
}

static void
test_an_empty_one_comes_back (void)
{
  g_autoptr(OpTreeIndex) index = op_tree_index_new ("1.0", 0);
  g_autoptr(GBytes) bytes = op_tree_index_to_bytes (index);
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTreeIndex) same = op_tree_index_parse (
      g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);

  g_assert_no_error (error);
  assert_same (index, same);
}

/* The form is on people's disks: it changes with the format number or not at all. */
static void
test_the_text_is_as_documented (void)
{
  g_autoptr(OpTreeIndex) index = op_tree_index_new ("1.0", 3);
  const OpIndexedFile link = { .path = "b c", .link = "a" };
  g_autoptr(GBytes) bytes = NULL;

  add_file (index, "a", "");
  op_tree_index_add (index, &link);
  bytes = op_tree_index_to_bytes (index);

  g_assert_true (g_str_has_prefix (
      g_bytes_get_data (bytes, NULL),
      "offpeak-tree 1 1.0 3\n"
      "file ok e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 644 4711 "
      "1700000000123456789 a\n"
      "link ok b%20c a\n"
      "end 2 "));
}

static void
assert_refused (const char *text, size_t n_bytes, const char *word)
{
  /* A copy of just this size, so that a read behind its end is noticed. */
  g_autofree char *copy = g_memdup2 (text, n_bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTreeIndex) index = op_tree_index_parse (copy, n_bytes, &error);

  g_assert_null (index);
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
  g_test_message ("%s", error->message);
  if (word != NULL)
    g_assert_nonnull (strstr (error->message, word));
}

static void
test_wherever_it_is_cut_it_is_noticed (void)
{
  g_autoptr(OpTreeIndex) index = make_index ();
  g_autoptr(GBytes) bytes = op_tree_index_to_bytes (index);

  assert_refused ("", 0, "empty");
  for (size_t n_bytes = 1; n_bytes < g_bytes_get_size (bytes); n_bytes++)
    assert_refused (g_bytes_get_data (bytes, NULL), n_bytes, "cut short");
}

static void
test_every_changed_byte_is_noticed (void)
{
  g_autoptr(OpTreeIndex) index = make_index ();
  g_autoptr(GBytes) bytes = op_tree_index_to_bytes (index);
  size_t n_bytes = g_bytes_get_size (bytes);
  g_autofree char *text = g_memdup2 (g_bytes_get_data (bytes, NULL), n_bytes);

  for (size_t i = 0; i < n_bytes; i++)
    {
      text[i] ^= 1;
      assert_refused (text, n_bytes, NULL);
      text[i] ^= 1;
    }
}

static void
test_a_newer_format_is_named (void)
{
  static const char text[] = "offpeak-tree 2 something else\nand quite another end\n";

  assert_refused (text, strlen (text), "format ‘2’");
}

static void
test_something_else_is_refused (void)
{
  assert_refused ("{}\n", 3, "none at all");
  assert_refused ("\0\0\0\n", 4, "none at all");
}

#define SHA "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEAD "offpeak-tree 1 1.0 0\n"
#define FILE_OK "file ok " SHA " 0 644 1 2 a\n"

/* Each has the right checksum, and is good but for one thing. */
/* clang-format off */
static const struct
{
  const char *name, *body, *count;
} refused[] = {
  { "version-is-a-path",    "offpeak-tree 1 ../1 0\n", "0" },
  { "version-missing",      "offpeak-tree 1\n", "0" },
  { "release-missing",      "offpeak-tree 1 1.0\n", "0" },
  { "release-negative",     "offpeak-tree 1 1.0 -1\n", "0" },
  { "release-too-large",    "offpeak-tree 1 1.0 18446744073709551616\n", "0" },
  { "header-too-long",      "offpeak-tree 1 1.0 0 0\n", "0" },
  { "fewer-files",          HEAD FILE_OK, "2" },
  { "more-files",           HEAD FILE_OK "link ok b a\n", "1" },
  { "count-too-large",      HEAD, "100001" },
  { "count-with-zero",      HEAD FILE_OK, "01" },
  { "empty-line",           HEAD "\n", "1" },
  { "unknown-kind",         HEAD "device ok a\n", "1" },
  { "unknown-state",        HEAD "file bad " SHA " 0 644 1 2 a\n", "1" },
  { "hash-short",           HEAD "file ok e3b0 0 644 1 2 a\n", "1" },
  { "hash-upper-case",      HEAD "file ok E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 0 644 1 2 a\n", "1" },
  { "size-negative",        HEAD "file ok " SHA " -1 644 1 2 a\n", "1" },
  { "size-with-plus",       HEAD "file ok " SHA " +1 644 1 2 a\n", "1" },
  { "size-with-v-tab",      HEAD "file ok " SHA " \v1 644 1 2 a\n", "1" },
  { "size-with-zero",       HEAD "file ok " SHA " 01 644 1 2 a\n", "1" },
  { "size-too-large",       HEAD "file ok " SHA " 1099511627777 644 1 2 a\n", "1" },
  { "size-missing",         HEAD "file ok " SHA "  644 1 2 a\n", "1" },
  { "mode-set-uid",         HEAD "file ok " SHA " 0 4755 1 2 a\n", "1" },
  { "mode-not-octal",       HEAD "file ok " SHA " 0 689 1 2 a\n", "1" },
  { "inode-too-large",      HEAD "file ok " SHA " 0 644 18446744073709551616 2 a\n", "1" },
  { "time-negative-zero",   HEAD "file ok " SHA " 0 644 1 -0 a\n", "1" },
  { "time-two-signs",       HEAD "file ok " SHA " 0 644 1 --2 a\n", "1" },
  { "time-too-large",       HEAD "file ok " SHA " 0 644 1 9223372036854775808 a\n", "1" },
  { "path-missing",         HEAD "file ok " SHA " 0 644 1 2\n", "1" },
  { "path-empty",           HEAD "file ok " SHA " 0 644 1 2 \n", "1" },
  { "path-absolute",        HEAD "file ok " SHA " 0 644 1 2 /etc/shadow\n", "1" },
  { "path-escapes",         HEAD "file ok " SHA " 0 644 1 2 a/../../b\n", "1" },
  { "path-not-utf-8",       HEAD "file ok " SHA " 0 644 1 2 a\xff\n", "1" },
  { "path-with-line-end",   HEAD "file ok " SHA " 0 644 1 2 a%0Ab\n", "1" },
  { "path-half-escaped",    HEAD "file ok " SHA " 0 644 1 2 a%2\n", "1" },
  { "path-escape-lower",    HEAD "file ok " SHA " 0 644 1 2 a%7f\n", "1" },
  { "path-escape-needless", HEAD "file ok " SHA " 0 644 1 2 a%41\n", "1" },
  { "path-escape-nul",      HEAD "file ok " SHA " 0 644 1 2 a%00b\n", "1" },
  { "path-twice",           HEAD FILE_OK FILE_OK, "2" },
  { "more-behind",          HEAD "file ok " SHA " 0 644 1 2 a b\n", "1" },
  { "link-without-target",  HEAD "link ok a\n", "1" },
  { "link-escapes",         HEAD "link ok a ../b\n", "1" },
  { "link-absolute",        HEAD "link ok a /etc/shadow\n", "1" },
  { "link-more-behind",     HEAD "link ok a b c\n", "1" },
  { "tab-between",          HEAD "link\tok a b\n", "1" },
};
/* clang-format on */

static GString *
seal (const char *body, size_t n_bytes, const char *count)
{
  GString *text = g_string_new_len (body, n_bytes);
  g_autofree char *hex = NULL;
  OpSha256 sha256;

  op_sha256_of (body, n_bytes, &sha256);
  hex = op_sha256_to_hex (&sha256);
  g_string_append_printf (text, "end %s %s\n", count, hex);

  return text;
}

static void
test_refuses (gconstpointer data)
{
  size_t i = GPOINTER_TO_SIZE (data);
  g_autoptr(GString) text = seal (refused[i].body, strlen (refused[i].body), refused[i].count);

  assert_refused (text->str, text->len, NULL);
}

/* What the table is compared with. */
static void
test_accepts_what_the_refused_ones_differ_from (void)
{
  static const char body[] = HEAD FILE_OK "link ok b a\n";
  g_autoptr(GString) text = seal (body, strlen (body), "2");
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTreeIndex) index = op_tree_index_parse (text->str, text->len, &error);

  g_assert_no_error (error);
  g_assert_nonnull (index);
}

static void
test_refuses_a_nul (void)
{
  static const char body[] = HEAD "link ok b a\0c\n";
  g_autoptr(GString) text = seal (body, sizeof body - 1, "1");

  assert_refused (text->str, text->len, "no text");
}

static void
test_many_files_come_back (void)
{
  g_autoptr(OpTreeIndex) index = op_tree_index_new ("1.0", 0);
  g_autoptr(OpTreeIndex) same = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  for (unsigned n = 0; n < 5000; n++)
    {
      g_autofree char *path = g_strdup_printf ("directory %u/file-%u", n % 100, n);

      add_file (index, path, path);
    }

  bytes = op_tree_index_to_bytes (index);
  same = op_tree_index_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  assert_same (index, same);

  for (unsigned n = 0; n < 5000; n++)
    {
      OpIndexedFile file;
      unsigned i;

      op_tree_index_get_file (same, n, &file);
      g_assert_true (op_tree_index_find_path (same, file.path, &i));
      g_assert_cmpuint (i, ==, n);
      g_assert_true (op_tree_index_find_content (same, &file.sha256, file.size, &i));
      g_assert_cmpuint (i, ==, n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tree-index-text/comes-back", test_comes_back);
  g_test_add_func ("/tree-index-text/an-empty-one-comes-back", test_an_empty_one_comes_back);
  g_test_add_func ("/tree-index-text/many-files-come-back", test_many_files_come_back);
  g_test_add_func ("/tree-index-text/the-text-is-as-documented", test_the_text_is_as_documented);
  g_test_add_func ("/tree-index-text/wherever-it-is-cut-it-is-noticed",
                   test_wherever_it_is_cut_it_is_noticed);
  g_test_add_func ("/tree-index-text/every-changed-byte-is-noticed",
                   test_every_changed_byte_is_noticed);
  g_test_add_func ("/tree-index-text/a-newer-format-is-named", test_a_newer_format_is_named);
  g_test_add_func ("/tree-index-text/refuses/something-else", test_something_else_is_refused);
  g_test_add_func ("/tree-index-text/refuses/a-nul", test_refuses_a_nul);
  g_test_add_func ("/tree-index-text/accepts", test_accepts_what_the_refused_ones_differ_from);

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/tree-index-text/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_refuses);
    }

  return g_test_run ();
}
