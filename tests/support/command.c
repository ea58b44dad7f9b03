/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/command.h"

#include <string.h>
#include <sys/wait.h>

int
run_offpeak (Service *s, char **out_text, const char *const *words)
{
  g_autofree char *bus = g_strdup_printf ("--bus=%s", private_bus_address (s->bus));
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *errors = NULL;
  int status = 0;

  g_ptr_array_add (argv, (char *) g_getenv ("OFFPEAK"));
  g_ptr_array_add (argv, bus);
  for (size_t i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) words[i]);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL,
                (char **) argv->pdata,
                NULL,
                G_SPAWN_DEFAULT,
                NULL,
                NULL,
                out_text,
                &errors,
                &status,
                &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s%s", words[0], *out_text, errors);
  g_assert_null (strstr (errors, "Sanitizer"));
  g_assert_true (WIFEXITED (status));

  return WEXITSTATUS (status);
}
