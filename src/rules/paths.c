/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/paths.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/text.h"

/* Directories are made, synced and removed one inside the other, with a descriptor each:
 * deeper than any application goes, and well below what our own removal gives up at. */
#define MAX_PARTS 128

/* What is wrong with one part, @n_bytes long; %NULL if nothing is. */
static const char *
find_fault_of_part (const char *part, size_t n_bytes)
{
  if (n_bytes == 0)
    return "has an empty part (a ‘/’ at its end, or two in a row)";
  if (n_bytes == 1 && part[0] == '.')
    return "has a ‘.’ part";
  if (n_bytes == 2 && part[0] == '.' && part[1] == '.')
    return "has a ‘..’ part and might leave the tree";
  if (n_bytes > OP_MAX_NAME_BYTES)
    return "has a part of more than 255 bytes";

  return NULL;
}

static const char *
find_fault_of_text (const char *text)
{
  if (*text == '\0')
    return "is empty";
  if (strlen (text) > OP_MAX_PATH_BYTES)
    return "is longer than 4000 bytes";
  if (!g_utf8_validate (text, -1, NULL))
    return "is not valid UTF-8";
  if (op_text_has_control (text))
    return "has a control character";
  if (*text == '/')
    return "is absolute";

  return NULL;
}

static const char *
find_fault (const char *path)
{
  const char *fault = find_fault_of_text (path);
  unsigned n_parts = 0;

  for (const char *part = path; fault == NULL; n_parts++)
    {
      const char *end = strchrnul (part, '/');

      fault = find_fault_of_part (part, end - part);
      if (fault == NULL && n_parts == MAX_PARTS)
        fault = "is more than 128 directories deep";
      if (*end == '\0')
        break;
      part = end + 1;
    }

  return fault;
}

static gboolean
refuse (GError **error, const char *kind, const char *text, const char *fault)
{
  g_autofree char *quoted = op_text_quote (text);

  g_set_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS, "%s ‘%s’ %s", kind, quoted, fault);

  return FALSE;
}

/**
 * op_path_check:
 * @path: of a file in a tree
 *
 * Relative, valid UTF-8, at most %OP_MAX_PATH_BYTES, no part empty, `.`, `..` or longer
 * than %OP_MAX_NAME_BYTES, no control character. Otherwise %OP_ERROR_INVALID_ARGS.
 */
gboolean
op_path_check (const char *path, GError **error)
{
  const char *fault = find_fault (path);

  return fault == NULL || refuse (error, "The path", path, fault);
}

/**
 * op_path_check_name:
 * @name: one part of a path
 */
gboolean
op_path_check_name (const char *name, GError **error)
{
  const char *fault = find_fault (name);

  if (strchr (name, '/') != NULL)
    fault = "has a ‘/’";

  return fault == NULL || refuse (error, "The name", name, fault);
}

/**
 * op_path_check_link:
 * @path: of the symbolic link, checked already
 * @target: what it points to
 *
 * `..` may only stand at the beginning of @target, not more often than @path is deep. So
 * nobody climbs up from where another link led: as long as nothing lies below a link, each
 * link stays in the tree whatever the others are.
 */
gboolean
op_path_check_link (const char *path, const char *target, GError **error)
{
  const char *fault = find_fault_of_text (target);
  unsigned depth = 0, n_up = 0;
  gboolean climbing = TRUE;

  for (const char *p = path; *p != '\0'; p++)
    depth += *p == '/';

  for (const char *part = target; fault == NULL;)
    {
      const char *end = strchrnul (part, '/');
      size_t n_bytes = end - part;

      if (n_bytes == 2 && strncmp (part, "..", 2) == 0)
        {
          n_up++;
          if (!climbing)
            fault = "goes down and then up again with ‘..’";
          else if (n_up > depth)
            fault = "leaves the tree";
        }
      else if (n_bytes != 1 || *part != '.')
        {
          climbing = FALSE;
          fault = find_fault_of_part (part, n_bytes);
        }

      if (*end == '\0')
        break;
      part = end + 1;
    }

  return fault == NULL || refuse (error, "The link target", target, fault);
}
