/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support/audit-log.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "support/files.h"

char *
list_records (Service *self, const char *const *keys)
{
  g_autofree char *text = read_file (self->root, AUDIT_LOG_FILE);
  g_auto(GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_autoptr(GString) records = g_string_new (NULL);

  for (size_t i = 0; lines[i] != NULL; i++)
    {
      json_t *line = json_loads (lines[i], JSON_REJECT_DUPLICATES, NULL);

      g_assert_nonnull (line);
      for (size_t j = 0; keys[j] != NULL; j++)
        {
          json_t *value = json_object_get (line, keys[j]);
          char *dumped = value != NULL ? json_dumps (value, JSON_ENCODE_ANY) : NULL;
          const char *shown = json_is_string (value) ? json_string_value (value) : dumped;

          g_string_append_printf (records, "%s%s", j > 0 ? " " : "", shown != NULL ? shown : "-");
          free (dumped);
        }
      g_string_append_c (records, '\n');
      json_decref (line);
    }

  return g_string_free (g_steal_pointer (&records), FALSE);
}

void
assert_verified (Service *self, int status, const char *word)
{
  g_autofree char *root = g_strconcat ("--root=", self->root, NULL);
  const char *argv[] = { g_getenv ("OFFPEAK"), "audit", "verify", root, NULL };
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;
  int wait_status;

  g_spawn_sync (
      NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &wait_status, &error);
  g_assert_no_error (error);
  g_test_message ("%s", output);
  g_assert_true (WIFEXITED (wait_status));
  g_assert_cmpint (WEXITSTATUS (wait_status), ==, status);
  if (strstr (output, word) == NULL)
    g_error ("‘%s’ is not in: %s", word, output);
}
