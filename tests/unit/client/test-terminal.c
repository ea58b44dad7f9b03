/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/format.h"
#include "unit/client/cast.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  Cast cast;
  int terminal;    /* (owned): our side of it */
  pid_t child;     /* 0 when it has ended */
  gboolean closed; /* by the other side */
  GString *screen; /* (owned): all that was written */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  cast_set_up (&f->cast, NULL);
  f->cast.product->holds = TRUE;
  g_setenv ("OFFPEAK_BUS", f->cast.address, TRUE);
  g_setenv ("TERM", "xterm", TRUE);
  f->screen = g_string_new (NULL);
  f->terminal = -1;
}

static gboolean
on_terminal (int fd, GIOCondition condition, gpointer user_data)
{
  Fixture *f = user_data;
  char buffer[1024];
  ssize_t n_bytes = read (fd, buffer, sizeof buffer);

  if (n_bytes > 0)
    g_string_append_len (f->screen, buffer, n_bytes);

  /* The other side of a terminal that was closed reads EIO. */
  f->closed = n_bytes <= 0;

  return n_bytes > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* In the child: the terminal is its own, so that Ctrl-C and a new size reach it. */
static void
become_command (const char *name)
{
  const char *command = g_getenv ("OFFPEAK_COMMAND");
  int fd;

  setsid ();
  fd = open (name, O_RDWR);
  if (fd < 0 || ioctl (fd, TIOCSCTTY, 0) < 0)
    _exit (126);
  for (int i = 0; i <= STDERR_FILENO; i++)
    dup2 (fd, i);
  execl (command, command, "download", NULL);
  _exit (127);
}

static void
start (Fixture *f, unsigned short columns)
{
  struct winsize size = { .ws_row = 24, .ws_col = columns };
  char name[64];

  f->terminal = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (f->terminal, >=, 0);
  g_assert_cmpint (grantpt (f->terminal), ==, 0);
  g_assert_cmpint (unlockpt (f->terminal), ==, 0);
  g_assert_cmpint (ptsname_r (f->terminal, name, sizeof name), ==, 0);
  g_assert_cmpint (ioctl (f->terminal, TIOCSWINSZ, &size), ==, 0);

  f->child = fork ();
  g_assert_cmpint (f->child, >=, 0);
  if (f->child == 0)
    become_command (name);
  g_unix_fd_add (f->terminal, G_IO_IN | G_IO_HUP, on_terminal, f);
}

static void
read_until (Fixture *f, const char *word)
{
  while (strstr (f->screen->str, word) == NULL && !f->closed)
    g_main_context_iteration (NULL, TRUE);

  if (strstr (f->screen->str, word) == NULL)
    g_error ("‘%s’ never came: %s", word, f->screen->str);
}

static int
finish (Fixture *f)
{
  int status;

  while (!f->closed)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpint (waitpid (f->child, &status, 0), ==, f->child);
  f->child = 0;
  g_assert_true (WIFEXITED (status));

  return WEXITSTATUS (status);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (f->child, ==, 0);
  close (f->terminal);
  cast_tear_down (&f->cast, NULL);
  g_string_free (f->screen, TRUE);
}

/* What each drawing leaves on the line, the first one being what came before any. */
static GStrv
drawings (Fixture *f)
{
  return g_strsplit (f->screen->str, "\r\033[K", -1);
}

static void
assert_fits (Fixture *f, unsigned columns)
{
  g_auto(GStrv) lines = drawings (f);

  for (size_t i = 0; lines[i] != NULL; i++)
    {
      /* The sentence at the end may be longer; it is no bar. */
      if (strchr (lines[i], '[') != NULL)
        g_assert_cmpuint (op_text_width (lines[i]), <, columns);
    }
}

static void
test_draws_and_goes (Fixture *f, gconstpointer unused)
{
  g_auto(GStrv) lines = NULL;

  start (f, 80);
  read_until (f, "25.0 MB of 100 MB");
  fake_product_set_progress (f->cast.product, 100000000, 100000000);
  read_until (f, "100%");
  fake_product_finish (f->cast.product);
  g_assert_cmpint (finish (f), ==, 0);

  lines = drawings (f);
  assert_fits (f, 80);
  g_assert_cmpstr (lines[g_strv_length (lines) - 1],
                   ==,
                   "Version 2.0 of editor is staged; ‘offpeak apply editor’ switches to it.\r\n");
}

static void
test_narrow (Fixture *f, gconstpointer unused)
{
  start (f, 20);
  read_until (f, "25%");
  fake_product_finish (f->cast.product);
  g_assert_cmpint (finish (f), ==, 0);
  assert_fits (f, 20);
}

static void
test_resized (Fixture *f, gconstpointer unused)
{
  struct winsize size = { .ws_row = 24, .ws_col = 30 };

  start (f, 120);
  read_until (f, "300 of 1200 files");
  g_string_truncate (f->screen, 0);
  g_assert_cmpint (ioctl (f->terminal, TIOCSWINSZ, &size), ==, 0);
  read_until (f, "25%");
  fake_product_finish (f->cast.product);
  g_assert_cmpint (finish (f), ==, 0);
  assert_fits (f, 30);
}

static void
test_not_too_often (Fixture *f, gconstpointer unused)
{
  g_auto(GStrv) lines = NULL;
  gint64 begin_usec;
  double seconds;

  start (f, 80);
  read_until (f, "25.0 MB of 100 MB");
  begin_usec = g_get_monotonic_time ();
  g_string_truncate (f->screen, 0);
  for (unsigned i = 26; i <= 60; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u.0 MB of", i);

      fake_product_set_progress (f->cast.product, i * 1000000, 100000000);
      if (i % 10 == 0)
        read_until (f, text);
    }
  seconds = (double) (g_get_monotonic_time () - begin_usec) / G_USEC_PER_SEC;
  fake_product_finish (f->cast.product);
  g_assert_cmpint (finish (f), ==, 0);

  /* One more for the first, and one for the line that is cleared at the end. */
  lines = drawings (f);
  g_assert_cmpfloat (g_strv_length (lines), <=, seconds * 10 + 3);
}

static void
test_interrupt (Fixture *f, gconstpointer unused)
{
  start (f, 80);
  read_until (f, "25.0 MB of 100 MB");
  g_assert_cmpint (write (f->terminal, "\003", 1), ==, 1);
  g_assert_cmpint (finish (f), ==, 130);
  read_until (f, "\r\033[KIt goes on in the background; ‘offpeak cancel editor’ ends it");
}

static void
test_dumb (Fixture *f, gconstpointer unused)
{
  g_setenv ("TERM", "dumb", TRUE);
  start (f, 80);
  read_until (f, "editor: downloading\r\n");
  fake_product_finish (f->cast.product);
  g_assert_cmpint (finish (f), ==, 0);
  g_assert_null (strchr (f->screen->str, '\033'));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/terminal/the-bar-is-drawn-and-goes", test_draws_and_goes);
  ADD ("/terminal/a-narrow-one-gets-a-short-bar", test_narrow);
  ADD ("/terminal/the-bar-follows-its-width", test_resized);
  ADD ("/terminal/the-bar-is-drawn-ten-times-a-second-at-most", test_not_too_often);
  ADD ("/terminal/ctrl-c-detaches-and-says-so", test_interrupt);
  ADD ("/terminal/a-dumb-one-gets-plain-lines", test_dumb);

  return g_test_run ();
}
