/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the real worker cannot do, and that it could but for the sandbox. */

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

#include "support/files.h"
#include "worker/sandbox-sanitizer.h"

#define INHERITED_FD 9
#define NOBODY 65534

typedef enum
{
  ANYBODY,   /* may do it when the sandbox is open */
  ROOT,      /* only root may */
  SAME_USER, /* who is the user of the test */
} Who;

typedef struct
{
  const char *name;
  Who who;
  gboolean is_left_to_sanitizers;
} Expectation;

static const Expectation expectations[] = {
  { "open-shadow", ROOT, FALSE },
  { "read-file", ANYBODY, FALSE },
  { "write-file", ANYBODY, FALSE },
  { "open-read-write", ANYBODY, FALSE },
  { "create-file", ANYBODY, FALSE },
  { "create-in-tmp", ANYBODY, FALSE },
  { "truncate-file", ANYBODY, FALSE },
  { "read-parents-environment", SAME_USER, TRUE },
  { "connect-to-bus", ANYBODY, FALSE },
  { "connect-to-abstract-bus", ANYBODY, FALSE },
  { "make-unix-socket", ANYBODY, FALSE },
  { "make-raw-socket", ROOT, FALSE },
  { "make-other-netlink-socket", ANYBODY, FALSE },
  { "make-process", ANYBODY, TRUE },
  { "run-program", ANYBODY, FALSE },
  { "signal-parent", SAME_USER, FALSE },
  { "use-inherited-descriptor", ANYBODY, FALSE },
  { "run-written-memory", ANYBODY, FALSE },
  { "change-root", ROOT, FALSE },
  { "be-traced", ANYBODY, TRUE },
};

typedef struct
{
  char *dir;             /* (owned): all may write there */
  char *name;            /* (owned): of an abstract socket */
  char *program;         /* (owned): the worker, where everybody finds it */
  char *probe;           /* (owned) */
  GSocket *bus;          /* (owned) */
  GSocket *abstract_bus; /* (owned) */
} Fixture;

static GSocket *
listen_at (const char *path, GUnixSocketAddressType type)
{
  g_autoptr(GSocketAddress) address = g_unix_socket_address_new_with_type (path, -1, type);
  g_autoptr(GError) error = NULL;
  GSocket *listener =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_bind (listener, address, FALSE /* reuse */, &error);
  g_assert_no_error (error);
  g_socket_listen (listener, &error);
  g_assert_no_error (error);

  return listener;
}

static char *
copy_to (const char *dir, const char *from)
{
  g_autofree char *name = g_path_get_basename (from);
  char *to = g_build_filename (dir, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  size_t n_bytes;

  g_assert_true (g_file_get_contents (from, &bytes, &n_bytes, &error));
  g_assert_no_error (error);
  write_bytes (dir, name, bytes, n_bytes, 0755);

  return to;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *socket = NULL;
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("offpeak-sandbox-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (chmod (f->dir, 0777), ==, 0);
  write_bytes (f->dir, "file", "x", 1, 0666);
  f->program = copy_to (f->dir, g_getenv ("OFFPEAK_FETCH"));
  f->probe = copy_to (f->dir, g_getenv ("OFFPEAK_PROBE"));

  socket = g_build_filename (f->dir, "socket", NULL);
  f->bus = listen_at (socket, G_UNIX_SOCKET_ADDRESS_PATH);
  g_assert_cmpint (chmod (socket, 0777), ==, 0);
  f->name = g_path_get_basename (f->dir);
  f->abstract_bus = listen_at (f->name, G_UNIX_SOCKET_ADDRESS_ABSTRACT);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_object_unref (f->bus);
  g_object_unref (f->abstract_bus);
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->name);
  g_free (f->program);
  g_free (f->probe);
}

/* In the child, before the program. */
static void
become (gpointer user_data)
{
  const uid_t *uid = user_data;

  /* write_bytes() and the umask of the test have nothing to do with the others */
  if (*uid != getuid () && (setgroups (0, NULL) != 0 || setresgid (*uid, *uid, *uid) != 0 ||
                            setresuid (*uid, *uid, *uid) != 0))
    _exit (EXIT_FAILURE);
}

/* What the worker says, with the probe in it. */
static char *
run (Fixture *f, const char *mode, uid_t uid, int *out_status)
{
  g_autoptr(GSubprocessLauncher) launcher =
                 g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr(GSubprocess) worker = NULL;
  g_autofree char *options =
      g_strconcat (g_getenv ("ASAN_OPTIONS") != NULL ? g_getenv ("ASAN_OPTIONS") : "",
                   ":verify_asan_link_order=0",
                   NULL);
  g_autoptr(GError) error = NULL;
  char *said = NULL;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_subprocess_launcher_take_fd (launcher, ends[1], 3);
  g_subprocess_launcher_take_fd (launcher, dup (STDERR_FILENO), INHERITED_FD);
  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", f->probe, TRUE);
  g_subprocess_launcher_setenv (launcher, "ASAN_OPTIONS", options, TRUE);
  g_subprocess_launcher_setenv (launcher, "PROBE_MODE", mode, TRUE);
  g_subprocess_launcher_setenv (launcher, "PROBE_DIR", f->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "PROBE_NAME", f->name, TRUE);
  g_subprocess_launcher_set_child_setup (launcher, become, &uid, NULL);

  worker = g_subprocess_launcher_spawn (launcher, &error, f->program, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (worker, NULL, NULL, NULL, &said, &error);
  g_assert_no_error (error);
  close (ends[0]);

  g_assert_true (g_subprocess_get_if_exited (worker));
  *out_status = g_subprocess_get_exit_status (worker);

  return said;
}

static int
find_result (char **lines, const char *name)
{
  for (size_t i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (lines[i], " ", 2);

      if (g_strv_length (words) == 2 && g_str_equal (words[0], name))
        return atoi (words[1]);
    }

  g_test_message ("No result for ‘%s’", name);
  g_assert_not_reached ();
}

static void
check_shut (char **lines)
{
  for (size_t i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      const Expectation *e = &expectations[i];
      int result = find_result (lines, e->name);

      g_test_message ("shut: %s: %s", e->name, g_strerror (result));
      if (!OP_IS_SANITIZED || !e->is_left_to_sanitizers)
        g_assert_cmpint (result, !=, 0);
    }

  g_assert_cmpint (find_result (lines, "make-unix-socket"), ==, EAFNOSUPPORT);
  g_assert_cmpint (find_result (lines, "use-inherited-descriptor"), ==, EBADF);
}

static gboolean
may (Who who, uid_t uid)
{
  switch (who)
    {
    case ANYBODY:
      return TRUE;
    case ROOT:
      return uid == 0;
    case SAME_USER:
      return uid == getuid ();
    }

  g_assert_not_reached ();
}

static void
check_open (char **lines, uid_t uid)
{
  for (size_t i = 0; i < G_N_ELEMENTS (expectations); i++)
    {
      const Expectation *e = &expectations[i];
      int result = find_result (lines, e->name);

      g_test_message ("open: %s: %s", e->name, g_strerror (result));
      if (may (e->who, uid))
        g_assert_cmpint (result, ==, 0);
    }
}

static void
check_as (Fixture *f, uid_t uid)
{
  int status;
  g_autofree char *shut = run (f, "shut", uid, &status);
  g_autofree char *open = NULL;
  g_auto(GStrv) shut_lines = g_strsplit (shut, "\n", -1);
  g_auto(GStrv) open_lines = NULL;

  g_assert_cmpint (status, ==, 0);
  check_shut (shut_lines);

  open = run (f, "open", uid, &status);
  g_assert_cmpint (status, ==, 0);
  open_lines = g_strsplit (open, "\n", -1);
  check_open (open_lines, uid);
}

static void
test_as_oneself (Fixture *f, gconstpointer unused)
{
  check_as (f, getuid ());
}

static void
test_as_nobody (Fixture *f, gconstpointer unused)
{
  if (getuid () == 0)
    check_as (f, NOBODY);
  else
    check_as (f, getuid ());
}

typedef struct
{
  const char *mode;
  const char *word;
  gboolean needs_root;
} Step;

static const Step steps[] = {
  { "landlock", "Landlock", FALSE },
  { "seccomp", "seccomp", FALSE },
  { "user", "user", TRUE },
  { "limits", "limit", FALSE },
};

/* Not one byte is fetched by a worker that is half shut in. */
static void
test_step_fails (Fixture *f, gconstpointer data)
{
  const Step *step = data;
  int status;
  g_autofree char *said = run (f, step->mode, getuid (), &status);

  if (step->needs_root && getuid () != 0)
    return;

  g_assert_cmpint (status, ==, 1);
  g_assert_true (g_str_has_prefix (said, "offpeak-fetch: "));
  g_assert_nonnull (strstr (said, step->word));
  g_assert_true (strchr (said, '\n') == said + strlen (said) - 1);
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/holds", NULL, test_as_oneself);
  ADD ("/sandbox/holds-for-an-ordinary-user", NULL, test_as_nobody);
  for (size_t i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path =
          g_strconcat ("/sandbox/ends-the-worker-when-a-step-fails/", steps[i].mode, NULL);

      ADD (path, &steps[i], test_step_fails);
    }

  return g_test_run ();
}
