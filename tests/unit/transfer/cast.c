/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cast.h"

#include <string.h>

#include "transfer/job-file.h"

GBytes *
make_bytes (size_t n_bytes, unsigned seed)
{
  guint8 *data = g_malloc (n_bytes);
  guint32 state = seed * 2654435761u + 1;

  for (size_t i = 0; i < n_bytes; i++)
    {
      state = state * 1664525u + 1013904223u;
      data[i] = state >> 24;
    }

  return g_bytes_new_take (data, n_bytes);
}

OpTransferFile *
add_bytes (OpFakeSink *sink, const char *url, GBytes *bytes)
{
  size_t n_bytes;
  const void *data = g_bytes_get_data (bytes, &n_bytes);

  return op_fake_sink_add_expecting (sink, url, data, n_bytes);
}

OpFetchHead
to_fetch_head (const Head *head)
{
  return (OpFetchHead){
    .status = head->status != 0 ? head->status : 200,
    .content_length = head->length == EMPTY ? 0
                      : head->length != 0   ? head->length
                                            : OP_SIZE_UNKNOWN,
    .content_range = (char *) (head->range != NULL ? head->range : ""),
    .etag = (char *) (head->etag != NULL ? head->etag : ""),
    .last_modified = (char *) (head->last_modified != NULL ? head->last_modified : ""),
    .retry_after = (char *) (head->retry_after != NULL ? head->retry_after : ""),
    .effective_url = (char *) (head->url != NULL ? head->url : "http://127.0.0.1/file"),
  };
}

gboolean
take_head (OpRequest *request, const Head *head)
{
  const OpFetchHead fetch_head = to_fetch_head (head);

  return op_request_take_head (request, &fetch_head);
}

OpRequest *
make_request (OpFakeSink *sink, unsigned index)
{
  OpJobFile file = { 0 };
  g_autoptr(GError) error = NULL;
  OpRequest *request = op_job_file_make_request (&file, OP_SINK (sink), index, &error);

  g_assert_no_error (error);
  op_job_file_clear (&file);

  return request;
}

void
set_up (Fixture *f, gconstpointer unused)
{
  f->sink = op_fake_sink_new ();
  f->large = make_bytes (LARGE_BYTES, 1);
}

void
tear_down (Fixture *f, gconstpointer unused)
{
  g_object_unref (f->sink);
  g_bytes_unref (f->large);
}

const guint8 *
large (Fixture *f)
{
  return g_bytes_get_data (f->large, NULL);
}

OpRequest *
make_resuming (Fixture *f, const char *validator)
{
  OpTransferFile *spec = add_bytes (f->sink, "http://127.0.0.1/file", f->large);

  op_fake_sink_put (f->sink, 0, large (f), 70 * OP_KIB);
  spec->validator = g_strdup (validator);

  return make_request (f->sink, 0);
}

OpRequest *
make_begun (Fixture *f, size_t n_bytes)
{
  const Head head = { 0 };
  OpRequest *request;

  add_bytes (f->sink, "http://127.0.0.1/file", f->large);
  request = make_request (f->sink, 0);
  g_assert_true (take_head (request, &head));
  g_assert_true (op_request_take_data (request, large (f), n_bytes));

  return request;
}

void
assert_over (OpRequest *request, OpOutcome outcome, const char *word)
{
  const char *message = request->error != NULL ? request->error->message : "";

  g_test_message ("%s: %s", op_outcome_nick (request->outcome), message);
  g_assert_cmpstr (op_outcome_nick (request->outcome), ==, op_outcome_nick (outcome));
  g_assert_true ((request->error == NULL) == (outcome == OP_OUTCOME_COMPLETE));
  g_assert_nonnull (strstr (message, word));
}

void
assert_file (OpFakeSink *sink, unsigned index, const void *data, size_t n_bytes)
{
  g_autoptr(GBytes) bytes = op_fake_sink_get_bytes (sink, index);

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, n_bytes);
}

void
assert_closed (OpFakeSink *sink, unsigned index, GBytes *bytes)
{
  g_assert_cmpuint (op_fake_sink_n_closed (sink, index), ==, 1);
  assert_file (sink, index, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
