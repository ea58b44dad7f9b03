/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/product-options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "rules/version.h"

#define NAME "options.conf"
#define GROUP "Product"
#define MAX_CHANNEL_BYTES 64

typedef enum
{
  FLAG,
  CHANNEL,
  VERSION,
} Kind;

/* Flags are OpOption, the rest char *. */
static const struct
{
  const char *name;
  Kind kind;
  size_t offset;
} options[] = {
  { "Enabled", FLAG, G_STRUCT_OFFSET (OpProductOptions, enabled) },
  { "AutoDownload", FLAG, G_STRUCT_OFFSET (OpProductOptions, auto_download) },
  { "AutoApply", FLAG, G_STRUCT_OFFSET (OpProductOptions, auto_apply) },
  { "Channel", CHANNEL, G_STRUCT_OFFSET (OpProductOptions, channel) },
  { "PinnedVersion", VERSION, G_STRUCT_OFFSET (OpProductOptions, pinned_version) },
};

static OpOption *
get_flag (const OpProductOptions *self, size_t i)
{
  return (OpOption *) ((char *) self + options[i].offset);
}

static char **
get_string (const OpProductOptions *self, size_t i)
{
  return (char **) ((char *) self + options[i].offset);
}

OpProductOptions *
op_product_options_load (const char *state_path)
{
  OpProductOptions *self = g_new0 (OpProductOptions, 1);
  g_autofree char *path = g_build_filename (state_path, NAME, NULL);
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autoptr(GError) error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error))
    {
      if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_message ("%s cannot be used, going on without it: %s", path, error->message);
      return self;
    }

  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    {
      if (!g_key_file_has_key (file, GROUP, options[i].name, NULL))
        continue;
      if (options[i].kind == FLAG)
        *get_flag (self, i) = g_key_file_get_boolean (file, GROUP, options[i].name, NULL)
                                  ? OP_OPTION_YES
                                  : OP_OPTION_NO;
      else
        *get_string (self, i) = g_key_file_get_string (file, GROUP, options[i].name, NULL);
    }

  return self;
}

void
op_product_options_free (OpProductOptions *self)
{
  g_free (self->channel);
  g_free (self->pinned_version);
  g_free (self);
}

gboolean
op_product_options_save (const char *state_path, const OpProductOptions *self, GError **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  size_t n_bytes;
  int fd;
  gboolean ok;

  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    {
      if (options[i].kind == FLAG && *get_flag (self, i) != OP_OPTION_NOT_SET)
        g_key_file_set_boolean (file, GROUP, options[i].name, *get_flag (self, i) == OP_OPTION_YES);
      else if (options[i].kind != FLAG && *get_string (self, i) != NULL)
        g_key_file_set_string (file, GROUP, options[i].name, *get_string (self, i));
    }
  text = g_key_file_to_data (file, &n_bytes, NULL);

  fd = open (state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, state_path);
      return FALSE;
    }
  ok = op_replace_file (fd, NAME, text, n_bytes, error);
  close (fd);

  return ok;
}

/* Channels become part of a URL and are shown to people. */
static gboolean
check_channel (const char *channel, GError **error)
{
  size_t n = strspn (channel, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

  if (n > 0 && n <= MAX_CHANNEL_BYTES && channel[n] == '\0')
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_INVALID_ARGS,
               "Channel: a channel is 1 to %d letters, digits, ‘.’, ‘_’ or ‘-’",
               MAX_CHANNEL_BYTES);

  return FALSE;
}

/* "" takes the pin away. */
static gboolean
check_version (const char *version, GError **error)
{
  if (*version == '\0' || op_version_is_valid (version))
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_INVALID_ARGS,
               "PinnedVersion: this is no version; it is 1 to 64 letters, digits, ‘.’, ‘+’, ‘_’ or "
               "‘-’, or \"\" for none");

  return FALSE;
}

static gboolean
set_string (OpProductOptions *self, size_t i, const char *value, GError **error)
{
  char **field = get_string (self, i);

  if (options[i].kind == CHANNEL ? !check_channel (value, error) : !check_version (value, error))
    return FALSE;

  g_free (*field);
  *field = *value != '\0' ? g_strdup (value) : NULL;

  return TRUE;
}

gboolean
op_product_options_set (OpProductOptions *self, const char *name, GVariant *value, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    {
      const char *type = options[i].kind == FLAG ? "b" : "s";

      if (!g_str_equal (options[i].name, name))
        continue;

      if (!g_variant_is_of_type (value, G_VARIANT_TYPE (type)))
        {
          g_set_error (error,
                       OP_ERROR,
                       OP_ERROR_INVALID_ARGS,
                       "%s: its type is ‘%s’, not ‘%s’",
                       name,
                       type,
                       g_variant_get_type_string (value));
          return FALSE;
        }

      if (options[i].kind != FLAG)
        return set_string (self, i, g_variant_get_string (value, NULL), error);
      *get_flag (self, i) = g_variant_get_boolean (value) ? OP_OPTION_YES : OP_OPTION_NO;

      return TRUE;
    }

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_INVALID_ARGS,
               "‘%.64s’ is not an option; there are Enabled, Channel, AutoDownload, AutoApply and "
               "PinnedVersion",
               name);

  return FALSE;
}

static void
apply_flag (OpOption option, gboolean *field)
{
  if (option != OP_OPTION_NOT_SET)
    *field = option == OP_OPTION_YES;
}

void
op_product_options_apply (const OpProductOptions *self, OpProductConfig *config)
{
  apply_flag (self->enabled, &config->enabled);
  apply_flag (self->auto_download, &config->auto_download);
  apply_flag (self->auto_apply, &config->auto_apply);

  if (self->channel != NULL)
    {
      g_free (config->channel);
      config->channel = g_strdup (self->channel);
    }
  if (self->pinned_version != NULL)
    {
      g_free (config->pinned_version);
      config->pinned_version = g_strdup (self->pinned_version);
    }
}
