/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Lists that must not be believed: each is refused with its error and a word that helps, the
 * installed version runs on, no tree is made of it, and the next Download works.
 */

#include <string.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define BAD_LIST "org.offpeak.Error.BadFileList"
#define BAD_CONTENT "org.offpeak.Error.BadContent"
#define NOT_SUPPORTED "org.freedesktop.DBus.Error.NotSupported"

#define LIST(files) "{\"version\": \"2.0\", \"files\": [" files "]}"
#define GOOD                                                                                       \
  "{\"name\": \"app\", \"relativePath\": \"/bin/\", \"url\": \"/good\", \"size\": 6, "             \
  "\"hash\": \"@H@\", \"mode\": \"0755\"}"
#define FILE_AT(folder, name)                                                                      \
  "{\"name\": \"" name "\", \"relativePath\": \"" folder "\", \"url\": \"/good\", \"size\": 6, "   \
  "\"hash\": \"@H@\"}"
#define FILE_WITH(more) "{\"name\": \"x\", \"relativePath\": \"/\", \"url\": \"/good\", " more "}"
#define LINK(target) "{\"name\": \"l\", \"relativePath\": \"/lib/\", \"link\": \"" target "\"}"
#define OTHER_HASH "\"0000000000000000000000000000000000000000000000000000000000000000\""

typedef struct
{
  const char *name;
  const char *list; /* @H@ is the hash of what is at /good */
  const char *error;
  const char *word;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "empty",              "",                                            BAD_LIST, "JSON" },
  { "not-json",           "<html>Service unavailable</html>",            BAD_LIST, "JSON" },
  { "cut-short",          "{\"version\": \"2.0\", \"files\": [",         BAD_LIST, "JSON" },
  { "two-documents",      LIST (GOOD) LIST (GOOD),                       BAD_LIST, "followed" },
  { "duplicate-key",      "{\"version\": \"2.0\", \"version\": \"2.0\", \"files\": [" GOOD "]}",
                                                                         BAD_LIST, "duplicate" },
  { "no-files",           "{\"version\": \"2.0\"}",                      BAD_LIST, "files" },
  { "no-version",         "{\"files\": [" GOOD "]}",                     BAD_LIST, "version" },
  { "version-is-a-path",  "{\"version\": \"../2\", \"files\": [" GOOD "]}", BAD_LIST, "version" },
  { "path-goes-up",       LIST (GOOD ", " FILE_AT ("/../", "x")),        BAD_LIST, ".." },
  { "name-goes-up",       LIST (GOOD ", " FILE_AT ("/", "../x")),        BAD_LIST, "name" },
  { "absolute-path",      LIST (GOOD ", " FILE_AT ("//etc/", "x")),      BAD_LIST, "absolute" },
  { "empty-part",         LIST (GOOD ", " FILE_AT ("/a//b/", "x")),      BAD_LIST, "empty" },
  { "control-character",  LIST (GOOD ", " FILE_AT ("/a\\u0007/", "x")),  BAD_LIST, "control" },
  { "duplicate-path",     LIST (GOOD ", " GOOD),                         BAD_LIST, "duplicate" },
  { "below-a-file",       LIST (GOOD ", " FILE_AT ("/bin/app/", "x")),   BAD_LIST, "directory" },
  { "below-a-link",       LIST (LINK ("../bin") ", " FILE_AT ("/lib/l/", "x")), BAD_LIST, "link" },
  { "link-out-of-tree",   LIST (GOOD ", " LINK ("../../x")),             BAD_LIST, "leaves the tree" },
  { "link-absolute",      LIST (GOOD ", " LINK ("/etc/passwd")),         BAD_LIST, "absolute" },
  { "set-uid",            LIST (FILE_WITH ("\"size\": 6, \"hash\": \"@H@\", \"mode\": \"4755\"")),
                                                                         BAD_LIST, "set-uid" },
  { "writable-by-others", LIST (FILE_WITH ("\"size\": 6, \"hash\": \"@H@\", \"mode\": \"0666\"")),
                                                                         BAD_LIST, "others" },
  { "no-hash",            LIST (FILE_WITH ("\"size\": 6")),              BAD_LIST, "hash" },
  { "hash-too-short",     LIST (FILE_WITH ("\"size\": 6, \"hash\": \"00ff\"")), BAD_LIST, "hash" },
  { "negative-size",      LIST (FILE_WITH ("\"size\": -1, \"hash\": \"@H@\"")), BAD_LIST, "size" },
  { "file-url",           LIST ("{\"name\": \"x\", \"relativePath\": \"/\", \"size\": 6, "
                                "\"url\": \"file:///etc/passwd\", \"hash\": \"@H@\"}"),
                                                                         BAD_LIST, "http" },
  { "hash-location",      LIST (FILE_WITH ("\"size\": 6, \"hashLocation\": \"a.cab/b\"")),
                                                                         NOT_SUPPORTED, "hashLocation" },
  { "wrong-hash",         LIST (FILE_WITH ("\"size\": 6, \"hash\": " OTHER_HASH)), BAD_CONTENT, "hash" },
  { "size-too-small",     LIST (FILE_WITH ("\"size\": 5, \"hash\": \"@H@\"")), BAD_CONTENT, "size" },
  { "size-too-large",     LIST (FILE_WITH ("\"size\": 7, \"hash\": \"@H@\"")), BAD_CONTENT, "size" },
};
/* clang-format on */

static char *
fill_in (const char *list, const char *hash)
{
  g_auto(GStrv) parts = g_strsplit (list, "@H@", -1);

  return g_strjoinv (hash, parts);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *hash = NULL;
  g_autofree char *list = NULL;
  const char *root;

  if (s == NULL)
    return;

  root = service_install_root (s, NULL);
  service_update (s, "1.0");
  write_file (s->www, "good", "good!\n");
  hash = hash_file (s->www, "good");
  list = fill_in (c->list, hash);
  application_publish_text (s->www, list);

  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  assert_failed (s, NULL, STATUS_DOWNLOAD_FAILED, 9, c->error, c->word);
  application_assert_installed (root, s->www, "1.0");
  g_assert_false (file_exists (root, "versions/2.0"));

  service_publish (s, "3.0", NULL);
  service_update (s, "3.0");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/lists/refuses/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
