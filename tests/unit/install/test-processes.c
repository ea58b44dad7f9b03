/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/processes.h"

#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cast.h"
#include "support/async.h"

/* Started, and past the point where it says so: the shell runs @script and then waits for a
 * line that never comes. */
static GSubprocess *
start_shell (const char *shell, const char *script, const char *preload)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *whole = g_strdup_printf ("%s echo ready; while read line; do :; done", script);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;
  char text[6];

  if (preload != NULL)
    g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", preload, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, shell, "-c", whole, NULL);
  g_assert_no_error (error);

  g_input_stream_read_all (
      g_subprocess_get_stdout_pipe (process), text, sizeof text, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, sizeof text, "ready\n", 6);

  return process;
}

static GSubprocess *
start_in (Cast *cast, const char *path, const char *script)
{
  g_autofree char *shell = g_build_filename (cast->root, path, NULL);

  put_copy (cast->root, path, "/bin/sh");

  return start_shell (shell, script, NULL);
}

static void
stop (GSubprocess *process)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
}

static guint32
pid_of (GSubprocess *process)
{
  const char *pid = g_subprocess_get_identifier (process);

  return pid != NULL ? strtoul (pid, NULL, 10) : 0;
}

static GPtrArray *
find (Cast *cast, const char *except)
{
  const char *const below[] = { cast->root, NULL };

  return op_processes_find (below, except);
}

static void
assert_found (Cast *cast, GSubprocess *process, gboolean by_executable, const char *name)
{
  g_autoptr(GPtrArray) found = find (cast, NULL);
  const OpProcess *first;

  g_assert_cmpuint (found->len, ==, 1);
  first = g_ptr_array_index (found, 0);
  g_assert_cmpuint (first->pid, ==, pid_of (process));
  g_assert_cmpint (first->by_executable, ==, by_executable);
  g_assert_cmpstr (first->name, ==, name);
}

static void
assert_none (Cast *cast)
{
  g_autoptr(GPtrArray) found = find (cast, NULL);

  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_an_executable_is_found (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) process = NULL;

  assert_none (cast);
  process = start_in (cast, "versions/1.0/bin/an-application", "");
  assert_found (cast, process, TRUE, "an-application");
  stop (process);
  assert_none (cast);
}

static void
test_a_removed_executable_is_found (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) process = start_in (cast, "versions/1.0/bin/gone", "");

  g_assert_cmpint (unlinkat (cast->root_fd, "versions/1.0/bin/gone", 0), ==, 0);
  assert_found (cast, process, TRUE, "gone");
  stop (process);
}

static void
test_links_to_the_place_are_resolved (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) process = start_in (cast, "versions/1.0/app", "");
  g_autoptr(GPtrArray) found = NULL;
  g_autofree char *link = g_build_filename (cast->base, "link", NULL);
  const char *const below[] = { "/nowhere/at/all", link, NULL };

  put_link (cast->base, "link", "root/");
  found = op_processes_find (below, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  stop (process);
}

static void
test_exceptions_and_neighbours_do_not_count (Cast *cast, gconstpointer unused)
{
  g_autofree char *except = g_build_filename (cast->root, "versions/2.0", NULL);
  g_autofree char *part = g_build_filename (cast->root, "versions/2.", NULL);
  const char *const below_part[] = { part, NULL };
  g_autoptr(GSubprocess) process = start_in (cast, "versions/2.0/app", "");
  g_autoptr(GPtrArray) found = find (cast, except);
  g_autoptr(GPtrArray) neighbours = op_processes_find (below_part, NULL);

  g_assert_cmpuint (found->len, ==, 0);
  g_assert_cmpuint (neighbours->len, ==, 0);
  stop (process);
}

static void
test_a_working_directory_blocks_nobody (Cast *cast, gconstpointer unused)
{
  g_autofree char *script = g_strdup_printf ("cd %s;", cast->root);
  g_autoptr(GSubprocess) process = start_shell ("/bin/sh", script, NULL);

  assert_none (cast);
  stop (process);
}

static GSubprocess *
start_with_library (Cast *cast)
{
  g_autofree char *library = g_build_filename (cast->root, "versions/1.0/lib/lib.so", NULL);
  Dl_info info;

  g_assert_cmpint (dladdr (g_malloc, &info), !=, 0);
  put_copy (cast->root, "versions/1.0/lib/lib.so", info.dli_fname);

  return start_shell ("/bin/sh", "", library);
}

static void
test_a_mapped_library_is_found (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) process = start_with_library (cast);

  assert_found (cast, process, FALSE, "sh");
  stop (process);
}

static void
test_we_are_not_named (Cast *cast, gconstpointer unused)
{
  g_autofree char *executable = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *dir = g_path_get_dirname (executable);
  const char *const below[] = { dir, NULL };
  g_autoptr(GPtrArray) found = op_processes_find (below, NULL);

  for (unsigned i = 0; i < found->len; i++)
    {
      const OpProcess *process = g_ptr_array_index (found, i);

      g_assert_cmpuint (process->pid, !=, getpid ());
    }
}

static void
add (GPtrArray *processes, unsigned pid)
{
  OpProcess *process = g_new0 (OpProcess, 1);

  process->pid = pid;
  process->name = g_strdup ("app");
  g_ptr_array_add (processes, process);
}

static void
test_many_are_summed_up (void)
{
  static const char *const expected[] = {
    "",
    "app (pid 1)",
    "app (pid 1) and app (pid 2)",
    "app (pid 1), app (pid 2) and app (pid 3)",
    "app (pid 1), app (pid 2), app (pid 3) and app (pid 4)",
    "app (pid 1), app (pid 2), app (pid 3), app (pid 4) and app (pid 5)",
    "app (pid 1), app (pid 2), app (pid 3), app (pid 4), app (pid 5) and app (pid 6)",
    "app (pid 1), app (pid 2), app (pid 3), app (pid 4), app (pid 5) and 2 more",
    "app (pid 1), app (pid 2), app (pid 3), app (pid 4), app (pid 5) and 3 more",
  };
  g_autoptr(GPtrArray) processes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) op_process_free);

  for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *text = op_processes_describe (processes);

      g_assert_cmpstr (text, ==, expected[i]);
      add (processes, i + 1);
    }
}

static gboolean
end (Cast *cast, unsigned grace_sec, GCancellable *cancellable, GError **error)
{
  const char *const below[] = { cast->root, NULL };
  g_autoptr(GAsyncResult) result = NULL;

  op_processes_end_async (below, grace_sec, cancellable, keep_result, &result);

  return op_processes_end_finish (wait_for (&result), error);
}

static void
assert_ended_by (GSubprocess *process, int signal_number)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, signal_number);
}

static void
test_nobody_is_ended_at_once (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (end (cast, 100, NULL, &error));
  g_assert_no_error (error);
}

static void
test_the_willing_are_ended_gently (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) one = start_in (cast, "versions/1.0/one", "");
  g_autoptr(GSubprocess) two = start_in (cast, "versions/2.0/two", "");
  g_autoptr(GSubprocess) other = start_shell ("/bin/sh", "", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (end (cast, 100, NULL, &error));
  g_assert_no_error (error);
  assert_ended_by (one, SIGTERM);
  assert_ended_by (two, SIGTERM);
  g_assert_nonnull (g_subprocess_get_identifier (other));
  stop (other);
}

static void
test_the_unwilling_are_killed (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) deaf = start_in (cast, "versions/1.0/deaf", "trap '' TERM;");
  g_autoptr(GError) error = NULL;

  g_assert_true (end (cast, 0, NULL, &error));
  g_assert_no_error (error);
  assert_ended_by (deaf, SIGKILL);
}

static void
test_who_only_maps_something_is_left_and_named (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) application = start_in (cast, "versions/1.0/app", "");
  g_autoptr(GSubprocess) user = start_with_library (cast);
  g_autofree char *name = g_strdup_printf ("sh (pid %u)", pid_of (user));
  g_autoptr(GError) error = NULL;

  g_assert_false (end (cast, 0, NULL, &error));
  assert_failed (&error, OP_ERROR_STOP_FAILED, name);
  assert_ended_by (application, SIGTERM);
  g_assert_nonnull (g_subprocess_get_identifier (user));
  stop (user);
}

static void
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_waiting_can_be_cancelled (Cast *cast, gconstpointer unused)
{
  g_autoptr(GSubprocess) deaf = start_in (cast, "versions/1.0/deaf", "trap '' TERM;");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_idle_add_once (cancel, cancellable);
  g_assert_false (end (cast, 1000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  stop (deaf);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/processes/" path, Cast, NULL, cast_set_up, function, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("an-executable-is-found", test_an_executable_is_found);
  ADD ("a-removed-executable-is-found", test_a_removed_executable_is_found);
  ADD ("links-to-the-place-are-resolved", test_links_to_the_place_are_resolved);
  ADD ("exceptions-and-neighbours-do-not-count", test_exceptions_and_neighbours_do_not_count);
  ADD ("a-working-directory-blocks-nobody", test_a_working_directory_blocks_nobody);
  ADD ("a-mapped-library-is-found", test_a_mapped_library_is_found);
  ADD ("we-are-not-named", test_we_are_not_named);
  g_test_add_func ("/processes/many-are-summed-up", test_many_are_summed_up);
  ADD ("nobody-is-ended-at-once", test_nobody_is_ended_at_once);
  ADD ("the-willing-are-ended-gently", test_the_willing_are_ended_gently);
  ADD ("the-unwilling-are-killed", test_the_unwilling_are_killed);
  ADD ("who-only-maps-something-is-left-and-named", test_who_only_maps_something_is_left_and_named);
  ADD ("waiting-can-be-cancelled", test_waiting_can_be_cancelled);

  return g_test_run ();
}
