/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/key-file.h"

#include <string.h>

#include "base/bounds.h"
#include "config/trusted-file.h"
#include "rules/text.h"
#include "rules/url.h"

#define MAX_VALUE_BYTES OP_MAX_URL_BYTES

/* GKeyFile keeps no line numbers, and of a key that is given twice the last value. Counted from 1;
 * 0 when it is not there. */
static unsigned
find_line (const char *text, const char *group, const char *key)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *header = g_strdup_printf ("[%s]", group);
  size_t n_key = key != NULL ? strlen (key) : 0;
  gboolean in_group = FALSE;
  unsigned found = 0;

  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (*line == '[')
        {
          in_group = g_str_equal (line, header);
          if (in_group && key == NULL)
            return i + 1;
        }
      else if (in_group && key != NULL && g_str_has_prefix (line, key) &&
               *g_strchug (line + n_key) == '=')
        found = i + 1;
    }

  return found;
}

static const OpKey *
find_key (const OpKey *keys, const char *group, const char *key)
{
  for (const OpKey *k = keys; k->group != NULL; k++)
    {
      if (g_str_equal (k->group, group) && (key == NULL || g_str_equal (k->key, key)))
        return k;
    }

  return NULL;
}

/* What stands before a ‘=’ or in brackets may be anything. */
static void
add_problem (GPtrArray *problems,
             const char *path,
             const char *text,
             const char *group,
             const char *key,
             const char *what)
{
  unsigned line = find_line (text, group, key);
  g_autofree char *quoted = op_text_quote (key != NULL ? key : group);

  if (key == NULL)
    g_ptr_array_add (problems, g_strdup_printf ("%s:%u: [%s]: %s", path, line, quoted, what));
  else
    g_ptr_array_add (problems, g_strdup_printf ("%s:%u: %s: %s", path, line, quoted, what));
}

/* Of a value, whatever it is to be; (nullable). Blanks at its end, which nobody sees, do not
 * count. */
static char *
find_problem (char *value)
{
  if (value == NULL || !g_utf8_validate (g_strchomp (value), -1, NULL))
    return g_strdup ("the value is not UTF-8 text");
  if (strlen (value) > MAX_VALUE_BYTES)
    return g_strdup_printf ("the value is longer than %u bytes", MAX_VALUE_BYTES);
  if (op_text_has_control (value))
    return g_strdup ("the value has a control character");

  return NULL;
}

static void
read_group (GKeyFile *file,
            const char *path,
            const char *text,
            const char *group,
            const OpKey *keys,
            gpointer target,
            GPtrArray *problems)
{
  g_auto(GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);

  if (find_key (keys, group, NULL) == NULL)
    {
      add_problem (problems, path, text, group, NULL, "this group is not known");
      return;
    }

  for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
      const OpKey *key = find_key (keys, group, names[i]);
      g_autofree char *value = g_key_file_get_value (file, group, names[i], NULL);
      g_autofree char *problem = NULL;

      /* One that is given twice comes twice, both times with the last value. */
      if (g_strv_contains ((const char *const *) names + i + 1, names[i]))
        continue;

      if (key == NULL)
        add_problem (problems, path, text, group, names[i], "this key is not known");
      else if ((problem = find_problem (value)) != NULL)
        add_problem (problems, path, text, group, names[i], problem);
      else if (!key->read (value, (char *) target + key->offset, &problem))
        add_problem (problems, path, text, group, names[i], problem);
    }
}

void
op_key_file_read (const char *path, const OpKey *keys, gpointer target, GPtrArray *problems)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) groups = NULL;
  size_t n_bytes;

  text = op_trusted_file_read (path, &n_bytes, &error);
  if (text == NULL ||
      !g_key_file_load_from_data (file, text, n_bytes, G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    {
      g_autofree char *reason = op_text_quote (error->message); /* it quotes the file */

      g_ptr_array_add (problems, g_strdup_printf ("%s: %s", path, reason));
      return;
    }

  groups = g_key_file_get_groups (file, NULL);
  for (size_t i = 0; groups[i] != NULL; i++)
    read_group (file, path, text, groups[i], keys, target, problems);
}

gboolean
op_read_string (const char *value, gpointer field, char **out_problem)
{
  char **string = field;

  g_free (*string);
  *string = g_strdup (value);

  return TRUE;
}

/* Separated by semicolons; empty parts, such as the one after the last, do not count. */
gboolean
op_read_list (const char *value, gpointer field, char **out_problem)
{
  g_auto(GStrv) parts = g_strsplit (value, ";", -1);
  g_autoptr(GStrvBuilder) list = g_strv_builder_new ();
  char ***strings = field;

  for (size_t i = 0; parts[i] != NULL; i++)
    {
      if (*g_strstrip (parts[i]) != '\0')
        g_strv_builder_add (list, parts[i]);
    }

  g_strfreev (*strings);
  *strings = g_strv_builder_end (list);

  return TRUE;
}

gboolean
op_read_boolean (const char *value, gpointer field, char **out_problem)
{
  static const char *const yes[] = { "yes", "true", "1", "on", NULL };
  static const char *const no[] = { "no", "false", "0", "off", NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);
  gboolean *boolean = field;

  if (!g_strv_contains (yes, lower) && !g_strv_contains (no, lower))
    {
      *out_problem = g_strdup_printf ("‘%s’ is neither yes nor no", value);
      return FALSE;
    }
  *boolean = g_strv_contains (yes, lower);

  return TRUE;
}

/* The function of GLib would skip a vertical tab. */
static gboolean
parse_number (const char *digits, guint64 min, guint64 max, guint64 *out_number)
{
  return g_ascii_isdigit (*digits) &&
         g_ascii_string_to_unsigned (digits, 10, min, max, out_number, NULL);
}

gboolean
op_read_number (const char *value,
                guint64 min,
                guint64 max,
                guint64 *out_number,
                char **out_problem)
{
  if (parse_number (value, min, max, out_number))
    return TRUE;

  *out_problem = g_strdup_printf ("‘%s’ is not a whole number from %" G_GUINT64_FORMAT
                                  " to %" G_GUINT64_FORMAT,
                                  value,
                                  min,
                                  max);

  return FALSE;
}

gboolean
op_read_unsigned (const char *value, gpointer field, char **out_problem)
{
  guint64 number;

  if (!op_read_number (value, 0, G_MAXINT32, &number, out_problem))
    return FALSE;
  *(unsigned *) field = number;

  return TRUE;
}

/* A whole number with an optional K, M, G or T (powers of 1024). */
gboolean
op_read_bytes (const char *value, gpointer field, char **out_problem)
{
  static const char units[] = "KMGT";
  g_autofree char *digits = g_strdup (value);
  size_t n = strlen (digits);
  const char *unit = n > 0 ? strchr (units, g_ascii_toupper (digits[n - 1])) : NULL;
  unsigned shift = 0;
  guint64 number;

  if (unit != NULL && *unit != '\0')
    {
      shift = 10 * (unit - units + 1);
      digits[n - 1] = '\0';
    }

  if (!parse_number (digits, 0, G_MAXUINT64 >> shift, &number))
    {
      *out_problem =
          g_strdup_printf ("‘%s’ is not a number of bytes, such as 500000, 512K, 10M or 2G", value);
      return FALSE;
    }
  *(guint64 *) field = number << shift;

  return TRUE;
}

gboolean
op_read_url (const char *value, gpointer field, char **out_problem)
{
  g_autoptr(GError) error = NULL;
  OpScheme scheme;

  if (!op_url_check (value, &scheme, &error))
    {
      *out_problem = g_strdup (error->message);
      return FALSE;
    }

  return op_read_string (value, field, out_problem);
}

static gboolean
read_checked_list (const char *value, gpointer field, OpKeyReader check, char **out_problem)
{
  g_auto(GStrv) list = NULL;
  g_autofree char *item = NULL;
  char ***strings = field;

  if (!op_read_list (value, &list, out_problem))
    return FALSE;

  for (size_t i = 0; list[i] != NULL; i++)
    {
      if (!check (list[i], &item, out_problem))
        return FALSE;
    }

  g_strfreev (*strings);
  *strings = g_steal_pointer (&list);

  return TRUE;
}

gboolean
op_read_urls (const char *value, gpointer field, char **out_problem)
{
  return read_checked_list (value, field, op_read_url, out_problem);
}

gboolean
op_read_path (const char *value, gpointer field, char **out_problem)
{
  g_autofree char *canonical = g_canonicalize_filename (value, "/");
  char **path = field;

  if (!g_path_is_absolute (value) || g_str_equal (canonical, "/"))
    {
      *out_problem = g_strdup_printf ("‘%s’ is not an absolute path of a directory", value);
      return FALSE;
    }

  g_free (*path);
  *path = g_steal_pointer (&canonical);

  return TRUE;
}

gboolean
op_read_paths (const char *value, gpointer field, char **out_problem)
{
  return read_checked_list (value, field, op_read_path, out_problem);
}
