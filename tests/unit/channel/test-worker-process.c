/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channel/worker-process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gio/gio.h>

#include "base/error.h"
#include "support/files.h"
#include "support/patience.h"

typedef struct
{
  char *dir; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("offpeak-worker-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  remove_tree (f->dir);
  g_free (f->dir);
}

/* A worker that is a shell script; what it is told and says goes over its descriptor 3. */
static OpWorkerProcess *
start (Fixture *f, const char *script)
{
  g_autofree char *text = g_strconcat ("#!/bin/sh\n", script, "\n", NULL);
  g_autofree char *path = g_build_filename (f->dir, "worker", NULL);
  g_autoptr(GError) error = NULL;
  OpWorkerProcess *worker;

  write_bytes (f->dir, "worker", text, strlen (text), 0755);
  worker = op_worker_process_new (path, &error);
  g_assert_no_error (error);

  return worker;
}

/* All that it says until it closes its end. */
static char *
listen_to (OpWorkerProcess *worker)
{
  g_autoptr(GString) said = g_string_new (NULL);
  char bytes[256];
  ssize_t n_bytes;

  while ((n_bytes = recv (op_worker_process_get_fd (worker), bytes, sizeof bytes, 0)) > 0)
    g_string_append_len (said, bytes, n_bytes);

  return g_strdup (said->str);
}

static gboolean
is_gone (gpointer pid)
{
  return kill (GPOINTER_TO_INT (pid), 0) < 0 && errno == ESRCH;
}

static void
wait_until_gone (GPid pid)
{
  wait_until (is_gone, GINT_TO_POINTER (pid), "the worker to be gone");
}

static void
test_talks (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpWorkerProcess) worker = start (f, "read word <&3; echo \"you said $word\" >&3");
  g_autofree char *said = NULL;

  g_assert_cmpint (op_worker_process_get_pid (worker), >, 0);
  g_assert_cmpint (send (op_worker_process_get_fd (worker), "hello\n", 6, 0), ==, 6);
  said = listen_to (worker);
  g_assert_cmpstr (said, ==, "you said hello\n");
}

/* A secret of the daemon's environment is not the worker's business. */
static void
test_environment (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpWorkerProcess) worker = NULL;
  g_autofree char *said = NULL;

  g_setenv ("OFFPEAK_TEST_SECRET", "secret", TRUE);
  g_setenv ("https_proxy", "http://proxy.example:3128", TRUE);
  worker = start (f, "/usr/bin/env >&3");
  g_unsetenv ("https_proxy");
  said = listen_to (worker);

  g_assert_nonnull (strstr (said, "https_proxy=http://proxy.example:3128\n"));
  g_assert_null (strstr (said, "SECRET"));
  g_assert_null (strstr (said, "HOME="));
  g_assert_null (strstr (said, "DBUS"));
}

/* Only what it is to have: the standard ones and its end of the socket. */
static void
test_descriptors (Fixture *f, gconstpointer unused)
{
  int leak = dup (STDERR_FILENO);
  g_autoptr(OpWorkerProcess) worker = start (
      f, "for n in 4 5 6 7 8 9; do [ -e /proc/self/fd/$n ] && echo $n >&3; done; echo end >&3");
  g_autofree char *said = listen_to (worker);

  close (leak);

  /* A shell may keep its script open at 10 and above. */
  g_assert_cmpstr (said, ==, "end\n");
}

static void
test_ends (Fixture *f, gconstpointer unused)
{
  OpWorkerProcess *worker = start (f, "exec /bin/sleep 1000");
  GPid pid = op_worker_process_get_pid (worker);

  g_assert_finalize_object (worker);
  wait_until_gone (pid);
}

static void
test_ends_the_stubborn (Fixture *f, gconstpointer unused)
{
  OpWorkerProcess *worker = start (f, "trap '' TERM; echo ready >&3; exec /bin/sleep 1000");
  GPid pid = op_worker_process_get_pid (worker);
  char byte;

  g_assert_cmpint (recv (op_worker_process_get_fd (worker), &byte, 1, 0), ==, 1);
  g_assert_finalize_object (worker);
  g_assert_false (is_gone (GINT_TO_POINTER (pid)));
  wait_until_gone (pid);
}

static void
test_death_is_seen (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpWorkerProcess) worker = start (f, "exit 1");
  g_autofree char *said = listen_to (worker);

  g_assert_cmpstr (said, ==, "");
}

static void
test_missing (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "nothing-here", NULL);
  g_autoptr(GError) error = NULL;
  OpWorkerProcess *worker = op_worker_process_new (path, &error);

  g_assert_null (worker);
  g_assert_error (error, OP_ERROR, OP_ERROR_NO_JOB);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, "cannot be started"));
}

/* What systemd does with Accept=yes, but for the program it starts. */
static int
listen_at (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 4), ==, 0);

  return fd;
}

static void
test_socket (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "fetch.socket", NULL);
  int listener = listen_at (path);
  g_autoptr(GError) error = NULL;
  OpWorkerProcess *worker = op_worker_process_new (path, &error);
  char bytes[6];
  int peer;

  g_assert_no_error (error);
  peer = accept (listener, NULL, NULL);
  g_assert_cmpint (op_worker_process_get_pid (worker), ==, 0);
  g_assert_cmpint (send (op_worker_process_get_fd (worker), "hello\n", 6, 0), ==, 6);
  g_assert_cmpint (recv (peer, bytes, sizeof bytes, MSG_WAITALL), ==, 6);
  g_assert_cmpmem (bytes, sizeof bytes, "hello\n", 6);

  /* Its end of the socket is how it learns that it is not needed any more. */
  g_assert_finalize_object (worker);
  g_assert_cmpint (recv (peer, bytes, sizeof bytes, 0), ==, 0);
  close (peer);
  close (listener);
}

static void
test_dead_socket (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->dir, "fetch.socket", NULL);
  g_autoptr(GError) error = NULL;
  OpWorkerProcess *worker;

  close (listen_at (path));
  worker = op_worker_process_new (path, &error);
  g_assert_null (worker);
  g_assert_error (error, OP_ERROR, OP_ERROR_NO_JOB);
  g_assert_nonnull (strstr (error->message, path));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/worker-process/is-talked-to-over-its-socket", test_talks);
  ADD ("/worker-process/knows-little-of-our-environment", test_environment);
  ADD ("/worker-process/inherits-nothing-else", test_descriptors);
  ADD ("/worker-process/ends-with-its-object", test_ends);
  ADD ("/worker-process/ends-even-if-it-does-not-want-to", test_ends_the_stubborn);
  ADD ("/worker-process/its-death-is-an-end-of-file", test_death_is_seen);
  ADD ("/worker-process/a-missing-program-is-no-job", test_missing);
  ADD ("/worker-process/a-socket-is-connected-to", test_socket);
  ADD ("/worker-process/a-socket-without-a-listener-is-no-job", test_dead_socket);

  return g_test_run ();
}
