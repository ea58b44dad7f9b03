/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A worker that is told nonsense ends, and says why. */

#include <string.h>

#include "wire.h"

typedef void (*Nonsense) (Wire *wire);

static void
say_fetch_first (Wire *wire)
{
  wire_fetch (wire, 1, &WIRE_REQUEST ("http://192.0.2.1/"));
}

static void
say_settings_twice (Wire *wire)
{
  wire_settings (wire, &WIRE_SETTINGS);
  wire_settings (wire, &WIRE_SETTINGS);
}

static void
say_id_twice (Wire *wire)
{
  wire_settings (wire, &WIRE_SETTINGS);
  wire_fetch (wire, 1, &WIRE_REQUEST ("http://192.0.2.1/"));
  wire_fetch (wire, 1, &WIRE_REQUEST ("http://192.0.2.1/"));
}

static void
say_data (Wire *wire)
{
  wire_put (wire, OP_FRAME_DATA, 1, "x", 1);
}

static void
say_end (Wire *wire)
{
  wire_put (wire, OP_FRAME_END, 1, "x", 1);
}

static void
say_malformed_settings (Wire *wire)
{
  wire_put (wire, OP_FRAME_SETTINGS, 0, "x", 1);
}

static void
say_malformed_fetch (Wire *wire)
{
  wire_settings (wire, &WIRE_SETTINGS);
  wire_put (wire, OP_FRAME_FETCH, 1, "x", 1);
}

static const struct
{
  const char *name;
  Nonsense say;
} cases[] = {
  { "a-fetch-before-the-settings", say_fetch_first },
  { "settings-twice", say_settings_twice },
  { "an-id-twice", say_id_twice },
  { "data", say_data },
  { "an-end", say_end },
  { "malformed-settings", say_malformed_settings },
  { "a-malformed-fetch", say_malformed_fetch },
};

static void
test_nonsense (gconstpointer data)
{
  const Nonsense *say = data;
  g_autoptr(Wire) wire = wire_new (NULL);
  g_autofree char *said = NULL;

  (*say) (wire);
  g_assert_cmpint (wire_wait_for_exit (wire, &said), ==, 1);
  g_assert_true (g_str_has_prefix (said, "offpeak-fetch: "));
  g_assert_cmpuint (strlen (said), >, strlen ("offpeak-fetch: \n"));
  g_assert_true (strchr (said, '\n') == said + strlen (said) - 1);
}

static void
test_no_socket (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  g_autoptr(GSubprocess) worker = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, g_getenv ("OFFPEAK_FETCH"), "--fd=0", NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (worker, NULL, NULL, NULL, &said, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (worker), ==, 1);
  g_assert_nonnull (strstr (said, "offpeakd"));
}

static void
test_nothing_at_all (void)
{
  /* The end of the wire asserts that the worker ends well. */
  wire_free (wire_new (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch-protocol/refuses/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i].say, test_nonsense);
    }
  g_test_add_func ("/fetch-protocol/refuses/what-is-not-a-socket", test_no_socket);
  g_test_add_func ("/fetch-protocol/ends-well-when-asked-nothing", test_nothing_at_all);

  return g_test_run ();
}
