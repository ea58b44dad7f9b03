/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is shown of the progress of a job. */

#include "base/bounds.h"
#include "transfer/tally.h"

typedef struct
{
  OpTally tally;
  GPtrArray *out; /* (owned) (element-type OpRequest) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  const OpTransferPlan plan = { .name = "", .n_files = 3, .bytes_total = 1000, .bytes_have = 100 };

  op_tally_init (&f->tally, &plan);
  f->out = g_ptr_array_new_with_free_func ((GDestroyNotify) op_request_unref);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->out);
}

static OpRequest *
send (Fixture *f, guint64 offset, guint64 size)
{
  OpRequest *request = op_request_new ();

  request->expected.size = size;
  request->offset = offset;
  request->offset_now = offset;
  op_tally_take_out (&f->tally, offset);
  g_ptr_array_add (f->out, request);

  return request;
}

static void
assert_shown (Fixture *f, guint64 bytes, guint64 bytes_total, unsigned files, gboolean further)
{
  OpTransferProgress shown;

  g_assert_cmpint (op_tally_show (&f->tally, f->out, &shown), ==, further);
  g_assert_cmpuint (shown.bytes_transferred, ==, bytes);
  g_assert_cmpuint (shown.bytes_total, ==, bytes_total);
  g_assert_cmpuint (shown.files_transferred, ==, files);
  g_assert_cmpuint (shown.files_total, ==, 3);
}

static void
test_whole_job (Fixture *f, gconstpointer unused)
{
  OpRequest *first, *second, *third;

  assert_shown (f, 100, 1000, 0, FALSE);
  first = send (f, 100, 400);
  second = send (f, 0, 300);
  third = send (f, 0, 300);
  assert_shown (f, 100, 1000, 0, FALSE);

  first->offset_now = 250;
  second->offset_now = 20;
  assert_shown (f, 270, 1000, 0, TRUE);
  assert_shown (f, 270, 1000, 0, FALSE);

  first->offset_now = 400;
  op_tally_complete (&f->tally, first);
  g_ptr_array_remove (f->out, first);
  assert_shown (f, 420, 1000, 1, TRUE);
  g_assert_false (op_tally_is_complete (&f->tally));

  second->offset_now = third->offset_now = 300;
  op_tally_complete (&f->tally, second);
  op_tally_complete (&f->tally, third);
  g_ptr_array_set_size (f->out, 0);
  assert_shown (f, 1000, 1000, 3, TRUE);
  g_assert_true (op_tally_is_complete (&f->tally));
}

/* What was there is thrown away and comes again: it stands still meanwhile. */
static void
test_never_backwards (Fixture *f, gconstpointer unused)
{
  OpRequest *request = send (f, 100, 400);

  request->offset_now = 350;
  assert_shown (f, 350, 1000, 0, TRUE);

  g_ptr_array_remove (f->out, request);
  op_tally_put_back (&f->tally, 0);
  assert_shown (f, 350, 1000, 0, FALSE);

  request = send (f, 0, 400);
  request->offset_now = 300;
  assert_shown (f, 350, 1000, 0, FALSE);
  request->offset_now = 360;
  assert_shown (f, 360, 1000, 0, TRUE);
}

/* A size that nobody knew belongs to the sum when it is known. */
static void
test_unknown_size (Fixture *f, gconstpointer unused)
{
  OpRequest *request = send (f, 0, OP_SIZE_UNKNOWN);

  request->offset_now = 50;
  assert_shown (f, 150, 1000, 0, TRUE);
  op_tally_complete (&f->tally, request);
  g_ptr_array_remove (f->out, request);
  assert_shown (f, 150, 1050, 1, FALSE);
}

/* More has come than anybody said there would be: it is not more than everything. */
static void
test_never_more_than_all (Fixture *f, gconstpointer unused)
{
  OpRequest *request = send (f, 0, OP_SIZE_UNKNOWN);

  request->offset_now = 5000;
  assert_shown (f, 5100, 5100, 0, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/tally/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("a-whole-job", test_whole_job);
  ADD ("never-backwards", test_never_backwards);
  ADD ("unknown-size", test_unknown_size);
  ADD ("never-more-than-all", test_never_more_than_all);
#undef ADD

  return g_test_run ();
}
