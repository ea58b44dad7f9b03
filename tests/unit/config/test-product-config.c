/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a product file says, and what several of them say together. */

#include <sys/stat.h>
#include <unistd.h>

#include "base/bounds.h"
#include "cast.h"

#define MINIMUM "[Product]\nUpdateBaseUrl=https://updates.example/editor\nTrust=filelist\n"

static OpProductConfig *
load (Fixture *f, const char *text)
{
  g_autofree char *path = g_build_filename (f->dir, "editor.conf", NULL);

  write_file (f->dir, "editor.conf", text);

  return op_product_config_load ("editor", path, f->problems);
}

static void
assert_strv (char **strings, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", strings);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_defaults (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpProductConfig) config =
                 load (f, "[Product]\nUpdateBaseUrl=https://updates.example/\n");

  assert_problems (f, 0, NULL);
  g_assert_cmpstr (config->problem, ==, NULL);
  g_assert_cmpstr (config->id, ==, "editor");
  g_assert_cmpstr (config->title, ==, "editor");
  g_assert_true (config->enabled);
  g_assert_cmpstr (config->install_root, ==, "/opt/editor");
  g_assert_cmpstr (config->channel, ==, "stable");
  g_assert_cmpstr (config->architecture, ==, "x64");
  assert_strv (config->languages, "");
  g_assert_cmpstr (config->update_base_url, ==, "https://updates.example/");
  g_assert_cmpint (config->trust, ==, OP_TRUST_TUF);
  g_assert_cmpstr (config->root_file, ==, NULL);
  g_assert_cmpstr (config->file_list_url, ==, NULL);
  g_assert_cmpuint (config->keep_versions, ==, 2);
  assert_strv (config->blocking_paths, "/opt/editor");
  g_assert_cmpuint (config->shutdown_grace_sec, ==, 10);
  assert_strv (config->allowed_sources, "");
  assert_strv (config->allowed_base_urls, "");
  g_assert_cmpstr (config->health_check, ==, NULL);
  g_assert_cmpstr (config->health_check_user, ==, "nobody");
  g_assert_false (config->auto_download);
  g_assert_false (config->auto_apply);
  g_assert_cmpstr (config->pinned_version, ==, NULL);
}

static void
test_every_key (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpProductConfig) config =
                 load (f,
                       "[Product]\n"
                       "Title=The Editor — for you\n"
                       "Enabled=no\n"
                       "InstallRoot=/srv//apps/./editor/\n"
                       "Channel=beta\n"
                       "Architecture=arm64\n"
                       "Languages=en-us; fr-fr ;\n"
                       "UpdateBaseUrl=file:///media/stick\n"
                       "Trust=FileList\n"
                       "RootFile=/etc/offpeak/root.json\n"
                       "FileListUrl=https://updates.example/{channel}/{arch}/{version}/list.json\n"
                       "KeepVersions=1\n"
                       "BlockingPaths=/srv/apps/editor;/usr/bin/editor\n"
                       "ShutdownGraceSec=0\n"
                       "AllowedSources=org.example.Source;org.example.Other\n"
                       "AllowedBaseUrls=https://mirror.example/;http://10.0.0.1/\n"
                       "HealthCheck=bin/editor --check\n"
                       "HealthCheckUser=editor\n"
                       "AutoDownload=yes\n"
                       "AutoApply=1\n");

  assert_problems (f, 0, NULL);
  g_assert_cmpstr (config->title, ==, "The Editor — for you");
  g_assert_false (config->enabled);
  g_assert_cmpstr (config->install_root, ==, "/srv/apps/editor");
  g_assert_cmpstr (config->channel, ==, "beta");
  g_assert_cmpstr (config->architecture, ==, "arm64");
  assert_strv (config->languages, "en-us fr-fr");
  g_assert_cmpstr (config->update_base_url, ==, "file:///media/stick");
  g_assert_cmpint (config->trust, ==, OP_TRUST_FILE_LIST);
  g_assert_cmpstr (config->root_file, ==, "/etc/offpeak/root.json");
  g_assert_cmpuint (config->keep_versions, ==, 1);
  assert_strv (config->blocking_paths, "/srv/apps/editor /usr/bin/editor");
  g_assert_cmpuint (config->shutdown_grace_sec, ==, 0);
  assert_strv (config->allowed_sources, "org.example.Source org.example.Other");
  assert_strv (config->allowed_base_urls, "https://mirror.example/ http://10.0.0.1/");
  g_assert_cmpstr (config->health_check, ==, "bin/editor --check");
  g_assert_cmpstr (config->health_check_user, ==, "editor");
  g_assert_true (config->auto_download);
  g_assert_true (config->auto_apply);
}

/* "None", where there may be none. */
static void
test_empty_values (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpProductConfig) config =
                 load (f,
                       MINIMUM "Title=\nRootFile=\nFileListUrl=\nBlockingPaths=\nLanguages=\n"
                               "AllowedSources=\nAllowedBaseUrls=\nHealthCheck=\n");

  assert_problems (f, 0, NULL);
  g_assert_cmpstr (config->root_file, ==, NULL);
  g_assert_cmpstr (config->title, ==, "editor");
  g_assert_cmpstr (config->file_list_url, ==, NULL);
  g_assert_cmpstr (config->health_check, ==, NULL);
  assert_strv (config->blocking_paths, "/opt/editor");
}

typedef struct
{
  const char *name;
  const char *text; /* after MINIMUM, which has three lines */
  const char *problem;
} Refused;

/* clang-format off */
static const Refused refused[] = {
  { "unknown-key", "Colour=red\n", "editor.conf:4: Colour: this key is not known" },
  { "translated-key", "Title[de]=Schreiber\n", "editor.conf:4: Title[de]: this key is not known" },
  { "unknown-group", "[Products]\nTitle=x\n", "editor.conf:4: [Products]: this group is not known" },
  { "key-of-ours-only", "PinnedVersion=1.0\n", "editor.conf:4: PinnedVersion: this key is not known" },
  { "neither-yes-nor-no", "Enabled=y\n", "editor.conf:4: Enabled: ‘y’ is neither yes nor no" },
  { "relative-root", "InstallRoot=opt/editor\n", "editor.conf:4: InstallRoot: ‘opt/editor’ is not an absolute path" },
  { "root-of-all", "InstallRoot=/\n", "editor.conf:4: InstallRoot: ‘/’" },
  { "root-of-all-by-detour", "InstallRoot=/opt/..\n", "editor.conf:4: InstallRoot: ‘/opt/..’" },
  { "empty-root", "InstallRoot=\n", "editor.conf:4: InstallRoot: ‘’" },
  { "relative-blocking-path", "BlockingPaths=/opt/editor;bin\n", "editor.conf:4: BlockingPaths: ‘bin’" },
  { "other-trust", "Trust=none\n", "editor.conf:4: Trust: ‘none’ is neither tuf nor filelist" },
  { "not-a-url", "UpdateBaseUrl=updates.example\n", "editor.conf:4: UpdateBaseUrl: " },
  { "other-scheme", "UpdateBaseUrl=ftp://updates.example/\n", "editor.conf:4: UpdateBaseUrl: " },
  { "other-scheme-of-a-mirror", "AllowedBaseUrls=https://a.example/;gopher://b.example/\n", "editor.conf:4: AllowedBaseUrls: " },
  { "other-scheme-of-the-list", "FileListUrl=ftp://updates.example/list\n", "editor.conf: FileListUrl: " },
  { "list-over-plain-http", "FileListUrl=http://updates.example/list.json\n", "editor.conf: FileListUrl: with Trust=filelist" },
  { "base-over-plain-http", "UpdateBaseUrl=http://updates.example/\n", "editor.conf: UpdateBaseUrl: with Trust=filelist" },
  { "placeholder-in-the-host", "FileListUrl=https://{channel}.example/list\nChannel=a/b\n", "FileListUrl" },
  { "no-version-kept", "KeepVersions=0\n", "editor.conf:4: KeepVersions: at least 1" },
  { "not-a-number", "ShutdownGraceSec=10s\n", "editor.conf:4: ShutdownGraceSec: ‘10s’" },
  { "control-character", "Title=a\x01" "b\n", "editor.conf:4: Title: the value has a control character" },
  { "control-character-beyond-ascii", "Title=a\xc2\x85" "b\n", "editor.conf:4: Title: the value has a control character" },
  { "not-utf-8", "Title=\xc3\n", "editor.conf:4: Title: the value is not UTF-8" },
};
/* clang-format on */

/* It is listed all the same, and says what is wrong with it. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  const Refused *c = data;
  g_autofree char *text = g_strconcat (MINIMUM, c->text, NULL);
  g_autoptr(OpProductConfig) config = load (f, text);

  /* Without one that can be used, there is none. */
  assert_problems (f, config->update_base_url != NULL ? 1 : 2, c->problem);
  g_assert_true (g_str_has_prefix (f->problems->pdata[0], f->dir));
  g_assert_cmpstr (config->problem, ==, f->problems->pdata[0]);
}

static void
test_no_place (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpProductConfig) config = load (f, "[Product]\nTrust=filelist\n");

  assert_problems (f, 1, "editor.conf: UpdateBaseUrl: it is missing");
  g_assert_nonnull (config->problem);
}

static void
test_unreadable (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "missing.conf", NULL);
  g_autoptr(OpProductConfig) config = op_product_config_load ("missing", path, f->problems);

  g_assert_cmpuint (f->problems->len, >=, 1);
  g_assert_nonnull (strstr (config->problem, "missing.conf"));
}

/* With signed metadata the transport need not be trusted. */
static void
test_owned_by_another (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "editor.conf", NULL);
  g_autoptr(OpProductConfig) config = NULL;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give a file away");
      return;
    }

  write_file (f->dir, "editor.conf", MINIMUM);
  g_assert_no_errno (chown (path, 65534, 65534));
  config = op_product_config_load ("editor", path, f->problems);
  g_assert_nonnull (strstr (config->problem, "belongs to the user with the id 65534"));
  g_assert_nonnull (strstr (config->problem, path));
  g_assert_cmpstr (config->update_base_url, ==, NULL);
  g_ptr_array_set_size (f->problems, 0);
}

static void
test_writable_by_everybody (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "editor.conf", NULL);
  g_autoptr(OpProductConfig) config = NULL;

  write_file (f->dir, "editor.conf", MINIMUM);
  g_assert_no_errno (chmod (path, 0646));
  config = op_product_config_load ("editor", path, f->problems);
  g_assert_nonnull (strstr (config->problem, "everybody may write it"));
  g_assert_nonnull (strstr (config->problem, path));
  g_assert_cmpstr (config->update_base_url, ==, NULL);
  g_ptr_array_set_size (f->problems, 0);
}

static void
test_plain_http_with_tuf (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpProductConfig) config =
                 load (f, "[Product]\nTrust=tuf\nUpdateBaseUrl=http://updates.example/\n");

  assert_problems (f, 0, NULL);
  g_assert_cmpstr (op_trust_nick (config->trust), ==, "tuf");
}

static void
test_plain_http_on_this_machine (Fixture *f, gconstpointer unused)
{
  static const char *const urls[] = {
    "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/a", "file:///srv"
  };

  for (size_t i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("[Product]\nTrust=filelist\nUpdateBaseUrl=%s\n", urls[i]);
      g_autoptr(OpProductConfig) config = load (f, text);

      assert_problems (f, 0, NULL);
    }
}

typedef struct
{
  const char *keys;
  const char *version;
  const char *url;
} ListUrl;

static void
test_list_url (Fixture *f, gconstpointer unused)
{
  static const ListUrl cases[] = {
    { "UpdateBaseUrl=https://u.example/editor\n", NULL, "https://u.example/editor/filelist.json" },
    { "UpdateBaseUrl=https://u.example/editor/\n",
      "1.0",
      "https://u.example/editor/filelist.json" },
    { "FileListUrl=https://l.example/{channel}-{arch}-{version}.json\n",
      "1.0+b",
      "https://l.example/stable-x64-1.0%2Bb.json" },
    { "FileListUrl=https://l.example/list?v={version}&c={channel}\n",
      NULL,
      "https://l.example/list?v=&c=stable" },
    { "FileListUrl=https://l.example/{channel}/{channel}\nChannel=a/b c&d%ü\n",
      NULL,
      "https://l.example/a%2Fb%20c%26d%25%C3%BC/a%2Fb%20c%26d%25%C3%BC" },
    { "FileListUrl=https://l.example/{channel}\nChannel={version}\n",
      "1.0",
      "https://l.example/%7Bversion%7D" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (MINIMUM, cases[i].keys, NULL);
      g_autoptr(OpProductConfig) config = load (f, text);
      g_autofree char *url = op_product_config_get_list_url (config, cases[i].version);

      assert_problems (f, 0, NULL);
      g_assert_cmpstr (url, ==, cases[i].url);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/product-config/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("defaults", test_defaults);
  ADD ("every-key", test_every_key);
  ADD ("empty-values", test_empty_values);
  ADD ("nowhere-to-get-it-from", test_no_place);
  ADD ("unreadable", test_unreadable);
  ADD ("owned-by-another-is-not-read", test_owned_by_another);
  ADD ("writable-by-everybody-is-not-read", test_writable_by_everybody);
  ADD ("plain-http-with-tuf", test_plain_http_with_tuf);
  ADD ("plain-http-on-this-machine", test_plain_http_on_this_machine);
  ADD ("list-url", test_list_url);
#undef ADD
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/product-config/refused/", refused[i].name, NULL);

      g_test_add (path, Fixture, &refused[i], set_up, test_refused, tear_down);
    }

  return g_test_run ();
}
