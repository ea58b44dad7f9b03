/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a file list must not be, one table. */

#include "rules/file-list.h"

#include "unit/rules/list-text.h"

static const OpListRules any = { 0 };

typedef struct
{
  const char *name, *text, *word;
} Refused;

static void
test_refuses (gconstpointer data)
{
  const Refused *c = data;

  assert_refused (c->text, strlen (c->text), &any, c->word);
}

#define IN_FOLDER(folder, name)                                                                    \
  NATIVE ("{\"name\": \"" name "\", \"relativePath\": \"" folder "\", " GOOD "}")
#define WITH(key) NATIVE (FILE_OF ("a", ", " key))
#define HASHED(more) NATIVE ("{\"name\": \"a\", \"hash\": \"" HASH "\"" more "}")
#define ARRAY(folder, name, more)                                                                  \
  "[{\"relativePath\": \"" folder "\", \"name\": \"" name "\"" more "}]"

/* Each is a good list but for one thing; the message has that word. */
/* clang-format off */
static const Refused refused[] = {
  { "nothing",             "",                                        "not JSON" },
  { "html",                "<!DOCTYPE html>",                         "not JSON" },
  { "string",              "\"files\"",                               "not JSON" },
  { "byte-order-mark",     "\xef\xbb\xbf" NATIVE (FILE_OF ("a", "")), "byte order mark" },
  { "utf-16",              "\xff\xfe[",                               "not JSON" },
  { "bad-utf-8",           NATIVE (FILE_OF ("a\xff", "")),            "not JSON" },
  { "cut-short",           "{\"version\": \"1\", \"files\": [" FILE_OF ("a", ""), "‘]’ expected" },
  { "cut-in-a-file",       "{\"version\": \"1\", \"files\": [{\"name",            "not JSON" },
  { "comma-at-end",        NATIVE (FILE_OF ("a", "") ","),            "‘{’ expected" },
  { "no-comma",            NATIVE (FILE_OF ("a", "") FILE_OF ("b", "")), "‘]’ expected" },
  { "comma-after-keys",    "{\"version\": \"1\",}",                   "key" },
  { "key-without-quotes",  "{version: \"1\"}",                        "key" },
  { "no-colon",            "{\"version\" \"1\"}",                     "‘:’ expected" },
  { "word-for-value",      "{\"x\": nonsense}",                       "not JSON" },
  { "hex-number",          "{\"release\": 0x10}",                     "expected" },
  { "two-documents",       NATIVE (FILE_OF ("a", "")) "{}",           "followed" },
  { "garbage-behind",      NATIVE (FILE_OF ("a", "")) " x",           "followed" },
  { "key-twice",           "{\"version\": \"1\", \"version\": \"2\"}", "duplicate" },
  { "unknown-key-twice",   "{\"x\": 1, \"x\": 1}",                    "duplicate" },
  { "files-twice",         "{\"files\": [" FILE_OF ("a", "") "], \"files\": []}", "duplicate" },
  { "notes-in-both-ways",  "{\"notes_url\": null, \"notesUrl\": null}", "duplicate" },
  { "file-key-twice",      WITH ("\"size\": 8"),                      "duplicate" },
  { "no-files",            "{\"version\": \"1\"}",                    "‘files’" },
  { "empty-object",        "{}",                                      "‘files’" },
  { "files-not-array",     "{\"version\": \"1\", \"files\": {}}",     "‘[’ expected" },
  { "no-file",             NATIVE (""),                               "no files" },
  { "no-file-in-array",    "[]",                                      "no files" },
  { "file-is-null",        NATIVE ("null"),                           "‘{’ expected" },
  { "file-is-array",       "[[]]",                                    "‘{’ expected" },
  { "nul-in-string",       NATIVE (FILE_OF ("a\\u0000b", "")),        "not JSON" },
  { "nul-in-key",          WITH ("\"a\\u0000\": 1"),                  "not JSON" },
  { "half-a-surrogate",    NATIVE (FILE_OF ("\\ud800", "")),          "not JSON" },

  { "version-is-path",     "{\"version\": \"../1\", \"files\": []}",  "‘version’" },
  { "version-of-repair",   "{\"version\": \"1~1\", \"files\": []}",   "‘version’" },
  { "version-empty",       "{\"version\": \"\", \"files\": []}",      "‘version’" },
  { "version-number",      "{\"version\": 2, \"files\": []}",         "‘version’" },
  { "no-version",          "{\"files\": [" FILE_OF ("a", "") "]}",    "‘version’" },
  { "two-versions",        "[{\"name\": \"a\", \"relativePath\": \"1.0\"},"
                           " {\"name\": \"a\", \"relativePath\": \"1.1\"}]", "differ" },
  { "release-negative",    "{\"release\": -1}",                       "‘release’" },
  { "release-real",        "{\"release\": 1.5}",                      "‘release’" },
  { "release-overflow",    "{\"release\": 9223372036854775808}",      "not JSON" },
  { "urgency-too-high",    "{\"urgency\": 4}",                        "‘urgency’" },
  { "notes-script",        "{\"notes_url\": \"javascript:x\"}",       "‘notes_url’" },
  { "notes-file",          "{\"notes_url\": \"file:///x\"}",          "‘notes_url’" },
  { "product-not-string",  "{\"product\": {}}",                       "‘product’" },

  { "no-name",             NATIVE ("{" GOOD "}"),                     "‘name’" },
  { "name-number",         NATIVE ("{\"name\": 1, " GOOD "}"),        "‘name’" },
  { "name-empty",          NATIVE (FILE_OF ("", "")),                 "empty" },
  { "name-with-slash",     NATIVE (FILE_OF ("a/b", "")),              "‘/’" },
  { "name-dot-dot",        NATIVE (FILE_OF ("..", "")),               "‘..’" },
  { "name-newline",        NATIVE (FILE_OF ("a\\nb", "")),            "control" },
  { "path-dot-dot",        IN_FOLDER ("../", "x"),                    "‘..’" },
  { "path-dot-dot-inside", IN_FOLDER ("a/../../b", "x"),              "‘..’" },
  { "path-absolute",       IN_FOLDER ("//etc/", "shadow"),            "absolute" },
  { "path-empty-part",     IN_FOLDER ("a//", "x"),                    "empty part" },
  { "path-control",        IN_FOLDER ("a\\u007f/", "x"),              "control" },
  { "path-not-string",     WITH ("\"relativePath\": 1"),              "‘relativePath’" },

  { "size-negative",       HASHED (", \"size\": -1"),                 "‘size’" },
  { "size-string",         HASHED (", \"size\": \"1\""),              "‘size’" },
  { "size-real",           HASHED (", \"size\": 1e3"),                "‘size’" },
  { "size-overflow",       HASHED (", \"size\": 18446744073709551615"), "not JSON" },
  { "size-missing",        HASHED (""),                               "‘size’" },
  { "size-null",           HASHED (", \"size\": null"),               "‘size’" },
  { "size-huge",           HASHED (", \"size\": 9223372036854775807"), "add up" },
  { "sizes-add-up",        NATIVE ("{\"name\": \"a\", \"hash\": \"" HASH "\", \"size\": 600000000000},"
                                   "{\"name\": \"b\", \"hash\": \"" HASH "\", \"size\": 600000000000}"), "add up" },
  { "hash-missing",        NATIVE ("{\"name\": \"a\", \"size\": 1}"), "‘hash’" },
  { "hash-null",           NATIVE ("{\"name\": \"a\", \"size\": 1, \"hash\": null}"), "‘hash’" },
  { "hash-short",          NATIVE ("{\"name\": \"a\", \"size\": 1, \"hash\": \"00ff\"}"), "‘hash’" },
  { "hash-not-hex",        NATIVE ("{\"name\": \"a\", \"size\": 1, \"hash\": \"" "g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" "\"}"), "‘hash’" },
  { "hash-bad-in-array",   ARRAY ("1.0", "a", ", \"hash\": \"00\""),  "‘hash’" },
  { "hash-location-bare",  WITH ("\"hashLocation\": \"x.hash\""),     "‘hashLocation’" },
  { "hash-location-out",   WITH ("\"hashLocation\": \"../x.cab/h\""), "‘hashLocation’" },

  { "mode-set-uid",        WITH ("\"mode\": \"04755\""),              "mode" },
  { "mode-set-gid",        WITH ("\"mode\": \"2755\""),               "mode" },
  { "mode-sticky",         WITH ("\"mode\": \"1755\""),               "mode" },
  { "mode-others-write",   WITH ("\"mode\": \"0666\""),               "mode" },
  { "mode-group-writes",   WITH ("\"mode\": \"0775\""),               "mode" },
  { "mode-unreadable",     WITH ("\"mode\": \"0111\""),               "mode" },
  { "mode-number",         WITH ("\"mode\": 755"),                    "mode" },
  { "mode-not-octal",      WITH ("\"mode\": \"0789\""),               "mode" },
  { "mode-empty",          WITH ("\"mode\": \"\""),                   "mode" },
  { "mode-negative",       WITH ("\"mode\": \"-755\""),               "mode" },
  { "mode-hex",            WITH ("\"mode\": \"0x1ed\""),              "mode" },
  { "mode-device",         WITH ("\"mode\": \"0100644\""),            "mode" },

  { "lcid-word",           WITH ("\"lcid\": \"fr-fr\""),              "‘lcid’" },
  { "lcid-hex",            WITH ("\"lcid\": \"0x40c\""),              "‘lcid’" },
  { "lcid-empty",          WITH ("\"lcid\": \"\""),                   "‘lcid’" },
  { "lcid-vertical-tab",   WITH ("\"lcid\": \"\\u000b1033\""),      "‘lcid’" },
  { "lcid-negative",       WITH ("\"lcid\": -1"),                     "‘lcid’" },
  { "lcid-overflow",       WITH ("\"lcid\": 4294967296"),             "‘lcid’" },
  { "lcid-real",           WITH ("\"lcid\": 1.0"),                    "‘lcid’" },
  { "other-language-only", WITH ("\"lcid\": \"1036\""),               "languages" },
  { "other-language-bad",  WITH ("\"lcid\": \"1036\", \"mode\": \"7777\""), "mode" },

  { "url-empty",           WITH ("\"url\": \"\""),                    "‘url’" },
  { "url-number",          WITH ("\"url\": 1"),                       "‘url’" },
  { "url-control",         WITH ("\"url\": \"a\\nb\""),               "‘url’" },
  { "urls-string",         WITH ("\"urls\": \"x\""),                  "‘urls’" },
  { "urls-of-numbers",     WITH ("\"urls\": [1]"),                    "‘urls’" },
  { "urls-too-many",       WITH ("\"urls\": [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\","
                                 "\"11\",\"12\",\"13\",\"14\",\"15\",\"16\",\"17\"]"), "‘urls’" },

  { "link-absolute",       NATIVE (LINK ("a", "/etc/passwd")),        "link" },
  { "link-escapes",        NATIVE (LINK ("a", "../x")),               "link" },
  { "link-up-after-down",  NATIVE (LINK ("a", "b/../../x")),          "link" },
  { "link-empty",          NATIVE (LINK ("a", "")),                   "link" },
  { "link-number",         NATIVE ("{\"name\": \"a\", \"link\": 1}"), "link" },
  { "link-with-hash",      WITH ("\"link\": \"b\""),                  "link" },
  { "link-with-url",       NATIVE ("{\"name\": \"a\", \"link\": \"b\", \"url\": \"c\"}"), "link" },
  { "link-with-urls",      NATIVE ("{\"name\": \"a\", \"link\": \"b\", \"urls\": []}"), "link" },
  { "link-backslash",      ARRAY ("1.0", "a", ", \"link\": \"..\\\\x\""), "link" },

  { "path-twice",          NATIVE (FILE_OF ("a", "") "," FILE_OF ("b", "") "," FILE_OF ("a", "")), "duplicate" },
  { "path-twice-in-ways",  NATIVE (FILE_OF ("b", ", \"relativePath\": \"/a\"") "," FILE_OF ("b", ", \"relativePath\": \"a/\"")), "duplicate" },
  { "file-and-link",       NATIVE (FILE_OF ("a", "") "," LINK ("a", "b")), "duplicate" },
  { "below-a-file",        NATIVE (FILE_OF ("b", ", \"relativePath\": \"a\"") "," FILE_OF ("a.x", "") "," FILE_OF ("a", "")), "‘a/b’" },
  { "below-a-file-deep",   NATIVE (FILE_OF ("a", "") "," FILE_OF ("a-b", "") "," FILE_OF ("d", ", \"relativePath\": \"a/b/c\"")), "not a directory" },
  { "below-a-link",        NATIVE (LINK ("a", "b") "," FILE_OF ("c", ", \"relativePath\": \"a\"")), "symbolic link" },

  { "windows-path",        ARRAY ("1.0", "a\\\\..\\\\b", ""),         "‘\\’" },
  { "windows-folder",      ARRAY ("1.0\\\\x", "a", ""),               "‘\\’" },
  { "drive-letter",        ARRAY ("C:/1.0", "a", ""),                 "drive" },
  { "drive-letter-inside", ARRAY ("1.0/c:x", "a", ""),                "drive" },
};
/* clang-format on */

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/file-list/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, &refused[i], test_refuses);
    }

  return g_test_run ();
}
