/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "unit/client/command.h"

#include <string.h>

#include "support/async.h"

void
run_clear (Run *run)
{
  g_clear_pointer (&run->out, g_free);
  g_clear_pointer (&run->err, g_free);
}

static GSubprocess *
start (const char *address, const char *const *words)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer) g_getenv ("OFFPEAK_COMMAND"));
  for (size_t i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_setenv (launcher, "OFFPEAK_BUS", address, TRUE);
  g_subprocess_launcher_setenv (launcher, "TZ", "UTC", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);

  return process;
}

GSubprocess *
run_start (const char *address, const char *words)
{
  g_auto(GStrv) list = g_strsplit (words, " ", -1);

  return start (address, (const char *const *) list);
}

Run
run_finish (GSubprocess *owned_process)
{
  g_autoptr(GSubprocess) process = owned_process;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  Run run = { 0 };

  g_subprocess_communicate_utf8_async (process, NULL, NULL, keep_result, &result);
  g_subprocess_communicate_utf8_finish (process, wait_for (&result), &run.out, &run.err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  run.exit_status = g_subprocess_get_exit_status (process);

  /* On a line each, as the report of the test needs it. */
  out = g_strescape (run.out, NULL);
  err = g_strescape (run.err, NULL);
  g_test_message ("status %d, out: %s", run.exit_status, out);
  g_test_message ("err: %s", err);

  return run;
}

Run
run_command (const char *address, const char *words)
{
  return run_finish (run_start (address, words));
}

Run
run_words (const char *address, const char *const *words)
{
  return run_finish (start (address, words));
}

/* Read what it says until a word comes: then it is as far as that. */
char *
run_read_until (GSubprocess *process, const char *word)
{
  GInputStream *pipe = g_subprocess_get_stdout_pipe (process);
  g_autoptr(GString) text = g_string_new (NULL);

  while (strstr (text->str, word) == NULL)
    {
      char buffer[256];
      gssize n_bytes;

      g_main_context_iteration (NULL, FALSE);
      if (!g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (pipe)))
        continue;
      n_bytes = g_input_stream_read (pipe, buffer, sizeof buffer, NULL, NULL);
      g_assert_cmpint (n_bytes, >, 0);
      g_string_append_len (text, buffer, n_bytes);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
assert_says (const char *text, const char *word)
{
  if (strstr (text, word) == NULL)
    g_error ("‘%s’ does not say ‘%s’", text, word);

  /* Whatever the service says, nothing moves the cursor. */
  for (const char *c = text; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c) && *c != '\n');
}
