/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* `file://`: what a server would have said about a file of this machine. */

#include "transfer/local-reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cast.h"
#include "support/files.h"
#include "support/patience.h"

#define TOKEN GUINT_TO_POINTER (1)

typedef struct
{
  Fixture files;
  char *dir;             /* (owned) */
  OpMailbox *mailbox;    /* (owned) */
  OpLocalReader *reader; /* (owned) (nullable) */
  GPtrArray *letters;    /* (owned) (element-type OpRequest) */
  unsigned n_expected;
} Cast;

static void
on_letter (OpRequest *owned_request, gpointer sender, gpointer user_data)
{
  Cast *c = user_data;

  g_assert_true (sender == TOKEN);
  g_ptr_array_add (c->letters, owned_request);
}

static void
cast_set_up (Cast *c, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  set_up (&c->files, NULL);
  c->dir = g_dir_make_tmp ("offpeak-local-XXXXXX", &error);
  g_assert_no_error (error);
  c->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) op_request_unref);
  c->mailbox = op_mailbox_new (on_letter, c);
  c->reader = op_local_reader_new (c->mailbox, TOKEN);
  write_bytes (c->dir, "large file", large (&c->files), LARGE_BYTES, 0644);
}

static void
cast_tear_down (Cast *c, gconstpointer unused)
{
  g_clear_pointer (&c->reader, op_local_reader_free);
  op_mailbox_close (c->mailbox);
  op_mailbox_unref (c->mailbox);
  g_ptr_array_unref (c->letters);
  remove_tree (c->dir);
  g_free (c->dir);
  tear_down (&c->files, NULL);
}

static char *
url (Cast *c, const char *name)
{
  return g_strconcat ("file://", c->dir, "/", name, NULL);
}

static gboolean
all_came (gpointer user_data)
{
  Cast *c = user_data;

  return c->letters->len == c->n_expected;
}

static void
wait_for (Cast *c, unsigned n_expected)
{
  c->n_expected = n_expected;
  wait_until (all_came, c, "the reader");
}

/* The large file, from @name; the request is over when this returns. */
static OpRequest *
fetch (Cast *c, const char *name)
{
  g_autofree char *from = url (c, name);
  OpRequest *request;

  add_bytes (c->files.sink, from, c->files.large);
  request = make_request (c->files.sink, 0);
  op_local_reader_add (c->reader, request);
  wait_for (c, 1);

  return request;
}

static void
test_whole (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = fetch (c, "large%20file");

  assert_over (request, OP_OUTCOME_COMPLETE, "");
  assert_closed (c->files.sink, 0, c->files.large);
}

static void
test_empty (Cast *c, gconstpointer unused)
{
  g_autofree char *from = url (c, "empty");
  g_autoptr(OpRequest) request = NULL;

  write_file (c->dir, "empty", "");
  op_fake_sink_add (c->files.sink, from)->needs_size = TRUE;
  request = make_request (c->files.sink, 0);
  op_local_reader_add (c->reader, request);
  wait_for (c, 1);
  assert_over (request, OP_OUTCOME_COMPLETE, "");
  g_assert_cmpuint (op_fake_sink_n_closed (c->files.sink, 0), ==, 1);
}

static void
test_missing (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = fetch (c, "nothing");

  assert_over (request, OP_OUTCOME_MISSING, "nothing");
  g_assert_error (request->error, OP_ERROR, OP_ERROR_NOT_FOUND);
  g_assert_cmpuint (op_fake_sink_n_opened (c->files.sink, 0), ==, 0);
}

static void
test_directory (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = fetch (c, "");

  assert_over (request, OP_OUTCOME_MISSING, "not a regular file");
}

/* Nobody writes into it: opening it must not wait for somebody. */
static void
test_fifo (Cast *c, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (c->dir, "fifo", NULL);
  g_autoptr(OpRequest) request = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  request = fetch (c, "fifo");
  assert_over (request, OP_OUTCOME_MISSING, "not a regular file");
}

static void
test_unreadable (Cast *c, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (c->dir, "loop", NULL);
  g_autoptr(OpRequest) request = NULL;

  g_assert_cmpint (symlink ("loop", path), ==, 0);
  request = fetch (c, "loop");
  assert_over (request, OP_OUTCOME_MISSING, "loop");
  g_assert_error (request->error, OP_ERROR, OP_ERROR_NETWORK);
}

static void
test_remote_host (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = NULL;

  add_bytes (c->files.sink, "file://elsewhere.example/etc/passwd", c->files.large);
  request = make_request (c->files.sink, 0);
  op_local_reader_add (c->reader, request);
  wait_for (c, 1);
  assert_over (request, OP_OUTCOME_BAD_REQUEST, "");
}

static void
test_other_size (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = NULL;

  write_file (c->dir, "small", "small");
  request = fetch (c, "small");
  assert_over (request, OP_OUTCOME_BAD_ANSWER, "expected 102400");
}

/* What the reader itself said of the file is what to resume with. */
static char *
get_validator (Cast *c)
{
  g_autofree char *from = url (c, "large%20file");
  g_autoptr(OpFakeSink) sink = op_fake_sink_new ();
  g_autoptr(OpRequest) request = NULL;

  add_bytes (sink, from, c->files.large);
  request = make_request (sink, 0);
  op_local_reader_add (c->reader, request);
  wait_for (c, 1);
  g_ptr_array_set_size (c->letters, 0);

  return op_fake_sink_get_validator (sink, 0);
}

/* @n_bytes of zeros are there already: whoever goes on does not get the right hash. */
static OpRequest *
resume (Cast *c, const char *validator, size_t n_bytes)
{
  g_autofree char *from = url (c, "large%20file");
  OpTransferFile *spec = add_bytes (c->files.sink, from, c->files.large);
  g_autofree char *zeros = g_malloc0 (n_bytes);
  OpRequest *request;

  op_fake_sink_put (c->files.sink, 0, zeros, n_bytes);
  spec->validator = g_strdup (validator);
  request = make_request (c->files.sink, 0);
  op_local_reader_add (c->reader, request);
  wait_for (c, 1);

  return request;
}

static void
test_goes_on (Cast *c, gconstpointer unused)
{
  g_autofree char *validator = get_validator (c);
  g_autoptr(OpRequest) request = resume (c, validator, 70 * OP_KIB);

  assert_over (request, OP_OUTCOME_BAD_CONTENT, "hash");
}

static void
test_changed_file_starts_over (Cast *c, gconstpointer unused)
{
  g_autofree char *validator = get_validator (c);
  g_autofree char *path = g_build_filename (c->dir, "large file", NULL);
  g_autoptr(OpRequest) request = NULL;
  const struct timespec times[] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = 1000 } };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  request = resume (c, validator, 70 * OP_KIB);
  assert_over (request, OP_OUTCOME_COMPLETE, "");
  assert_closed (c->files.sink, 0, c->files.large);
}

static void
test_other_validator_starts_over (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = resume (c, "\"of a server\"", 70 * OP_KIB);

  assert_over (request, OP_OUTCOME_COMPLETE, "");
}

static void
test_no_validator_starts_over (Cast *c, gconstpointer unused)
{
  g_autoptr(OpRequest) request = resume (c, NULL, 70 * OP_KIB);

  assert_over (request, OP_OUTCOME_COMPLETE, "");
}

static void
test_nothing_left_starts_over (Cast *c, gconstpointer unused)
{
  g_autofree char *validator = get_validator (c);
  g_autoptr(OpRequest) request = resume (c, validator, LARGE_BYTES);

  assert_over (request, OP_OUTCOME_COMPLETE, "");
}

/* Nobody wants it any more: what is there of it is not even opened. */
static void
test_aborted (Cast *c, gconstpointer unused)
{
  g_autofree char *from = url (c, "large%20file");
  g_autoptr(OpRequest) request = NULL;

  add_bytes (c->files.sink, from, c->files.large);
  op_fake_sink_put (c->files.sink, 0, large (&c->files), 70 * OP_KIB);
  request = make_request (c->files.sink, 0);
  op_request_abort (request);
  op_local_reader_add (c->reader, request);
  wait_for (c, 1);
  assert_over (request, OP_OUTCOME_ABORTED, "");
  assert_file (c->files.sink, 0, large (&c->files), 70 * OP_KIB);
}

/* A terabyte of nothing takes longer to read than anybody wants to wait. */
static void
test_freed_while_it_reads (Cast *c, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (c->dir, "endless", NULL);
  g_autofree char *from = url (c, "endless");
  OpRequest *requests[3];

  write_file (c->dir, "endless", "");
  g_assert_cmpint (truncate (path, OP_MAX_RELEASE_BYTES), ==, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      op_fake_sink_add (c->files.sink, from);
      requests[i] = make_request (c->files.sink, i);
      op_local_reader_add (c->reader, requests[i]);
    }
  while (op_request_get_offset (requests[0]) == 0)
    g_thread_yield ();
  g_clear_pointer (&c->reader, op_local_reader_free);
  wait_for (c, G_N_ELEMENTS (requests));

  for (unsigned i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      assert_over (requests[i], OP_OUTCOME_ABORTED, "");
      op_request_unref (requests[i]);
    }
  g_assert_cmpuint (op_fake_sink_n_opened (c->files.sink, 2), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/local-reader/" path, Cast, NULL, cast_set_up, function, cast_tear_down)
  ADD ("a-whole-file", test_whole);
  ADD ("an-empty-file", test_empty);
  ADD ("refused/missing", test_missing);
  ADD ("refused/directory", test_directory);
  ADD ("refused/fifo", test_fifo);
  ADD ("refused/unreadable", test_unreadable);
  ADD ("refused/of-another-machine", test_remote_host);
  ADD ("refused/other-size", test_other_size);
  ADD ("resume/the-same-file-goes-on", test_goes_on);
  ADD ("resume/a-changed-file-starts-over", test_changed_file_starts_over);
  ADD ("resume/another-validator-starts-over", test_other_validator_starts_over);
  ADD ("resume/no-validator-starts-over", test_no_validator_starts_over);
  ADD ("resume/nothing-left-starts-over", test_nothing_left_starts_over);
  ADD ("aborted", test_aborted);
  ADD ("freed-while-it-reads", test_freed_while_it_reads);
#undef ADD

  return g_test_run ();
}
