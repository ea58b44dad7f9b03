/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/file-list.h"

#include <string.h>

#include "base/bounds.h"
#include "unit/rules/list-text.h"

static const OpListRules any = { 0 };

static OpFileList *
parse (const char *text, const OpListRules *rules)
{
  g_autoptr(GError) error = NULL;
  OpFileList *list = op_file_list_parse (text, strlen (text), rules, &error);

  g_assert_no_error (error);
  g_assert_nonnull (list);

  return list;
}

static void
test_reads_every_key (void)
{
  OpListRules rules = { .product = "app" };
  g_autoptr(OpFileList) list = parse (
      "{\"product\": \"app\", \"version\": \"2.0\", \"release\": 12, \"urgency\": 3,\n"
      " \"notes_url\": \"https://h/notes?v=2\", \"later\": [{\"a\": 1}], \"files\": [\n"
      "  {\"name\": \"app\", \"relativePath\": \"/bin\", " GOOD ", \"mode\": \"0755\",\n"
      "   \"url\": \"../app\", \"urls\": [\"https://x/app\", \"y\"], \"encodings\": []},\n"
      "  {\"name\": \"Grüße.txt\", \"relativePath\": \"a/b/\", \"size\": 0,\n"
      "   \"hashLocation\": \"s.cab/x.hash\", \"hashAlgorithm\": \"SHA256\"},\n"
      "  {\"name\": \"l\", \"link\": \"bin/app\", \"lcid\": null}\n"
      "]}\n",
      &rules);
  OpListedFile file;
  OpSha256 sha256;

  g_assert_true (op_file_list_is_native (list));
  g_assert_cmpstr (op_file_list_get_version (list), ==, "2.0");
  g_assert_cmpuint (op_file_list_get_release (list), ==, 12);
  g_assert_cmpuint (op_file_list_get_urgency (list), ==, 3);
  g_assert_cmpstr (op_file_list_get_notes_url (list), ==, "https://h/notes?v=2");
  g_assert_cmpuint (op_file_list_get_n_files (list), ==, 3);
  g_assert_cmpuint (op_file_list_get_total_bytes (list), ==, 7);

  op_file_list_get_file (list, 0, &file);
  g_assert_cmpstr (file.path, ==, "bin/app");
  g_assert_cmpstr (file.url, ==, "../app");
  g_assert_cmpstr (file.urls[0], ==, "https://x/app");
  g_assert_cmpstr (file.urls[1], ==, "y");
  g_assert_null (file.urls[2]);
  g_assert_null (file.link);
  g_assert_null (file.hash_location);
  g_assert_cmpuint (file.size, ==, 7);
  g_assert_cmpuint (file.mode, ==, 0755);
  g_assert_true (file.has_sha256);
  g_assert_true (op_sha256_from_hex (HASH, &sha256));
  g_assert_true (op_sha256_equal (&file.sha256, &sha256));

  op_file_list_get_file (list, 1, &file);
  g_assert_cmpstr (file.path, ==, "a/b/Grüße.txt");
  g_assert_cmpstr (file.hash_location, ==, "s.cab/x.hash");
  g_assert_false (file.has_sha256);
  g_assert_null (file.url);
  g_assert_null (file.urls);
  g_assert_cmpuint (file.mode, ==, 0644);

  op_file_list_get_file (list, 2, &file);
  g_assert_cmpstr (file.path, ==, "l");
  g_assert_cmpstr (file.link, ==, "bin/app");
  g_assert_cmpuint (file.size, ==, 0);
  g_assert_false (file.has_sha256);
}

/* As the Click-to-Run service writes it. */
#define OFFICE                                                                                     \
  "[{\"url\": \"https://cdn/office/data/v64.cab\", \"name\": \"v64.cab\","                         \
  "  \"relativePath\": \"/office/data/\", \"lcid\": \"0\"},"                                       \
  " {\"url\": \"https://cdn/office/data/16.0.1.2/stream.dat\", \"name\": \"stream.dat\","          \
  "  \"relativePath\": \"/office/data/16.0.1.2/\", \"lcid\": \"0\","                               \
  "  \"hashLocation\": \"s640.cab/stream.hash\", \"hashAlgorithm\": \"Sha256\"},"                  \
  " {\"name\": \"fr.dat\", \"relativePath\": \"/office/data/16.0.1.2\", \"lcid\": \"1036\"},"      \
  " {\"name\": \"de.dat\", \"relativePath\": \"/office/data/16.0.1.2\", \"lcid\": 1031}]"

static void
test_reads_a_click_to_run_list (void)
{
  static const guint32 french[] = { 9, 1036 };
  OpListRules rules = { .lcids = french, .n_lcids = G_N_ELEMENTS (french) };
  g_autoptr(OpFileList) list = parse (OFFICE, &rules);
  OpListedFile file;

  g_assert_false (op_file_list_is_native (list));
  g_assert_cmpstr (op_file_list_get_version (list), ==, "16.0.1.2");
  g_assert_cmpuint (op_file_list_get_release (list), ==, 0);
  g_assert_cmpuint (op_file_list_get_urgency (list), ==, 1);
  g_assert_cmpuint (op_file_list_get_n_files (list), ==, 3);
  g_assert_cmpuint (op_file_list_get_total_bytes (list), ==, 0);

  op_file_list_get_file (list, 0, &file);
  g_assert_cmpstr (file.path, ==, "office/data/v64.cab");
  g_assert_cmpuint (file.size, ==, OP_SIZE_UNKNOWN);
  g_assert_false (file.has_sha256);

  op_file_list_get_file (list, 1, &file);
  g_assert_cmpstr (file.path, ==, "office/data/16.0.1.2/stream.dat");
  g_assert_cmpstr (file.hash_location, ==, "s640.cab/stream.hash");

  op_file_list_get_file (list, 2, &file);
  g_assert_cmpstr (file.path, ==, "office/data/16.0.1.2/fr.dat");
}

static void
test_without_languages_only_what_is_for_all (void)
{
  g_autoptr(OpFileList) list = parse (OFFICE, &any);

  g_assert_cmpuint (op_file_list_get_n_files (list), ==, 2);
}

static void
test_the_keys_may_come_in_any_order (void)
{
  g_autoptr(OpFileList) list = parse (
      " {\"files\":[" FILE_OF ("a", "") "],\"notesUrl\":\"http://h/\",\"version\":\"3\"} ", &any);

  g_assert_cmpstr (op_file_list_get_version (list), ==, "3");
  g_assert_cmpstr (op_file_list_get_notes_url (list), ==, "http://h/");
}

static void
test_the_version_may_come_from_the_paths (void)
{
  g_autoptr(OpFileList) list = parse (
      "{\"files\": [{\"name\": \"a\", \"relativePath\": \"x/1.2/\", " GOOD "}]}", &any);

  g_assert_cmpstr (op_file_list_get_version (list), ==, "1.2");
}

static void
test_the_product_must_be_the_right_one (void)
{
  OpListRules rules = { .product = "app" };
  static const char other[] =
      "{\"product\": \"other\", \"version\": \"1\", \"files\": [" FILE_OF ("a", "") "]}";
  g_autoptr(OpFileList) list = parse (NATIVE (FILE_OF ("a", "")), &rules);

  g_assert_cmpuint (op_file_list_get_n_files (list), ==, 1);
  assert_refused (other, strlen (other), &rules, "‘other’");
}

static void
test_takes_what_linux_allows_in_a_native_list (void)
{
  g_autoptr(OpFileList) list =
                 parse (NATIVE (FILE_OF ("C:x\\\\y", "") "," FILE_OF ("a", "") "," FILE_OF (
                            "a.b", "") "," FILE_OF ("A", "") "," LINK ("l", "a")),
                        &any);

  g_assert_cmpuint (op_file_list_get_n_files (list), ==, 5);
}

static void
test_another_hash_is_not_supported (void)
{
  static const char text[] = NATIVE (FILE_OF ("a", ", \"hashAlgorithm\": \"Sha512\""));
  g_autoptr(GError) error = NULL;
  g_autoptr(OpFileList) list = op_file_list_parse (text, strlen (text), &any, &error);

  g_assert_error (error, OP_ERROR, OP_ERROR_NOT_SUPPORTED);
  g_assert_null (list);
  g_assert_nonnull (strstr (error->message, "hashAlgorithm"));
}

static void
test_a_message_names_the_file (void)
{
  static const char text[] = NATIVE (
      FILE_OF ("a", "") "," FILE_OF ("app", ", \"relativePath\": \"bin\", \"mode\": \"1\""));
  static const char second[] = NATIVE (FILE_OF ("a", "") "," FILE_OF ("..", ""));

  assert_refused (text, strlen (text), &any, "‘bin/app’");
  assert_refused (second, strlen (second), &any, "number 2");
}

/* The text is not NUL-terminated for the parser; every shorter one is refused. */
static void
test_refuses_every_beginning (void)
{
  static const char text[] = "{\"version\":\"2.0\",\"files\":[" FILE_OF ("Grüße", "") "]}";
  size_t n_bytes = strlen (text);

  for (size_t i = 0; i < n_bytes; i++)
    {
      g_autofree char *copy = g_memdup2 (text, i);
      g_autoptr(GError) error = NULL;

      g_assert_null (op_file_list_parse (copy, i, &any, &error));
      g_assert_error (error, OP_ERROR, OP_ERROR_BAD_FILE_LIST);
    }

  /* A NUL is no white space. */
  assert_refused (text, n_bytes + 1, &any, "followed");
}

static void
test_refuses_what_would_fill_the_memory (void)
{
  g_autofree char *open = g_strnfill (3000, '[');
  g_autofree char *deep = g_strconcat ("[{\"x\": ", open, NULL);
  g_autofree char *deep_top = g_strconcat ("{\"x\": ", open, NULL);
  g_autofree char *filling = g_strnfill (300 * 1024, ' ');
  g_autofree char *wide = g_strconcat ("{\"x\": [", filling, "]}", NULL);
  g_autofree char *wide_file = g_strconcat ("[{\"x\": [", filling, "]}]", NULL);
  g_autofree char *letters = g_strnfill (300 * 1024, 'a');
  g_autofree char *long_key = g_strconcat ("{\"", letters, "\": 1}", NULL);
  g_autoptr(GString) keys = g_string_new ("{\"k\": 1");

  assert_refused (open, strlen (open), &any, "‘{’ expected");
  assert_refused (deep, strlen (deep), &any, "depth");
  assert_refused (deep_top, strlen (deep_top), &any, "depth");
  assert_refused (wide, strlen (wide), &any, "256 KiB");
  assert_refused (wide_file, strlen (wide_file), &any, "256 KiB");
  assert_refused (long_key, strlen (long_key), &any, "256 KiB");

  for (unsigned i = 0; i < 64; i++)
    g_string_append_printf (keys, ", \"%u\": 1", i);
  g_string_append (keys, "}");
  assert_refused (keys->str, keys->len, &any, "64 keys");
}

static char *
make_long_list (unsigned n_files, size_t *out_n_bytes)
{
  GString *text = g_string_new ("{\"version\": \"1.0\", \"files\": [");

  for (unsigned i = 0; i < n_files; i++)
    g_string_append_printf (text,
                            "%s{\"name\": \"file-%u.dat\", \"relativePath\": \"/lib/%u/%u/\", "
                            "\"url\": \"https://cdn.example/content/%08x\", \"hash\": \"" HASH
                            "\", \"size\": %u, \"mode\": \"0644\"}",
                            i == 0 ? "" : ",\n",
                            i,
                            i % 97,
                            i % 1013,
                            i,
                            i);
  g_string_append (text, "]}");
  *out_n_bytes = text->len;

  return g_string_free (text, FALSE);
}

static void
test_reads_a_hundred_thousand_files_and_no_more (void)
{
  size_t n_bytes, n_too_many_bytes;
  g_autofree char *text = make_long_list (OP_MAX_LIST_FILES, &n_bytes);
  g_autofree char *too_many = make_long_list (OP_MAX_LIST_FILES + 1, &n_too_many_bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(OpFileList) list = op_file_list_parse (text, n_bytes, &any, &error);
  OpListedFile file;

  g_assert_no_error (error);
  g_assert_cmpuint (op_file_list_get_n_files (list), ==, OP_MAX_LIST_FILES);
  op_file_list_get_file (list, OP_MAX_LIST_FILES - 1, &file);
  g_assert_cmpstr (file.path, ==, "lib/89/725/file-99999.dat");
  g_assert_cmpuint (file.size, ==, 99999);

  assert_refused (too_many, n_too_many_bytes, &any, "100000");
}

static void
test_refuses_a_list_of_more_than_64_mib (void)
{
  g_autofree char *text = g_strnfill (OP_MAX_LIST_BYTES + 1, ' ');

  assert_refused (text, OP_MAX_LIST_BYTES + 1, &any, "64 MiB");
}

static void
add_tests (void)
{
  g_test_add_func ("/file-list/reads-every-key", test_reads_every_key);
  g_test_add_func ("/file-list/reads-a-click-to-run-list", test_reads_a_click_to_run_list);
  g_test_add_func ("/file-list/without-languages-only-what-is-for-all",
                   test_without_languages_only_what_is_for_all);
  g_test_add_func ("/file-list/the-keys-may-come-in-any-order",
                   test_the_keys_may_come_in_any_order);
  g_test_add_func ("/file-list/the-version-may-come-from-the-paths",
                   test_the_version_may_come_from_the_paths);
  g_test_add_func ("/file-list/the-product-must-be-the-right-one",
                   test_the_product_must_be_the_right_one);
  g_test_add_func ("/file-list/takes-what-linux-allows-in-a-native-list",
                   test_takes_what_linux_allows_in_a_native_list);
  g_test_add_func ("/file-list/another-hash-is-not-supported", test_another_hash_is_not_supported);
  g_test_add_func ("/file-list/a-message-names-the-file", test_a_message_names_the_file);
  g_test_add_func ("/file-list/refuses-every-beginning", test_refuses_every_beginning);
  g_test_add_func ("/file-list/refuses-what-would-fill-the-memory",
                   test_refuses_what_would_fill_the_memory);
  g_test_add_func ("/file-list/reads-a-hundred-thousand-files-and-no-more",
                   test_reads_a_hundred_thousand_files_and_no_more);
  g_test_add_func ("/file-list/refuses-a-list-of-more-than-64-mib",
                   test_refuses_a_list_of_more_than_64_mib);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_tests ();
  return g_test_run ();
}
