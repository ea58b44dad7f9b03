/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/parameters.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/text.h"
#include "rules/url.h"
#include "rules/version.h"

#define MAX_CONTENT_ID_BYTES 255
#define MAX_BUS_NAME_BYTES 255

/* Everything that any call can be given; which call takes what is in the tables below. */
typedef struct
{
  gboolean display_level;
  gboolean force_app_shutdown;
  char *update_base_url;
  char *update_to_version;
  char *download_source;
  char *content_id;
} Values;

static void
values_clear (Values *values)
{
  g_free (values->update_base_url);
  g_free (values->update_to_version);
  g_free (values->download_source);
  g_free (values->content_id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

typedef enum
{
  BOOLEAN,
  STRING,
} Kind;

typedef struct
{
  const char *name;
  Kind kind;
  size_t offset; /* in Values */
} Key;

#define KEY(name, kind, field)                                                                     \
  {                                                                                                \
    name, kind, G_STRUCT_OFFSET (Values, field)                                                    \
  }

static const Key download_keys[] = {
  KEY ("displaylevel", BOOLEAN, display_level),
  KEY ("updatebaseurl", STRING, update_base_url),
  KEY ("updatetoversion", STRING, update_to_version),
  KEY ("downloadsource", STRING, download_source),
  KEY ("contentid", STRING, content_id),
  { NULL },
};

static const Key apply_keys[] = {
  KEY ("displaylevel", BOOLEAN, display_level),
  KEY ("forceappshutdown", BOOLEAN, force_app_shutdown),
  { NULL },
};

static const Key rollback_keys[] = {
  KEY ("displaylevel", BOOLEAN, display_level),
  KEY ("forceappshutdown", BOOLEAN, force_app_shutdown),
  KEY ("updatetoversion", STRING, update_to_version),
  { NULL },
};

static gboolean
refuse (GError **error, const char *key, const char *what)
{
  g_autofree char *quoted = op_text_quote (key);

  g_set_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS, "Parameter ‘%s’ %s", quoted, what);

  return FALSE;
}

/* The text between a `"` at *@rest and the next one; *@rest is then behind that. */
static char *
read_quoted (const char **rest, const char *key, GError **error)
{
  g_autoptr(GString) value = g_string_new (NULL);
  const char *p = *rest + 1;

  for (; *p != '"' && *p != '\0'; p++)
    {
      if (*p == '\\' && p[1] != '"' && p[1] != '\\')
        {
          refuse (error, key, "has a lone ‘\\’ in quotes; write it as ‘\\\\’");
          return NULL;
        }
      if (*p == '\\')
        p++;
      g_string_append_c (value, *p);
    }

  if (*p == '\0')
    {
      refuse (error, key, "has no closing quote; end its value with ‘\"’");
      return NULL;
    }
  if (p[1] != ' ' && p[1] != '\0')
    {
      refuse (error, key, "is followed by something behind its closing quote; write a space there");
      return NULL;
    }
  *rest = p + 1;

  return g_strdup (value->str);
}

static char *
read_plain (const char **rest, const char *key, GError **error)
{
  size_t n_bytes = strcspn (*rest, " \"");
  char *value;

  if ((*rest)[n_bytes] == '"')
    {
      refuse (error, key, "has a ‘\"’ in the middle; quote its whole value: key=\"a \\\"b\\\" c\"");
      return NULL;
    }

  value = g_strndup (*rest, n_bytes);
  *rest += n_bytes;

  return value;
}

static const Key *
find_key (const Key *keys, const char *name)
{
  for (const Key *key = keys; key->name != NULL; key++)
    {
      if (g_ascii_strcasecmp (key->name, name) == 0)
        return key;
    }

  return NULL;
}

static gboolean
refuse_unknown (const Key *keys, const char *name, GError **error)
{
  g_autoptr(GString) what = g_string_new ("is not known here; there are");

  for (const Key *key = keys; key->name != NULL; key++)
    g_string_append_printf (what, "%s ‘%s’", key == keys ? "" : ",", key->name);

  return refuse (error, name, what->str);
}

static gboolean
store (const Key *key, char *owned_value, Values *values, GError **error)
{
  g_autofree char *value = owned_value;
  gpointer field = G_STRUCT_MEMBER_P (values, key->offset);

  if (*value == '\0')
    return refuse (error, key->name, "has no value; write it as key=value");
  if (op_text_has_control (value))
    return refuse (error, key->name, "has a control character in its value");

  if (key->kind == STRING)
    {
      *(char **) field = g_steal_pointer (&value);
      return TRUE;
    }

  if (g_ascii_strcasecmp (value, "true") != 0 && g_ascii_strcasecmp (value, "false") != 0)
    return refuse (error, key->name, "must be ‘true’ or ‘false’");
  *(gboolean *) field = g_ascii_strcasecmp (value, "true") == 0;

  return TRUE;
}

/* One `key=value`; *@rest is then behind it. */
static gboolean
read_pair (const char **rest, const Key *keys, guint *seen, Values *values, GError **error)
{
  size_t n_name = strcspn (*rest, " =");
  g_autofree char *name = g_strndup (*rest, n_name);
  const Key *key = find_key (keys, name);
  char *value;

  if (op_text_has_control (name))
    return refuse (error, name, "has a control character; separate pairs by spaces");
  if (key == NULL)
    return refuse_unknown (keys, name, error);
  if ((*seen & (1u << (key - keys))) != 0)
    return refuse (error, key->name, "is given twice; give it once");
  *seen |= 1u << (key - keys);

  *rest += n_name;
  if (**rest != '=')
    return refuse (error, key->name, "has no value; write it as key=value, without spaces");
  ++*rest;

  value =
      **rest == '"' ? read_quoted (rest, key->name, error) : read_plain (rest, key->name, error);

  return value != NULL && store (key, value, values, error);
}

static gboolean
check_version (const Values *values, GError **error)
{
  if (values->update_to_version != NULL && !op_version_is_valid (values->update_to_version))
    return refuse (error,
                   "updatetoversion",
                   "is not a version: 1 to 64 of ‘A-Z a-z 0-9 . + _ -’, a letter or digit first");

  return TRUE;
}

static gboolean
parse (const char *text, const Key *keys, Values *values, GError **error)
{
  const char *rest = text;
  guint seen = 0;

  if (strlen (text) > OP_MAX_PARAMETERS_BYTES)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_INVALID_ARGS,
                   "The parameters are longer than %u bytes",
                   OP_MAX_PARAMETERS_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS, "The parameters are not valid UTF-8");
      return FALSE;
    }

  while (TRUE)
    {
      rest += strspn (rest, " ");
      if (*rest == '\0')
        break;
      if (!read_pair (&rest, keys, &seen, values, error))
        return FALSE;
    }

  return check_version (values, error);
}

/* A well-known one, as the D-Bus specification has it: `org.example.Source`. */
static gboolean
is_bus_name (const char *name)
{
  unsigned n_dots = 0;
  gboolean at_beginning = TRUE;

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '.' && at_beginning)
        return FALSE;
      if (*p != '.' && !g_ascii_isalpha (*p) && *p != '_' && *p != '-' &&
          (at_beginning || !g_ascii_isdigit (*p)))
        return FALSE;
      n_dots += *p == '.';
      at_beginning = *p == '.';
    }

  return n_dots > 0 && !at_beginning && strlen (name) <= MAX_BUS_NAME_BYTES;
}

static gboolean
content_id_is_good (const char *content_id)
{
  if (strlen (content_id) > MAX_CONTENT_ID_BYTES)
    return FALSE;

  for (const char *p = content_id; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isprint (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_source (Values *values, GError **error)
{
  if (values->download_source == NULL && values->content_id == NULL)
    return TRUE;

  if (values->content_id == NULL)
    return refuse (error, "contentid", "is missing; ‘downloadsource’ and ‘contentid’ go together");
  if (values->download_source == NULL)
    return refuse (
        error, "downloadsource", "is missing; ‘downloadsource’ and ‘contentid’ go together");
  if (!is_bus_name (values->download_source))
    return refuse (
        error, "downloadsource", "is not a well-known bus name, such as ‘org.example.Source’");
  if (!content_id_is_good (values->content_id))
    return refuse (error, "contentid", "must be 1 to 255 bytes of printable text");

  /* The source knows where its content is: the base is ignored, whatever it says. */
  g_clear_pointer (&values->update_base_url, g_free);

  return TRUE;
}

static gboolean
check_base_url (const Values *values, GError **error)
{
  if (values->update_base_url == NULL ||
      op_url_check (values->update_base_url, /* out_scheme= */ NULL, error))
    return TRUE;

  g_prefix_error (error, "Parameter ‘updatebaseurl’: ");

  return FALSE;
}

OpDownloadParameters *
op_download_parameters_parse (const char *text, GError **error)
{
  g_auto(Values) values = { 0 };
  OpDownloadParameters *self;

  if (!parse (text, download_keys, &values, error) || !check_source (&values, error) ||
      !check_base_url (&values, error))
    return NULL;

  self = g_new0 (OpDownloadParameters, 1);
  self->display_level = values.display_level;
  self->update_base_url = g_steal_pointer (&values.update_base_url);
  self->update_to_version = g_steal_pointer (&values.update_to_version);
  self->download_source = g_steal_pointer (&values.download_source);
  self->content_id = g_steal_pointer (&values.content_id);

  return self;
}

void
op_download_parameters_free (OpDownloadParameters *self)
{
  g_free (self->update_base_url);
  g_free (self->update_to_version);
  g_free (self->download_source);
  g_free (self->content_id);
  g_free (self);
}

static OpApplyParameters *
parse_apply (const char *text, const Key *keys, GError **error)
{
  g_auto(Values) values = { 0 };
  OpApplyParameters *self;

  if (!parse (text, keys, &values, error))
    return NULL;

  self = g_new0 (OpApplyParameters, 1);
  self->display_level = values.display_level;
  self->force_app_shutdown = values.force_app_shutdown;
  self->update_to_version = g_steal_pointer (&values.update_to_version);

  return self;
}

OpApplyParameters *
op_apply_parameters_parse (const char *text, GError **error)
{
  return parse_apply (text, apply_keys, error);
}

OpApplyParameters *
op_rollback_parameters_parse (const char *text, GError **error)
{
  return parse_apply (text, rollback_keys, error);
}

void
op_apply_parameters_free (OpApplyParameters *self)
{
  g_free (self->update_to_version);
  g_free (self);
}
