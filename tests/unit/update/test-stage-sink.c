/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where the files of a release are to be had, and what is asked of them. */

#include "update/stage-sink.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/error.h"
#include "support/files.h"

#define HASH_A "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH_B "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH_C "2123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HASH_D "3123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct
{
  char *dir; /* (owned) */
  int root_fd;
  int state_fd;
  OpFileList *list;  /* (owned) */
  OpPlan *plan;      /* (owned) */
  OpStage *stage;    /* (owned) */
  OpStageSink *sink; /* (owned) (nullable) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *root = NULL;
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("offpeak-sink-XXXXXX", &error);
  g_assert_no_error (error);
  write_file (f->dir, "root/versions/.keep", "");
  root = g_build_filename (f->dir, "root", NULL);
  f->root_fd = open (root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  f->state_fd = open (f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_clear_object (&f->sink);
  op_stage_free (f->stage);
  op_plan_free (f->plan);
  op_file_list_free (f->list);
  close (f->root_fd);
  close (f->state_fd);
  remove_tree (f->dir);
  g_free (f->dir);
}

static void
stage (Fixture *f, const char *text)
{
  const OpListRules rules = { 0 };
  g_autoptr(GError) error = NULL;

  f->list = op_file_list_parse (text, strlen (text), &rules, &error);
  g_assert_no_error (error);
  f->plan = op_plan_make (f->list, NULL, 0);
  f->stage = op_stage_new (f->root_fd, f->state_fd, "1.0", &error);
  g_assert_no_error (error);
  g_assert_true (op_stage_prepare (f->stage, f->list, f->plan, NULL, 0, NULL, &error));
  g_assert_no_error (error);
}

static void
make_sink (Fixture *f, const char *list_url, const char *given_base, const char *configured_base)
{
  const OpUrlPlaces places = { list_url, given_base, configured_base };

  g_clear_object (&f->sink);
  f->sink = op_stage_sink_new (f->stage, f->list, f->plan, &places);
}

static void
assert_urls (Fixture *f, unsigned index, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTransferFile) file = op_sink_describe_file (OP_SINK (f->sink), index, &error);
  g_autofree char *urls = NULL;

  g_assert_no_error (error);
  urls = g_strjoinv (" ", file->urls);
  g_assert_cmpstr (urls, ==, expected);
}

static void
assert_no_place (Fixture *f, unsigned index, const char *word)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OpTransferFile) file = op_sink_describe_file (OP_SINK (f->sink), index, &error);

  g_assert_null (file);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
}

static const char native[] =
    "{\"version\": \"1.0\", \"files\": ["
    "{\"relativePath\": \"a b\", \"name\": \"plain\", \"size\": 1, \"hash\": \"" HASH_A "\"},"
    "{\"name\": \"far\", \"size\": 20, \"hash\": \"" HASH_B "\", "
    "\"url\": \"https://cdn.example/far?v=1\"},"
    "{\"name\": \"near\", \"size\": 300, \"hash\": \"" HASH_C "\", \"url\": \"files/near\", "
    "\"urls\": [\"https://cdn.example/near\", \"/near\"]}]}";

static void
test_places (Fixture *f, gconstpointer unused)
{
  stage (f, native);
  make_sink (f, "https://l.example/lists/1.json", NULL, "http://u.example/e/");
  assert_urls (f, 0, "http://u.example/e/a%20b/plain");
  assert_urls (f, 1, "https://cdn.example/far?v=1");
  assert_urls (f,
               2,
               "https://l.example/lists/files/near https://cdn.example/near "
               "https://l.example/near");
}

/* Somebody has said where everything comes from. */
static void
test_given_place (Fixture *f, gconstpointer unused)
{
  stage (f, native);
  make_sink (f, "https://l.example/lists/1.json", "file:///media/stick", "http://u.example/e/");
  assert_urls (f, 0, "file:///media/stick/a%20b/plain");
  assert_urls (f, 1, "file:///media/stick/far");
  assert_urls (f, 2, "file:///media/stick/near");
}

static void
test_no_place (Fixture *f, gconstpointer unused)
{
  stage (f, native);
  make_sink (f, "https://l.example/lists/1.json", NULL, NULL);
  assert_no_place (f, 0, "‘a b/plain’");
  assert_urls (f, 1, "https://cdn.example/far?v=1");
}

/* A list that came over the network does not reach into this machine. */
static void
test_local_file_from_afar (Fixture *f, gconstpointer unused)
{
  stage (f,
         "{\"version\": \"1.0\", \"files\": ["
         "{\"name\": \"a\", \"size\": 1, \"hash\": \"" HASH_A "\", \"url\": \"file:///etc/a\"},"
         "{\"name\": \"b\", \"size\": 1, \"hash\": \"" HASH_B "\", \"url\": \"b\", "
         "\"urls\": [\"file:///etc/b\"]}]}");
  make_sink (f, "https://l.example/1.json", NULL, NULL);
  assert_no_place (f, 0, "‘a’");
  assert_no_place (f, 1, "‘b’");
  make_sink (f, "file:///srv/1.json", NULL, NULL);
  assert_urls (f, 0, "file:///etc/a");
  assert_urls (f, 1, "file:///srv/b file:///etc/b");
}

static void
test_expectations (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpTransferFile) hashed = NULL;
  g_autoptr(OpTransferFile) unhashed = NULL;
  g_autoptr(GError) error = NULL;
  OpTransferPlan plan = { 0 };

  stage (f,
         "[{\"relativePath\": \"/1.0.0/\", \"name\": \"a\", \"url\": \"https://u.example/a\", "
         "\"hash\": \"" HASH_D "\", \"size\": 7},"
         "{\"relativePath\": \"/1.0.0/\", \"name\": \"b\", \"url\": \"https://u.example/b\"}]");
  make_sink (f, "https://u.example/list", NULL, NULL);
  op_stage_sink_get_plan (f->sink, &plan);
  g_assert_cmpuint (plan.n_files, ==, 2);
  g_assert_cmpuint (plan.bytes_total, ==, 7);
  g_assert_cmpuint (plan.bytes_have, ==, 0);

  hashed = op_sink_describe_file (OP_SINK (f->sink), 0, &error);
  unhashed = op_sink_describe_file (OP_SINK (f->sink), 1, &error);
  g_assert_no_error (error);
  g_assert_true (hashed->expected.has_sha256);
  g_assert_cmpuint (hashed->expected.size, ==, 7);
  g_assert_true (hashed->needs_size);
  g_assert_false (hashed->only_trusted);
  g_assert_false (unhashed->expected.has_sha256);
  g_assert_cmpuint (unhashed->expected.size, ==, OP_SIZE_UNKNOWN);
  g_assert_cmpuint (unhashed->expected.max_bytes, ==, OP_MAX_RELEASE_BYTES);
  g_assert_true (unhashed->needs_size);
  g_assert_true (unhashed->only_trusted);
}

/* What has come goes to its place in the tree, and is no file of the next sink. */
static void
test_what_has_come (Fixture *f, gconstpointer unused)
{
  OpExpectation expected = { .size = 5, .has_sha256 = TRUE };
  g_autofree char *hex = NULL;
  g_autofree char *text = NULL;
  g_autofree char *content = NULL;
  g_autoptr(OpLanding) landing = NULL;
  g_autoptr(GError) error = NULL;
  OpTransferPlan plan = { 0 };
  OpSha256 sha256;

  op_sha256_of ("hello", 5, &expected.sha256);
  hex = op_sha256_to_hex (&expected.sha256);
  text = g_strdup_printf ("{\"version\": \"1.0\", \"files\": ["
                          "{\"name\": \"a\", \"size\": 5, \"hash\": \"%s\"},"
                          "{\"name\": \"b\", \"size\": 6, \"hash\": \"" HASH_B "\"}]}",
                          hex);
  stage (f, text);
  make_sink (f, "https://u.example/list", NULL, "https://u.example/");

  landing = op_sink_open_file (OP_SINK (f->sink), 0, &expected, &error);
  g_assert_no_error (error);
  g_assert_true (op_landing_write (landing, "hello", 5, &error));
  g_assert_true (op_landing_finish (landing, &sha256, &error));
  g_assert_true (op_sink_close_file (OP_SINK (f->sink), 0, landing, &sha256, &error));
  g_assert_no_error (error);
  content = read_file (f->dir, "root/versions/1.0~partial/a");
  g_assert_cmpstr (content, ==, "hello");

  make_sink (f, "https://u.example/list", NULL, "https://u.example/");
  op_stage_sink_get_plan (f->sink, &plan);
  g_assert_cmpuint (plan.n_files, ==, 1);
  g_assert_cmpuint (plan.bytes_total, ==, 6);
  assert_urls (f, 0, "https://u.example/b");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/stage-sink/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("places", test_places);
  ADD ("given-place", test_given_place);
  ADD ("no-place", test_no_place);
  ADD ("a-local-file-from-afar", test_local_file_from_afar);
  ADD ("expectations", test_expectations);
  ADD ("what-has-come", test_what_has_come);
#undef ADD

  return g_test_run ();
}
