/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/version.h"

#include <string.h>

#define MAX_VERSION_CHARS 64
#define SEPARATORS ".+_-"

gboolean
op_version_is_valid (const char *version)
{
  size_t length = strlen (version);

  if (!g_ascii_isalnum (version[0]) || length > MAX_VERSION_CHARS)
    return FALSE;

  for (size_t i = 1; i < length; i++)
    {
      if (!g_ascii_isalnum (version[i]) && strchr (SEPARATORS, version[i]) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* A run of digits, or a run of what is neither digit nor separator. */
typedef struct
{
  const char *begin;
  size_t length; /* 0: there is no more */
  gboolean is_number;
} Segment;

static gboolean
is_separator (char c)
{
  return c != '\0' && strchr (SEPARATORS, c) != NULL;
}

static void
next_segment (const char **rest, Segment *out_segment)
{
  const char *p = *rest;

  while (is_separator (*p))
    p++;

  out_segment->begin = p;
  out_segment->is_number = g_ascii_isdigit (*p);
  while (*p != '\0' && !is_separator (*p) && g_ascii_isdigit (*p) == out_segment->is_number)
    p++;
  out_segment->length = p - out_segment->begin;

  *rest = p;
}

static int
compare_sizes (size_t a, size_t b)
{
  return (a > b) - (a < b);
}

static int
compare_bytes (const Segment *a, const Segment *b)
{
  int order = memcmp (a->begin, b->begin, MIN (a->length, b->length));

  return order != 0 ? order : compare_sizes (a->length, b->length);
}

/* By length, then by digits: so a number may have any length. */
static int
compare_numbers (Segment a, Segment b)
{
  for (; a.length > 1 && *a.begin == '0'; a.length--)
    a.begin++;
  for (; b.length > 1 && *b.begin == '0'; b.length--)
    b.begin++;

  return a.length != b.length ? compare_sizes (a.length, b.length) : compare_bytes (&a, &b);
}

/**
 * op_version_compare:
 *
 * Versions are cut at `.`, `+`, `_`, `-` and between digits and letters. The first segments
 * that differ decide: two numbers as numbers, two words byte by byte, a number is newer than
 * a word, and anything is newer than nothing (1.0 is older than 1.0.1).
 *
 * So a pre-release is newer than the release it comes before, as by this rule 1.0 is older
 * than 1.0rc1: a publisher that has those numbers its releases (`release`).
 *
 * Returns: less than, equal to or greater than 0. Equal does not mean that the texts are the
 *    same: 1.0 and 1.00 are as old as each other.
 */
int
op_version_compare (const char *a, const char *b)
{
  while (TRUE)
    {
      Segment in_a, in_b;
      int order;

      next_segment (&a, &in_a);
      next_segment (&b, &in_b);

      if (in_a.length == 0 || in_b.length == 0)
        return compare_sizes (in_a.length, in_b.length);
      if (in_a.is_number != in_b.is_number)
        return in_a.is_number ? 1 : -1;

      order = in_a.is_number ? compare_numbers (in_a, in_b) : compare_bytes (&in_a, &in_b);
      if (order != 0)
        return order;
    }
}

int
op_release_compare (const char *version_a,
                    guint64 release_a,
                    const char *version_b,
                    guint64 release_b)
{
  if (release_a != 0 && release_b != 0)
    return (release_a > release_b) - (release_a < release_b);

  return op_version_compare (version_a, version_b);
}

/* Numbers with dots between them, at least one dot. */
static gboolean
is_dotted_number (const char *part, size_t length)
{
  gboolean has_dot = FALSE;

  if (length == 0 || length > MAX_VERSION_CHARS)
    return FALSE;

  for (size_t i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (part[i]))
        continue;
      if (part[i] != '.' || i == 0 || i + 1 == length || part[i - 1] == '.')
        return FALSE;
      has_dot = TRUE;
    }

  return has_dot;
}

char *
op_version_find_in_path (const char *path)
{
  for (const char *part = path;;)
    {
      const char *end = strchrnul (part, '/');

      if (is_dotted_number (part, end - part))
        return g_strndup (part, end - part);
      if (*end == '\0')
        return NULL;
      part = end + 1;
    }
}

/**
 * op_tree_name:
 * @version: valid
 * @repair: which repair of it; 0 for the version itself
 */
char *
op_tree_name (const char *version, unsigned repair)
{
  return repair == 0 ? g_strdup (version) : g_strdup_printf ("%s~%u", version, repair);
}

char *
op_tree_name_get_version (const char *tree_name, unsigned *out_repair)
{
  const char *tilde;
  g_autofree char *version = NULL;
  guint64 repair = 0;

  if (tree_name == NULL)
    return NULL;

  tilde = strchr (tree_name, '~');
  /* The function would skip a vertical tab. */
  if (tilde != NULL && (!g_ascii_isdigit (tilde[1]) || tilde[1] == '0' ||
                        !g_ascii_string_to_unsigned (tilde + 1, 10, 1, G_MAXUINT, &repair, NULL)))
    return NULL;

  version = tilde != NULL ? g_strndup (tree_name, tilde - tree_name) : g_strdup (tree_name);
  if (!op_version_is_valid (version))
    return NULL;

  if (out_repair != NULL)
    *out_repair = repair;

  return g_steal_pointer (&version);
}
