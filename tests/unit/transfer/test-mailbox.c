/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From the transfer threads to the main one. */

#include "support/patience.h"
#include "transfer/mailbox.h"

#define N_THREADS 4
#define N_LETTERS 500

typedef struct
{
  OpMailbox *mailbox; /* (owned) */
  GThread *main_thread;
  unsigned n_requests;
  unsigned n_gone;
  guint32 last_id[N_THREADS];
  unsigned close_after; /* 0: never */
} Fixture;

static void
on_letter (OpRequest *owned_request, gpointer sender, gpointer user_data)
{
  Fixture *f = user_data;
  g_autoptr(OpRequest) request = owned_request;

  g_assert_true (g_thread_self () == f->main_thread);

  if (request == NULL)
    f->n_gone++;
  else
    {
      guint32 *last_id = &f->last_id[GPOINTER_TO_UINT (sender)];

      /* Of one sender, in the order in which it posted. */
      g_assert_cmpuint (request->id, ==, *last_id + 1);
      *last_id = request->id;
      f->n_requests++;
    }

  if (f->close_after > 0 && f->n_requests == f->close_after)
    op_mailbox_close (f->mailbox);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->main_thread = g_thread_self ();
  f->mailbox = op_mailbox_new (on_letter, f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  op_mailbox_unref (f->mailbox);
}

static void
post (Fixture *f, unsigned sender, guint32 id)
{
  OpRequest *request = op_request_new ();

  request->id = id;
  op_mailbox_post (f->mailbox, request, GUINT_TO_POINTER (sender));
}

typedef struct
{
  Fixture *f;
  unsigned sender;
} Poster;

static gpointer
post_many (gpointer user_data)
{
  const Poster *poster = user_data;

  for (guint32 id = 1; id <= N_LETTERS; id++)
    post (poster->f, poster->sender, id);
  op_mailbox_post_gone (poster->f->mailbox, GUINT_TO_POINTER (poster->sender));

  return NULL;
}

static gboolean
all_are_gone (gpointer user_data)
{
  return ((Fixture *) user_data)->n_gone == N_THREADS;
}

static void
test_threads (Fixture *f, gconstpointer unused)
{
  Poster posters[N_THREADS];
  GThread *threads[N_THREADS];

  for (unsigned i = 0; i < N_THREADS; i++)
    {
      posters[i] = (Poster){ f, i };
      threads[i] = g_thread_new ("poster", post_many, &posters[i]);
    }

  wait_until (all_are_gone, f, "the letters");
  g_assert_cmpuint (f->n_requests, ==, N_THREADS * N_LETTERS);
  for (unsigned i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

static void
run_pending (void)
{
  while (g_main_context_iteration (NULL, FALSE /* may block */))
    ;
}

static void
test_not_from_within_a_post (Fixture *f, gconstpointer unused)
{
  post (f, 0, 1);
  post (f, 0, 2);
  g_assert_cmpuint (f->n_requests, ==, 0);
  run_pending ();
  g_assert_cmpuint (f->n_requests, ==, 2);
}

static void
test_closed (Fixture *f, gconstpointer unused)
{
  post (f, 0, 1);
  op_mailbox_close (f->mailbox);
  post (f, 0, 2);
  run_pending ();
  g_assert_cmpuint (f->n_requests, ==, 0);
}

/* Who closes it is about to go away, and several letters came at once. */
static void
test_closed_by_a_letter (Fixture *f, gconstpointer unused)
{
  f->close_after = 2;
  for (guint32 id = 1; id <= 5; id++)
    post (f, 0, id);
  run_pending ();
  g_assert_cmpuint (f->n_requests, ==, 2);
}

/* In the context that was the thread's own when it was made. */
static void
test_context (Fixture *f, gconstpointer unused)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  Fixture other = { .main_thread = g_thread_self () };

  g_main_context_push_thread_default (context);
  other.mailbox = op_mailbox_new (on_letter, &other);
  g_main_context_pop_thread_default (context);

  post (&other, 0, 1);
  run_pending ();
  g_assert_cmpuint (other.n_requests, ==, 0);
  while (g_main_context_iteration (context, FALSE /* may block */))
    ;
  g_assert_cmpuint (other.n_requests, ==, 1);
  op_mailbox_unref (other.mailbox);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/mailbox/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("from-many-threads", test_threads);
  ADD ("never-from-within-a-post", test_not_from_within_a_post);
  ADD ("closed", test_closed);
  ADD ("closed-by-a-letter", test_closed_by_a_letter);
  ADD ("in-the-context-of-its-maker", test_context);
#undef ADD

  return g_test_run ();
}
