/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "job-cast.h"

#include <string.h>

#include "rules/wait-reason.h"

static const OpRetryPolicy policy = {
  .first_usec = G_USEC_PER_SEC,
  .max_usec = 300 * G_USEC_PER_SEC,
  .max_count = 3,
};

static void
on_wake (OpJob *job, gpointer user_data)
{
  ((Cast *) user_data)->n_wakes++;
}

static void
on_abort (OpRequest *request, gpointer user_data)
{
  op_request_abort (request);
  ((Cast *) user_data)->n_aborts++;
}

static void
on_changed (OpTransfer *transfer, gpointer user_data)
{
  Cast *c = user_data;

  g_assert_cmpuint (c->n_finished, ==, 0);
  c->n_changed++;
  g_string_append_printf (c->states,
                          "%s%s",
                          c->states->len > 0 ? " " : "",
                          op_job_state_nick (op_transfer_get_state (transfer)));
}

static void
on_finished (OpTransfer *transfer, const GError *error, gpointer user_data)
{
  Cast *c = user_data;

  g_assert_cmpuint (c->out->len, ==, 0);
  c->n_finished++;
  g_clear_error (&c->error);
  c->error = error != NULL ? g_error_copy (error) : NULL;
}

void
cast_set_up (Cast *c, gconstpointer unused)
{
  c->sink = op_fake_sink_new ();
  c->clock = op_fake_clock_new (START_USEC);
  c->out = g_ptr_array_new_with_free_func ((GDestroyNotify) op_request_unref);
  c->states = g_string_new (NULL);
}

void
cast_tear_down (Cast *c, gconstpointer unused)
{
  run_pending ();
  g_assert_cmpuint (c->n_finished, <=, 1);
  g_ptr_array_unref (c->out);
  g_assert_finalize_object (c->job);
  g_assert_cmpuint (op_fake_clock_get_n_alarms (c->clock), ==, 0);
  g_object_unref (c->clock);
  g_object_unref (c->sink);
  g_clear_error (&c->error);
  g_string_free (c->states, TRUE);
}

void
add_files (Cast *c, unsigned n_files)
{
  for (unsigned i = 0; i < n_files; i++)
    {
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1/%u", i);

      op_fake_sink_add_expecting (c->sink, url, BODY, strlen (BODY));
    }
}

void
make_job (Cast *c)
{
  OpJobHost host = { .wake = on_wake, .abort = on_abort, .user_data = c };
  OpTransferPlan plan;

  op_fake_sink_get_plan (c->sink, &plan);
  c->job = op_job_new (&plan, OP_SINK (c->sink), OP_CLOCK (c->clock), &policy, &host);
  g_signal_connect (c->job, "changed", G_CALLBACK (on_changed), c);
  g_signal_connect (c->job, "finished", G_CALLBACK (on_finished), c);
}

void
start_job (Cast *c)
{
  make_job (c);
  op_transfer_resume (OP_TRANSFER (c->job));
}

OpRequest *
next (Cast *c, unsigned file)
{
  OpRequest *request = op_job_next_request (c->job);

  g_assert_nonnull (request);
  g_assert_cmpuint (request->file, ==, file);
  g_assert_true (request->job == G_OBJECT (c->job));
  g_ptr_array_add (c->out, request);

  return request;
}

void
assert_none (Cast *c)
{
  g_assert_null (op_job_next_request (c->job));
}

/* The engine lets go of a request before it tells the job. */
void
bring_back (Cast *c, OpRequest *request)
{
  g_autoptr(OpRequest) guard = op_request_ref (request);

  g_assert_true (g_ptr_array_remove (c->out, request));
  op_job_take_result (c->job, guard);
}

void
complete (Cast *c, OpRequest *request)
{
  g_assert_true (take_head (request, &(Head){ 0 }));
  g_assert_true (op_request_take_data (request, BODY, strlen (BODY)));
  op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  bring_back (c, request);
}

void
break_off (Cast *c, OpRequest *request, const void *data, size_t n_bytes, OpOutcome outcome)
{
  if (n_bytes > 0)
    {
      g_assert_true (take_head (request, &(Head){ .etag = "\"one\"" }));
      g_assert_true (op_request_take_data (request, data, n_bytes));
    }
  op_request_fail (request, outcome, g_error_new (OP_ERROR, OP_ERROR_NETWORK, "It broke off"));
  bring_back (c, request);
}

void
answer (Cast *c, OpRequest *request, unsigned status, const char *retry_after)
{
  g_assert_false (take_head (request, &(Head){ .status = status, .retry_after = retry_after }));
  bring_back (c, request);
}

void
bring_back_aborted (Cast *c)
{
  while (c->out->len > 0)
    {
      OpRequest *request = c->out->pdata[0];

      g_assert_true (op_request_is_aborted (request));
      break_off (c, request, NULL, 0, OP_OUTCOME_ABORTED);
    }
}

void
run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE /* may block */))
    ;
}

void
assert_state (Cast *c, OpJobState state)
{
  g_assert_cmpstr (op_job_state_nick (op_transfer_get_state (OP_TRANSFER (c->job))),
                   ==,
                   op_job_state_nick (state));
}

void
assert_finished (Cast *c, const char *word)
{
  g_assert_cmpuint (c->n_finished, ==, 1);
  if (word == NULL)
    {
      g_assert_no_error (c->error);
      return;
    }

  g_assert_nonnull (c->error);
  g_test_message ("%s", c->error->message);
  g_assert_nonnull (strstr (c->error->message, word));
}

void
assert_progress (Cast *c, guint64 n_bytes, unsigned n_files)
{
  OpTransferProgress progress;

  op_transfer_get_progress (OP_TRANSFER (c->job), &progress);
  g_assert_cmpuint (progress.bytes_transferred, ==, n_bytes);
  g_assert_cmpuint (progress.files_transferred, ==, n_files);
}

gint64
get_delay_usec (Cast *c)
{
  g_autoptr(GPtrArray) reasons = op_transfer_get_wait_reasons (OP_TRANSFER (c->job));
  const OpWaitReason *reason;

  if (reasons->len == 0)
    return 0;

  g_assert_cmpuint (reasons->len, ==, 1);
  reason = reasons->pdata[0];
  g_assert_cmpstr (reason->code, ==, "retry");
  g_assert_cmpuint (op_fake_clock_get_n_alarms (c->clock), ==, 1);

  return reason->retry_usec - op_clock_now_usec (OP_CLOCK (c->clock));
}
