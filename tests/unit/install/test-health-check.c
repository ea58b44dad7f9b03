/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/health-check.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cast.h"
#include "install/child-confinement.h"
#include "support/async.h"

#define PATIENT 60

static void
put_script (Cast *cast, const char *path, const char *text)
{
  g_autofree char *whole = g_strdup_printf ("#!/bin/sh\n%s\n", text);

  put_bytes (cast->root, path, whole, strlen (whole), 0755);
}

static gboolean
run_as (Cast *cast, const char *command, const char *user, unsigned timeout_sec, GError **error)
{
  g_autofree char *tree = g_build_filename (cast->root, "versions/1.0", NULL);
  g_autoptr(OpConfinement) confinement = op_child_confinement_new ();
  OpHealthCheck check = { tree, command, user, timeout_sec };
  g_autoptr(GAsyncResult) result = NULL;

  op_health_check_async (confinement, &check, NULL, keep_result, &result);

  return op_health_check_finish (wait_for (&result), error);
}

static gboolean
run (Cast *cast, const char *command, GError **error)
{
  return run_as (cast, command, "nobody", PATIENT, error);
}

static void
assert_good (Cast *cast, const char *command)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = run (cast, command, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
assert_bad (Cast *cast, const char *command, const char *word)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (run (cast, command, &error));
  assert_failed (&error, OP_ERROR_HEALTH_CHECK, word);
}

static void
test_exit_code_0_is_good (Cast *cast, gconstpointer unused)
{
  put_script (cast, "versions/1.0/bin/check", "[ \"$1\" = 'two words' ] && [ $# = 2 ]");
  assert_good (cast, "bin/check 'two words' \"\"");
  assert_bad (cast, "bin/check two words", "exit code 1");
}

static void
test_the_last_words_are_in_the_message (Cast *cast, gconstpointer unused)
{
  put_script (cast, "versions/1.0/check", "echo first >&2; echo 'no display' >&2; exit 3");
  assert_bad (cast, "check", "‘check’ ended with exit code 3: no display");

  put_script (cast, "versions/1.0/check", "echo spoken; exit 4");
  assert_bad (cast, "check", "exit code 4: spoken");

  put_script (cast, "versions/1.0/check", "exit 5");
  assert_bad (cast, "check", "exit code 5");

  put_script (cast, "versions/1.0/check", "printf 'bell \\a and \\377\\n \\n' >&2; exit 6");
  assert_bad (cast, "check", "6: bell   and \357\277\275");

  put_script (cast, "versions/1.0/check", "kill -9 $$");
  assert_bad (cast, "check", "signal 9");
}

static void
test_a_talkative_check_neither_blocks_nor_fills_memory (Cast *cast, gconstpointer unused)
{
  put_script (cast,
              "versions/1.0/check",
              "head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero | tr '\\0' y >&2;"
              "echo >&2; echo done >&2; exit 1");
  assert_bad (cast, "check", "exit code 1: done");
}

static void
test_time_out_kills_the_whole_group (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  put_script (cast, "versions/1.0/check", "trap '' TERM; echo slow >&2; sleep 1000 & sleep 1000");
  g_assert_false (run_as (cast, "check", "nobody", 1, &error));
  assert_failed (&error, OP_ERROR_HEALTH_CHECK, "did not end within 1 s and was killed: slow");
}

/* Whether the other end of a fifo has been let go of by everybody. */
static void
test_what_a_check_leaves_behind_is_killed (Cast *cast, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (cast->root, "versions/1.0/fifo", NULL);
  int fd;
  char byte;

  put_script (cast, "versions/1.0/check", "sleep 1000 > fifo & echo > fifo");
  g_assert_cmpint (mkfifo (path, 0666), ==, 0);
  g_assert_cmpint (chmod (path, 0666), ==, 0);
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);

  assert_good (cast, "check");
  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  /* The kernel closes what a killed process had open some time after the signal. */
  g_assert_cmpint (fcntl (fd, F_SETFL, 0), ==, 0);
  g_assert_cmpint (read (fd, &byte, 1), ==, 0);
  close (fd);
}

static void
test_the_surroundings_are_bare (Cast *cast, gconstpointer unused)
{
  int leaked = fcntl (STDERR_FILENO, F_DUPFD, 77); /* not close-on-exec */

  g_assert_cmpint (leaked, ==, 77);
  put_script (cast,
              "versions/1.0/check",
              "[ \"$(pwd)\" = \"${0%/*}\" ] || { pwd >&2; exit 1; }\n"
              "[ -z \"$OFFPEAK_SECRET\" ] && [ \"$HOME\" = / ] || exit 2\n"
              "[ -z \"$(cat)\" ] || exit 3\n"
              "grep -q 'NoNewPrivs:.1' /proc/self/status || exit 4\n"
              "[ ! -e /proc/$$/fd/77 ] || exit 5\n"
              "[ \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$ ] || exit 6");
  assert_good (cast, "check");
  close (leaked);
}

static void
test_root_runs_it_as_somebody_else (Cast *cast, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can become somebody else");
      return;
    }

  put_script (cast, "versions/1.0/check", "echo $(id -un) $(id -G) >&2; [ $(id -u) = 65534 ]");
  assert_good (cast, "check");
  put_script (cast, "versions/1.0/check", "grep -q 'CapEff:.0000000000000000' /proc/self/status");
  assert_good (cast, "check");

  g_assert_false (run_as (cast, "check", "no-such-user", PATIENT, &error));
  assert_failed (&error, OP_ERROR_HEALTH_CHECK, "HealthCheckUser");
  g_assert_false (run_as (cast, "check", NULL, PATIENT, &error));
  assert_failed (&error, OP_ERROR_HEALTH_CHECK, "HealthCheckUser");
}

static void
test_links_within_the_tree_are_fine (Cast *cast, gconstpointer unused)
{
  put_script (cast, "versions/1.0/real/check", "exit 0");
  put_link (cast->root, "versions/1.0/bin", "real");
  put_link (cast->root, "versions/1.0/real/link", "check");
  assert_good (cast, "bin/link");
}

static void
test_what_is_no_program_of_the_tree_is_refused (Cast *cast, gconstpointer unused)
{
  /* clang-format off */
  static const struct { const char *command, *word; } refused[] = {
    { "none",           "none" },
    { "/bin/true",      "/bin/true" },
    { "../2.0/check",   "../2.0/check" },
    { "out",            "out" },
    { "dir",            "not a program" },
    { "data",           "not a program" },
    { "broken",         "cannot be started" },
    { "",               "HealthCheck=" },
    { "   ",            "HealthCheck=" },
    { "check 'half",    "HealthCheck=" },
  };
  /* clang-format on */

  put_script (cast, "versions/2.0/check", "exit 0");
  put_script (cast, "versions/1.0/check", "exit 0");
  put (cast->root, "versions/1.0/data", "");
  put_dir (cast->root, "versions/1.0/dir");
  put_bytes (cast->root, "versions/1.0/broken", "\177ELF", 4, 0755);
  put_link (cast->root, "versions/1.0/out", "../2.0/check");

  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_bad (cast, refused[i].command, refused[i].word);
}

static void
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_it_can_be_cancelled (Cast *cast, gconstpointer unused)
{
  g_autofree char *tree = g_build_filename (cast->root, "versions/1.0", NULL);
  g_autoptr(OpConfinement) confinement = op_child_confinement_new ();
  OpHealthCheck check = { tree, "check", "nobody", 1000 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  put_script (cast, "versions/1.0/check", "sleep 1000");
  op_health_check_async (confinement, &check, cancellable, keep_result, &result);
  g_idle_add_once (cancel, cancellable);
  g_assert_false (op_health_check_finish (wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/health-check/" path, Cast, NULL, cast_set_up, function, cast_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (g_setenv ("OFFPEAK_SECRET", "1", TRUE));

  ADD ("exit-code-0-is-good", test_exit_code_0_is_good);
  ADD ("the-last-words-are-in-the-message", test_the_last_words_are_in_the_message);
  ADD ("a-talkative-check-neither-blocks-nor-fills-memory",
       test_a_talkative_check_neither_blocks_nor_fills_memory);
  ADD ("time-out-kills-the-whole-group", test_time_out_kills_the_whole_group);
  ADD ("what-a-check-leaves-behind-is-killed", test_what_a_check_leaves_behind_is_killed);
  ADD ("the-surroundings-are-bare", test_the_surroundings_are_bare);
  ADD ("root-runs-it-as-somebody-else", test_root_runs_it_as_somebody_else);
  ADD ("links-within-the-tree-are-fine", test_links_within_the_tree_are_fine);
  ADD ("what-is-no-program-of-the-tree-is-refused", test_what_is_no_program_of_the_tree_is_refused);
  ADD ("it-can-be-cancelled", test_it_can_be_cancelled);

  return g_test_run ();
}
