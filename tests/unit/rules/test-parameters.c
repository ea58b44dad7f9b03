/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/parameters.h"

#include <gio/gio.h>
#include <string.h>

#include "base/bounds.h"
#include "base/error.h"

static OpDownloadParameters *
parse_download (const char *text)
{
  g_autoptr(GError) error = NULL;
  OpDownloadParameters *parameters = op_download_parameters_parse (text, &error);

  g_assert_no_error (error);

  return parameters;
}

static void
test_nothing_given_is_fine (void)
{
  static const char *const texts[] = { "", " ", "    " };

  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(OpDownloadParameters) download = parse_download (texts[i]);
      g_autoptr(OpApplyParameters) apply = op_apply_parameters_parse (texts[i], NULL);

      g_assert_false (download->display_level);
      g_assert_null (download->update_base_url);
      g_assert_null (download->update_to_version);
      g_assert_null (download->download_source);
      g_assert_null (download->content_id);
      g_assert_false (apply->display_level);
      g_assert_false (apply->force_app_shutdown);
    }
}

static void
test_reads_every_key_in_any_case (void)
{
  g_autoptr(OpDownloadParameters) to_version =
                 parse_download ("  DisplayLevel=TRUE   UPDATEBASEURL=https://mirror.example/a?b=c "
                                 "updateToVersion=16.0.1 ");
  g_autoptr(OpDownloadParameters) from_source = parse_download (
      "downloadsource=org.example.Source contentid=F732-af58 displaylevel=False");

  g_assert_true (to_version->display_level);
  g_assert_cmpstr (to_version->update_base_url, ==, "https://mirror.example/a?b=c");
  g_assert_cmpstr (to_version->update_to_version, ==, "16.0.1");

  g_assert_false (from_source->display_level);
  g_assert_cmpstr (from_source->download_source, ==, "org.example.Source");
  g_assert_cmpstr (from_source->content_id, ==, "F732-af58");
}

static void
test_a_value_may_be_quoted (void)
{
  g_autoptr(OpDownloadParameters) parameters = parse_download (
      "downloadsource=\"org.example.Source\" contentid=\"a \\\"b\\\" \\\\ = Ü\"");

  g_assert_cmpstr (parameters->download_source, ==, "org.example.Source");
  g_assert_cmpstr (parameters->content_id, ==, "a \"b\" \\ = Ü");
}

static void
test_a_source_makes_the_base_url_ignored (void)
{
  g_autoptr(OpDownloadParameters) parameters = parse_download (
      "updatebaseurl=nonsense downloadsource=org.example.Source contentid=1");

  g_assert_null (parameters->update_base_url);
  g_assert_nonnull (parameters->download_source);
}

static void
test_apply_and_rollback (void)
{
  g_autoptr(OpApplyParameters) apply =
                 op_apply_parameters_parse ("forceappshutdown=true displaylevel=true", NULL);
  g_autoptr(OpApplyParameters) rollback =
                 op_rollback_parameters_parse ("ForceAppShutdown=false updatetoversion=1.0", NULL);

  g_assert_true (apply->force_app_shutdown);
  g_assert_true (apply->display_level);
  g_assert_null (apply->update_to_version);
  g_assert_false (rollback->force_app_shutdown);
  g_assert_cmpstr (rollback->update_to_version, ==, "1.0");
}

/* GIO's opinion, which rules/ must not ask. */
static void
test_agrees_about_bus_names (void)
{
  static const char *const names[] = {
    "a.b",   "a",          ".a.b", "a.b.", "a..b",    "org.example.Source-2_x",
    "_a._b", "-a.-b",      "a.2b", "2a.b", "a.b2",    ":1.7",
    "a.b:",  "a.\xc3\xbc", ".",    "..",   "org.a/b", "a.b$",
    "A.B",   "a.b c",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gboolean expected = g_dbus_is_name (names[i]) && !g_dbus_is_unique_name (names[i]);
      g_autofree char *text = g_strdup_printf ("contentid=1 downloadsource=\"%s\"", names[i]);
      g_autoptr(OpDownloadParameters) parameters = op_download_parameters_parse (text, NULL);

      g_test_message ("%s", names[i]);
      g_assert_cmpint (parameters != NULL, ==, expected);
    }
}

typedef enum
{
  DOWNLOAD,
  APPLY,
  ROLLBACK,
} Call;

typedef struct
{
  const char *name;
  Call call;
  const char *text, *key, *word;
} Refused;

static void
parse (Call call, const char *text, GError **error)
{
  g_autoptr(OpDownloadParameters) download = NULL;
  g_autoptr(OpApplyParameters) apply = NULL;

  if (call == DOWNLOAD)
    download = op_download_parameters_parse (text, error);
  else if (call == APPLY)
    apply = op_apply_parameters_parse (text, error);
  else
    apply = op_rollback_parameters_parse (text, error);

  g_assert_null (download);
  g_assert_null (apply);
}

static void
test_refuses (gconstpointer data)
{
  const Refused *c = data;
  g_autoptr(GError) error = NULL;

  parse (c->call, c->text, &error);

  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
  g_test_message ("%s", error->message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_nonnull (strstr (error->message, c->key));
  g_assert_nonnull (strstr (error->message, c->word));
}

#define PAIR "downloadsource=org.example.Source contentid="

/* The message names the key, and says what is wrong. */
/* clang-format off */
static const Refused refused[] = {
  { "unknown-key",           DOWNLOAD, "color=red",                    "‘color’",           "‘displaylevel’" },
  { "unknown-without-value", DOWNLOAD, "color",                        "‘color’",           "not known" },
  { "key-of-another-call",   DOWNLOAD, "forceappshutdown=true",        "‘forceappshutdown’", "not known" },
  { "download-key-in-apply", APPLY,    "contentid=1",                  "‘contentid’",       "not known" },
  { "version-in-apply",      APPLY,    "updatetoversion=1.0",          "‘updatetoversion’", "not known" },
  { "source-in-rollback",    ROLLBACK, "contentid=1",                  "‘contentid’",       "not known" },
  { "no-key",                DOWNLOAD, "=x",                           "‘’",                "not known" },
  { "lone-quote",            DOWNLOAD, "\"",                           "‘\"’",              "not known" },
  { "key-twice",             DOWNLOAD, "contentid=1 ContentID=2",      "‘contentid’",       "twice" },
  { "boolean-twice",         APPLY,    "displaylevel=true displaylevel=true", "‘displaylevel’", "twice" },
  { "no-value",              DOWNLOAD, "updatetoversion=",             "‘updatetoversion’", "no value" },
  { "no-value-quoted",       DOWNLOAD, "updatetoversion=\"\"",         "‘updatetoversion’", "no value" },
  { "no-equals-sign",        DOWNLOAD, "updatetoversion",              "‘updatetoversion’", "no value" },
  { "spaces-around-equals",  DOWNLOAD, "displaylevel = true",          "‘displaylevel’",    "no value" },
  { "boolean-number",        DOWNLOAD, "displaylevel=1",               "‘displaylevel’",    "‘true’ or ‘false’" },
  { "boolean-yes",           APPLY,    "forceappshutdown=yes",         "‘forceappshutdown’", "‘true’ or ‘false’" },
  { "tab-in-value",          DOWNLOAD, "contentid=a\tb",               "‘contentid’",       "control" },
  { "tab-between",           DOWNLOAD, "displaylevel=true\tcontentid=1", "‘displaylevel’",  "control" },
  { "newline-quoted",        DOWNLOAD, "contentid=\"a\nb\"",           "‘contentid’",       "control" },
  { "c1-control",            DOWNLOAD, "contentid=a\xc2\x85",          "‘contentid’",       "control" },
  { "tab-in-key",            DOWNLOAD, "\tcontentid=1",                "contentid",         "control" },
  { "newline-alone",         DOWNLOAD, "\n",                           "‘?’",               "control" },
  { "quote-open",            DOWNLOAD, "contentid=\"abc",              "‘contentid’",       "closing quote" },
  { "quote-escaped-open",    DOWNLOAD, "contentid=\"abc\\\"",          "‘contentid’",       "closing quote" },
  { "backslash-at-end",      DOWNLOAD, "contentid=\"abc\\",            "‘contentid’",       "‘\\’" },
  { "unknown-escape",        DOWNLOAD, "contentid=\"a\\n\"",           "‘contentid’",       "‘\\’" },
  { "text-behind-quote",     DOWNLOAD, "contentid=\"a\"b",             "‘contentid’",       "space" },
  { "pair-behind-quote",     DOWNLOAD, "contentid=\"a\"displaylevel=true", "‘contentid’",   "space" },
  { "quote-in-the-middle",   DOWNLOAD, "contentid=a\"b\"",             "‘contentid’",       "middle" },
  { "bad-utf-8",             DOWNLOAD, "contentid=\xff",               "parameters",        "UTF-8" },
  { "source-alone",          DOWNLOAD, "downloadsource=org.example.S", "‘contentid’",       "together" },
  { "content-alone",         DOWNLOAD, "contentid=1",                  "‘downloadsource’",  "together" },
  { "source-not-a-name",     DOWNLOAD, "downloadsource=x contentid=1", "‘downloadsource’",  "bus name" },
  { "source-unique-name",    DOWNLOAD, "downloadsource=:1.7 contentid=1", "‘downloadsource’", "bus name" },
  { "content-invisible",     DOWNLOAD, PAIR "a\xe2\x80\x8b",           "‘contentid’",       "printable" },
  { "version-is-path",       DOWNLOAD, "updatetoversion=../1",         "‘updatetoversion’", "not a version" },
  { "version-of-repair",     ROLLBACK, "updatetoversion=1.0~1",        "‘updatetoversion’", "not a version" },
  { "base-relative",         DOWNLOAD, "updatebaseurl=mirror/x",       "‘updatebaseurl’",   "https://" },
  { "base-other-scheme",     DOWNLOAD, "updatebaseurl=ftp://m/x",      "‘updatebaseurl’",   "https://" },
  { "base-without-host",     DOWNLOAD, "updatebaseurl=http:///x",      "‘updatebaseurl’",   "host" },
};
/* clang-format on */

static void
test_knows_its_limits (void)
{
  g_autofree char *id = g_strnfill (255, 'x');
  g_autofree char *good = g_strconcat (PAIR, id, NULL);
  g_autofree char *bad = g_strconcat (PAIR, id, "x", NULL);
  g_autofree char *spaces = g_strnfill (OP_MAX_PARAMETERS_BYTES, ' ');
  g_autofree char *more_spaces = g_strnfill (OP_MAX_PARAMETERS_BYTES + 1, ' ');
  g_autoptr(OpDownloadParameters) parameters = parse_download (good);
  g_autoptr(OpDownloadParameters) nothing = parse_download (spaces);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (parameters->content_id, ==, id);
  parse (DOWNLOAD, bad, &error);
  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
  g_assert_nonnull (strstr (error->message, "255"));
  g_clear_error (&error);

  g_assert_nonnull (nothing);
  parse (DOWNLOAD, more_spaces, &error);
  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
}

static void
test_no_password_in_a_message (void)
{
  g_autoptr(GError) error = NULL;

  parse (DOWNLOAD, "updatebaseurl=https://me:secret@host/x#y", &error);
  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS);
  g_assert_null (strstr (error->message, "secret"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parameters/nothing-given-is-fine", test_nothing_given_is_fine);
  g_test_add_func ("/parameters/reads-every-key-in-any-case", test_reads_every_key_in_any_case);
  g_test_add_func ("/parameters/a-value-may-be-quoted", test_a_value_may_be_quoted);
  g_test_add_func ("/parameters/a-source-makes-the-base-url-ignored",
                   test_a_source_makes_the_base_url_ignored);
  g_test_add_func ("/parameters/agrees-about-bus-names", test_agrees_about_bus_names);
  g_test_add_func ("/parameters/apply-and-rollback", test_apply_and_rollback);
  g_test_add_func ("/parameters/knows-its-limits", test_knows_its_limits);
  g_test_add_func ("/parameters/no-password-in-a-message", test_no_password_in_a_message);

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/parameters/refuses/", refused[i].name, NULL);

      g_test_add_data_func (path, &refused[i], test_refuses);
    }

  return g_test_run ();
}
