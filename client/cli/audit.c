/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/audit.h"

#include <stdlib.h>
#include <string.h>

#include "client/cli/audit-files.h"
#include "client/cli/commands.h"
#include "client/cli/format.h"

typedef struct
{
  gint64 since_usec;
  const char *product; /* (nullable) */
  json_t *records;     /* (owned) (nullable): for the document */
} Show;

/* "90m", "12h", "7d": so long ago. */
static gboolean
parse_ago (const char *text, gint64 *out_usec)
{
  static const struct
  {
    char letter;
    gint64 sec;
  } units[] = { { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
  char *end;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (end == text || !g_ascii_isdigit (*text) || end[0] != units[i].letter || end[1] != '\0' ||
          number > 100000)
        continue;
      *out_usec = g_get_real_time () - (gint64) number * units[i].sec * G_USEC_PER_SEC;
      return TRUE;
    }

  return FALSE;
}

static gboolean
parse_since (const char *text, gint64 *out_usec, GError **error)
{
  g_autoptr(GTimeZone) here = g_time_zone_new_local ();
  g_autofree char *midnight = g_strconcat (text, "T00:00:00", NULL);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, here);

  if (parse_ago (text, out_usec))
    return TRUE;
  if (time == NULL)
    time = g_date_time_new_from_iso8601 (midnight, here);
  if (time == NULL)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘%s’ is no time; write 2026-12-31, 2026-12-31T18:00:00, or 90m, 12h, 7d for "
                   "so long ago",
                   text);
      return FALSE;
    }
  *out_usec = g_date_time_to_unix (time) * G_USEC_PER_SEC;

  return TRUE;
}

static gboolean
is_wanted (const Show *show, const json_t *record)
{
  const char *product = json_string_value (json_object_get (record, "product"));

  return json_integer_value (json_object_get (record, "time")) >= show->since_usec &&
         (show->product == NULL || g_strcmp0 (product, show->product) == 0);
}

/* What there is to say once time and event have been said; the chain is for ‘verify’. */
static void
say_record (json_t *record)
{
  static const char *const hidden[] = { "number", "time", "boot", "event", "prev", NULL };
  json_int_t time_usec = json_integer_value (json_object_get (record, "time"));
  const char *event = json_string_value (json_object_get (record, "event"));
  g_autofree char *when = op_format_time ((guint64) MAX (time_usec, 0));
  g_autoptr(GString) rest = g_string_new (NULL);
  const char *key;
  json_t *value;

  json_object_foreach (record, key, value)
  {
    char *text;

    if (g_strv_contains (hidden, key))
      continue;
    text = json_dumps (value, JSON_ENCODE_ANY | JSON_COMPACT);
    g_string_append_printf (
        rest, " %s=%s", key, json_is_string (value) ? json_string_value (value) : text);
    free (text);
  }
  op_say ("%s %s%s", when, event != NULL ? event : "?", rest->str);
}

static gboolean
show_line (const char *text, size_t n_bytes, gboolean is_whole, gpointer user_data)
{
  Show *show = user_data;
  g_autoptr(json_t) record = json_loadb (text, n_bytes, JSON_REJECT_DUPLICATES, NULL);

  if (!json_is_object (record))
    return TRUE;

  if (!is_wanted (show, record))
    return TRUE;

  if (show->records != NULL)
    json_array_append (show->records, record);
  else
    say_record (record);

  return TRUE;
}

gboolean
op_audit_show (OpCli *cli, const OpPlaces *places, GError **error)
{
  Show show = { .product = cli->product };
  gboolean ok;

  if (cli->since != NULL && !parse_since (cli->since, &show.since_usec, error))
    return FALSE;

  if (cli->json)
    show.records = json_array ();
  ok = op_audit_files_read (places, show_line, &show, error);
  if (ok && cli->json)
    op_cli_take_document (cli, json_pack ("{s:O}", "records", show.records));
  json_decref (show.records);

  return ok;
}

gboolean
op_command_audit (OpCli *cli, GError **error)
{
  g_autoptr(OpPlaces) places = op_places_new (cli->root);
  const char *what = cli->arguments[0];

  if (g_str_equal (what, "show"))
    return op_audit_show (cli, places, error);

  if (!g_str_equal (what, "verify"))
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘audit’ can ‘show’ and ‘verify’, not ‘%s’",
                   what);
      return FALSE;
    }
  if (cli->since != NULL || cli->product != NULL)
    {
      g_set_error (error,
                   G_OPTION_ERROR,
                   G_OPTION_ERROR_BAD_VALUE,
                   "‘audit verify’ reads all of the log; --since and --product are for ‘show’");
      return FALSE;
    }

  return op_audit_verify (cli, places, error);
}
