/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Somebody has to be asked for a password: who is asked, what, how often, and what runs then.
 */

#include <string.h>

#include "support/files.h"
#include "support/guard.h"
#include "support/patience.h"
#include "support/private-bus.h"
#include "system/agent.h"
#include "system/system.h"

#define N_CALLS 200
#define N_CALLERS 4
#define N_PROMPTS 4

static void
test_names_product (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  g_auto(Answer) answer = { 0 };

  if (s == NULL)
    return;

  agent = agent_new (s->admin);
  system_begin (
      s->user, "editor", "Download", "updatetoversion=1.0 displaylevel=true", TRUE, &answer);
  agent_wait_for (agent, 1, 0);
  g_assert_cmpstr (
      agent_text (agent, 0), ==, "Authentication is required to download an update of The editor");
  g_assert_false (answer.done);

  agent_agree (agent, 0);
  answer_wait (&answer);
  g_assert_cmpstr (answer.error, ==, "");
  system_wait_for_status (s, "editor", STATUS_DOWNLOAD_WIP);
}

static void
test_dismissed (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  g_auto(Answer) answer = { 0 };

  if (s == NULL)
    return;

  agent = agent_new (s->admin);
  system_begin (s->user, "editor", "Download", "", TRUE, &answer);
  agent_wait_for (agent, 1, 0);
  agent_dismiss (agent, 0);
  answer_wait (&answer);
  g_assert_cmpstr (answer.error, ==, ACCESS_DENIED);
  g_assert_nonnull (strstr (answer.message, "dismissed"));
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
}

/* Only when the message says that it may be. */
static void
test_not_asked (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;

  if (s == NULL)
    return;

  agent = agent_new (s->admin);
  system_call (s->user, "editor", "Download", "", ACCESS_DENIED);
  g_assert_cmpuint (agent_n_asked (agent), ==, 0);
}

/* Both actions are asked about, one after the other. */
static void
test_other_source (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  g_auto(Answer) answer = { 0 };

  if (s == NULL)
    return;

  agent = agent_new (s->admin);
  system_begin (
      s->user, "editor", "Download", "updatebaseurl=https://elsewhere.example/", TRUE, &answer);
  agent_wait_for (agent, 1, 0);
  agent_agree (agent, 0);
  agent_wait_for (agent, 2, 0);
  g_assert_nonnull (strstr (agent_text (agent, 1), "from a source that is not in"));
  agent_dismiss (agent, 1);
  answer_wait (&answer);
  g_assert_cmpstr (answer.error, ==, ACCESS_DENIED);
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
}

static void
test_caller_leaves (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  g_auto(Answer) gone = { 0 }, later = { 0 };
  GDBusConnection *caller;

  if (s == NULL)
    return;

  agent = agent_new (s->admin);
  caller = system_connect (UID_NOBODY);
  system_begin (caller, "editor", "Download", "", TRUE, &gone);
  agent_wait_for (agent, 1, 0);
  private_bus_leave (caller);
  agent_wait_for (agent, 1, 1);
  answer_wait (&gone);
  g_assert_cmpuint (system_status (s->admin, "editor"), ==, STATUS_UNKNOWN);

  /* What it had taken is free again, and nothing of it is left. */
  system_begin (s->user, "editor", "Download", "", TRUE, &later);
  agent_wait_for (agent, 2, 1);
  agent_agree (agent, 1);
  answer_wait (&later);
  g_assert_cmpstr (later.error, ==, "");
}

static gboolean
are_done (gpointer data)
{
  Answer *answers = data;
  unsigned n_done = 0;

  for (size_t i = 0; i < N_CALLS; i++)
    n_done += answers[i].done ? 1 : 0;

  return n_done >= N_CALLS - N_PROMPTS;
}

static void
test_silent_agent (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  GDBusConnection *callers[N_CALLERS];
  g_autofree Answer *answers = g_new0 (Answer, N_CALLS);
  unsigned n_open = 0;

  if (s == NULL)
    return;

  /* From several connections: of one, the bus itself would refuse the 129th. */
  agent = agent_new (s->admin);
  for (size_t i = 0; i < N_CALLERS; i++)
    callers[i] = system_connect (UID_NOBODY);
  for (size_t i = 0; i < N_CALLS; i++)
    system_begin (callers[i % N_CALLERS], "editor", "Download", "", TRUE, &answers[i]);
  wait_until (are_done, answers, "most calls to be refused");
  agent_wait_for (agent, N_PROMPTS, 0);
  for (size_t i = 0; i < N_CALLS; i++)
    {
      if (answers[i].done)
        g_assert_cmpstr (answers[i].error, ==, LIMITS_EXCEEDED);
      else
        n_open++;
    }
  g_assert_cmpuint (n_open, ==, N_PROMPTS);
  g_assert_cmpuint (agent_n_asked (agent), ==, N_PROMPTS);

  /* Others are served meanwhile, and polkit is asked about them. */
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
  system_call (s->user, "viewer", "Download", "", ACCESS_DENIED);
  system_call (s->admin, "viewer", "Download", "", "");

  for (size_t i = 0; i < N_CALLERS; i++)
    private_bus_leave (callers[i]);
  agent_wait_for (agent, N_PROMPTS, N_PROMPTS);
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
  for (size_t i = 0; i < N_CALLS; i++)
    {
      answer_wait (&answers[i]);
      answer_clear (&answers[i]);
    }
}

/* Exactly the call that was authorised runs, with exactly its parameters. */
static void
test_second_call (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  g_autofree char *state = NULL;
  g_auto(Answer) first = { 0 }, second = { 0 };

  if (s == NULL)
    return;

  agent = agent_new (s->admin);
  system_begin (s->user, "editor", "Download", "updatetoversion=1.0", TRUE, &first);
  agent_wait_for (agent, 1, 0);
  system_begin (s->user, "editor", "Download", "updatetoversion=2.0", TRUE, &second);
  agent_wait_for (agent, 2, 0);

  agent_agree (agent, 0);
  answer_wait (&first);
  g_assert_cmpstr (first.error, ==, "");
  state = read_file (s->root, "var/lib/offpeak/products/editor/pending.json");
  g_assert_nonnull (strstr (state, "updatetoversion=1.0"));
  g_assert_null (strstr (state, "updatetoversion=2.0"));

  /* The state is looked at again after the answer. */
  agent_agree (agent, 1);
  answer_wait (&second);
  g_assert_cmpstr (second.error, ==, ILLEGAL_METHOD_CALL);
}

/* The administrator takes the source away while somebody thinks about the password. */
static void
test_product_changes (void)
{
  g_autoptr(System) s = system_new ();
  g_autoptr(Agent) agent = NULL;
  g_autofree char *text = NULL;
  g_autofree char *parameters = NULL;
  g_auto(GStrv) parts = NULL;
  g_auto(Answer) answer = { 0 };

  if (s == NULL)
    return;

  text = read_file (s->root, "etc/offpeak/products.d/editor.conf");
  parts = g_regex_split_simple ("UpdateBaseUrl=(.*)", text, 0, 0);
  parameters = g_strconcat ("updatebaseurl=", parts[1], "new/", NULL);
  agent = agent_new (s->admin);
  system_begin (s->user, "editor", "Download", parameters, TRUE, &answer);
  agent_wait_for (agent, 1, 0);
  {
    g_autofree char *other =
        g_strconcat (parts[0], "UpdateBaseUrl=https://other.example/", parts[2], NULL);

    write_file (s->root, "etc/offpeak/products.d/editor.conf", other);
    system_reload (s);
  }
  agent_agree (agent, 0);
  answer_wait (&answer);
  g_assert_cmpstr (answer.error, ==, ACCESS_DENIED);
  g_assert_nonnull (strstr (answer.message, "has changed"));
  g_assert_cmpuint (agent_n_asked (agent), ==, 1);
  g_assert_cmpuint (system_status (s->user, "editor"), ==, STATUS_UNKNOWN);
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/polkit-prompts/the-question-names-the-product", test_names_product);
  g_test_add_func ("/polkit-prompts/a-question-dismissed-is-a-no", test_dismissed);
  g_test_add_func ("/polkit-prompts/nobody-is-asked-unless-the-call-allows-it", test_not_asked);
  g_test_add_func ("/polkit-prompts/another-source-is-a-second-question", test_other_source);
  g_test_add_func ("/polkit-prompts/whoever-leaves-is-not-asked-about", test_caller_leaves);
  g_test_add_func ("/polkit-prompts/a-silent-agent-holds-up-nobody-else", test_silent_agent);
  g_test_add_func ("/polkit-prompts/what-was-authorised-runs-and-nothing-else", test_second_call);
  g_test_add_func ("/polkit-prompts/what-needs-more-now-is-refused", test_product_changes);

  return g_test_run ();
}
