/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "auth/polkit-authoriser.h"

#include <string.h>

#include "base/error.h"
#include "fakes/fake-polkit.h"
#include "support/async.h"
#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"
#include "support/private-bus.h"

#define FRED 1000u
#define ACTION "org.offpeak.update.download"

typedef struct
{
  char *dir;
  PrivateBus *bus;
  GDBusConnection *polkits;
  GDBusConnection *ours;
  FakePolkit *polkit;
  OpAuthoriser *authoriser;
} Fixture;

static void
set_up (Fixture *f, gconstpointer timeout_msec)
{
  int msec = GPOINTER_TO_INT (timeout_msec);

  f->dir = guard_make_dir ("polkit");
  f->bus = private_bus_new (f->dir);
  f->polkits = private_bus_connect (f->bus);
  f->ours = private_bus_connect (f->bus);
  f->polkit = fake_polkit_new (f->polkits);
  f->authoriser = op_polkit_authoriser_new (f->ours, msec > 0 ? msec : OP_PROMPT_TIMEOUT_MSEC);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_object_unref (f->authoriser);
  g_clear_pointer (&f->polkit, fake_polkit_free);
  if (f->polkits != NULL)
    private_bus_leave (f->polkits);
  private_bus_leave (f->ours);
  private_bus_free (f->bus);
  remove_tree (f->dir);
  g_free (f->dir);
}

static void
ask (Fixture *f,
     guint32 uid,
     gboolean interactive,
     GCancellable *cancellable,
     GAsyncResult **result)
{
  static const char *const details[] = { "product", "editor", "title", "The editor", NULL };
  const OpAuthQuery query = {
    .sender = ":1.77",
    .uid = uid,
    .action = ACTION,
    .details = details,
    .interactive = interactive,
  };

  op_authoriser_check_async (f->authoriser, &query, cancellable, keep_result, result);
}

static void
assert_may (Fixture *f, GAsyncResult **result)
{
  g_autoptr(GAsyncResult) owned = wait_for (result);
  g_autoptr(GError) error = NULL;

  g_assert_true (op_authoriser_check_finish (f->authoriser, owned, &error));
  g_assert_no_error (error);
}

static void
assert_refused (Fixture *f, GAsyncResult **result, OpError code, const char *word)
{
  g_autoptr(GAsyncResult) owned = wait_for (result);
  g_autoptr(GError) error = NULL;

  g_assert_false (op_authoriser_check_finish (f->authoriser, owned, &error));
  g_assert_error (error, OP_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_root (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  g_clear_pointer (&f->polkit, fake_polkit_free);
  private_bus_leave (g_steal_pointer (&f->polkits));
  ask (f, 0, FALSE, NULL, &result);
  assert_may (f, &result);
}

static void
test_absent (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  g_clear_pointer (&f->polkit, fake_polkit_free);
  private_bus_leave (g_steal_pointer (&f->polkits));
  ask (f, FRED, TRUE, NULL, &result);
  assert_refused (f, &result, OP_ERROR_ACCESS_DENIED, "does not run");
}

static void
test_yes (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  ask (f, FRED, TRUE, NULL, &result);
  fake_polkit_wait_for (f->polkit, 1);
  g_assert_cmpstr (fake_polkit_get (f->polkit, 0)->sender, ==, ":1.77");
  g_assert_cmpstr (fake_polkit_get (f->polkit, 0)->action, ==, ACTION);
  g_assert_cmpstr (fake_polkit_get_detail (f->polkit, 0, "product"), ==, "editor");
  g_assert_cmpstr (fake_polkit_get_detail (f->polkit, 0, "title"), ==, "The editor");
  g_assert_false (fake_polkit_get (f->polkit, 0)->is_prompt);
  g_assert_null (result);
  fake_polkit_answer (f->polkit, 0, TRUE, FALSE);
  assert_may (f, &result);
  g_assert_cmpuint (fake_polkit_n_asked (f->polkit), ==, 1);
}

static void
test_no (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  ask (f, FRED, TRUE, NULL, &result);
  fake_polkit_wait_for (f->polkit, 1);
  fake_polkit_answer (f->polkit, 0, FALSE, FALSE);
  assert_refused (f, &result, OP_ERROR_ACCESS_DENIED, ACTION);
  g_assert_cmpuint (fake_polkit_n_asked (f->polkit), ==, 1);
}

static void
test_error (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  ask (f, FRED, TRUE, NULL, &result);
  fake_polkit_wait_for (f->polkit, 1);
  fake_polkit_fail (f->polkit, 0);
  assert_refused (f, &result, OP_ERROR_ACCESS_DENIED, "is not registered");
}

static void
test_not_interactive (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  ask (f, FRED, FALSE, NULL, &result);
  fake_polkit_wait_for (f->polkit, 1);
  fake_polkit_answer (f->polkit, 0, FALSE, TRUE);
  assert_refused (f, &result, OP_ERROR_ACCESS_DENIED, "does not allow to ask");
  g_assert_cmpuint (fake_polkit_n_asked (f->polkit), ==, 1);
}

/* A question that waits at number @number, as a prompt. */
static void
open_prompt (Fixture *f, GCancellable *cancellable, GAsyncResult **result)
{
  unsigned number = fake_polkit_n_asked (f->polkit);

  ask (f, FRED, TRUE, cancellable, result);
  fake_polkit_wait_for (f->polkit, number + 1);
  fake_polkit_answer (f->polkit, number, FALSE, TRUE);
  fake_polkit_wait_for (f->polkit, number + 2);
  g_assert_true (fake_polkit_get (f->polkit, number + 1)->is_prompt);
}

static void
test_prompt (Fixture *f, gconstpointer unused)
{
  GAsyncResult *agreed = NULL, *nobody = NULL;

  open_prompt (f, NULL, &agreed);
  fake_polkit_answer (f->polkit, 1, TRUE, FALSE);
  assert_may (f, &agreed);
  open_prompt (f, NULL, &nobody);
  fake_polkit_answer (f->polkit, 3, FALSE, TRUE);
  assert_refused (f, &nobody, OP_ERROR_ACCESS_DENIED, "nobody can be asked");
  g_assert_cmpstr (fake_polkit_get (f->polkit, 1)->cancellation_id,
                   !=,
                   fake_polkit_get (f->polkit, 3)->cancellation_id);
}

static gboolean
is_taken_back (gpointer question)
{
  return ((const PolkitQuestion *) question)->is_cancelled;
}

static void
assert_taken_back (Fixture *f, unsigned number)
{
  wait_until (is_taken_back,
              (gpointer) fake_polkit_get (f->polkit, number),
              "the question to be taken back");
}

static void
test_timeout (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;

  open_prompt (f, NULL, &result);
  assert_refused (f, &result, OP_ERROR_ACCESS_DENIED, "Nobody has answered");
  assert_taken_back (f, 1);
}

static void
test_cancel (Fixture *f, gconstpointer unused)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *result = NULL;
  g_autoptr(GAsyncResult) owned = NULL;

  open_prompt (f, cancellable, &result);
  g_cancellable_cancel (cancellable);
  owned = wait_for (&result);
  g_assert_false (op_authoriser_check_finish (f->authoriser, owned, NULL));
  assert_taken_back (f, 1);
}

static void
test_too_many_prompts (Fixture *f, gconstpointer unused)
{
  GAsyncResult *open[4] = { NULL };
  GAsyncResult *fifth = NULL, *sixth = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (open); i++)
    open_prompt (f, NULL, &open[i]);
  ask (f, FRED, TRUE, NULL, &fifth);
  fake_polkit_wait_for (f->polkit, 9);
  fake_polkit_answer (f->polkit, 8, FALSE, TRUE);
  assert_refused (f, &fifth, OP_ERROR_LIMITS_EXCEEDED, "questions for a password");

  /* There is room again when one is answered. */
  fake_polkit_answer (f->polkit, 3, FALSE, FALSE);
  assert_refused (f, &open[1], OP_ERROR_ACCESS_DENIED, ACTION);
  open_prompt (f, NULL, &sixth);
  fake_polkit_answer (f->polkit, 10, TRUE, FALSE);
  assert_may (f, &sixth);
  for (size_t i = 0; i < G_N_ELEMENTS (open); i++)
    {
      if (i == 1)
        continue;
      fake_polkit_answer (f->polkit, (unsigned) (2 * i + 1), TRUE, FALSE);
      assert_may (f, &open[i]);
    }
}

static void
test_too_many_checks (Fixture *f, gconstpointer unused)
{
  GAsyncResult *results[65] = { NULL };

  for (size_t i = 0; i < G_N_ELEMENTS (results); i++)
    ask (f, FRED, FALSE, NULL, &results[i]);
  assert_refused (f, &results[64], OP_ERROR_LIMITS_EXCEEDED, "wait to be authorised");
  fake_polkit_wait_for (f->polkit, 64);
  for (unsigned i = 0; i < 64; i++)
    {
      fake_polkit_answer (f->polkit, i, TRUE, FALSE);
      assert_may (f, &results[i]);
    }
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
    int timeout_msec;
  } tests[] = {
    { "/polkit-authoriser/root-is-not-asked-about", test_root, 0 },
    { "/polkit-authoriser/without-polkit-only-root-may", test_absent, 0 },
    { "/polkit-authoriser/yes", test_yes, 0 },
    { "/polkit-authoriser/no", test_no, 0 },
    { "/polkit-authoriser/an-error-is-a-no", test_error, 0 },
    { "/polkit-authoriser/no-prompt-unless-the-caller-allows-it", test_not_interactive, 0 },
    { "/polkit-authoriser/a-prompt-when-it-is-needed", test_prompt, 0 },
    { "/polkit-authoriser/no-answer-is-a-no", test_timeout, 50 },
    { "/polkit-authoriser/a-prompt-can-be-taken-back", test_cancel, 0 },
    { "/polkit-authoriser/the-fifth-prompt-is-too-many", test_too_many_prompts, 0 },
    { "/polkit-authoriser/the-65th-check-is-too-many", test_too_many_checks, 0 },
  };

  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path,
                Fixture,
                GINT_TO_POINTER (tests[i].timeout_msec),
                set_up,
                tests[i].run,
                tear_down);

  return g_test_run ();
}
