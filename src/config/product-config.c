/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/product-config.h"

#include <string.h>

#include "base/bounds.h"
#include "config/key-file.h"
#include "rules/url.h"

#define MAX_ID_BYTES 64

static const char *const trust_nicks[] = {
  [OP_TRUST_TUF] = "tuf",
  [OP_TRUST_FILE_LIST] = "filelist",
};

static gboolean
read_trust (const char *value, gpointer field, char **out_problem)
{
  for (OpTrust trust = 0; trust < G_N_ELEMENTS (trust_nicks); trust++)
    {
      if (g_ascii_strcasecmp (value, trust_nicks[trust]) == 0)
        {
          *(OpTrust *) field = trust;
          return TRUE;
        }
    }
  *out_problem = g_strdup_printf ("‘%s’ is neither tuf nor filelist", value);

  return FALSE;
}

static gboolean
read_keep_versions (const char *value, gpointer field, char **out_problem)
{
  unsigned number;

  if (!op_read_unsigned (value, &number, out_problem))
    return FALSE;
  if (number < 1)
    {
      *out_problem = g_strdup ("at least 1 version has to be kept: the installed one");
      return FALSE;
    }
  *(unsigned *) field = number;

  return TRUE;
}

/* Empty says "none". */
static gboolean
read_optional_path (const char *value, gpointer field, char **out_problem)
{
  return *value == '\0' ? op_read_string (value, field, out_problem)
                        : op_read_path (value, field, out_problem);
}

#define KEY(name, reader, field)                                                                   \
  {                                                                                                \
    "Product", name, reader, G_STRUCT_OFFSET (OpProductConfig, field)                              \
  }
static const OpKey keys[] = {
  KEY ("Title", op_read_string, title),
  KEY ("Enabled", op_read_boolean, enabled),
  KEY ("InstallRoot", op_read_path, install_root),
  KEY ("Channel", op_read_string, channel),
  KEY ("Architecture", op_read_string, architecture),
  KEY ("Languages", op_read_list, languages),
  KEY ("UpdateBaseUrl", op_read_url, update_base_url),
  KEY ("Trust", read_trust, trust),
  KEY ("RootFile", read_optional_path, root_file),
  KEY ("FileListUrl", op_read_string, file_list_url),
  KEY ("KeepVersions", read_keep_versions, keep_versions),
  KEY ("BlockingPaths", op_read_paths, blocking_paths),
  KEY ("ShutdownGraceSec", op_read_unsigned, shutdown_grace_sec),
  KEY ("AllowedSources", op_read_list, allowed_sources),
  KEY ("AllowedBaseUrls", op_read_urls, allowed_base_urls),
  KEY ("HealthCheck", op_read_string, health_check),
  KEY ("HealthCheckUser", op_read_string, health_check_user),
  KEY ("AutoDownload", op_read_boolean, auto_download),
  KEY ("AutoApply", op_read_boolean, auto_apply),
  { NULL },
};
#undef KEY

static OpProductConfig *
new_with_defaults (const char *id)
{
  OpProductConfig *self = g_new0 (OpProductConfig, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (id);
  self->title = g_strdup (id);
  self->enabled = TRUE;
  self->install_root = g_build_filename ("/opt", id, NULL);
  self->channel = g_strdup ("stable");
  self->architecture = g_strdup ("x64");
  self->languages = g_new0 (char *, 1);
  self->trust = OP_TRUST_TUF;
  self->keep_versions = 2;
  self->shutdown_grace_sec = 10;
  self->allowed_sources = g_new0 (char *, 1);
  self->allowed_base_urls = g_new0 (char *, 1);
  self->health_check_user = g_strdup ("nobody");

  return self;
}

gboolean
op_product_id_is_valid (const char *id)
{
  size_t n = strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

  return id[n] == '\0' && n >= 1 && n <= MAX_ID_BYTES;
}

char *
op_product_id_problem (const char *path)
{
  return g_strdup_printf (
      "%s: the name of a product file is 1 to 64 letters, digits, ‘.’, ‘_’ or ‘-’, and .conf",
      path);
}

/* An empty value says "none". */
static void
clear_if_empty (char **string)
{
  if (*string != NULL && **string == '\0')
    g_clear_pointer (string, g_free);
}

/* What concerns more than one key. */
static void
check_whole (OpProductConfig *self, const char *path, GPtrArray *problems)
{
  g_autofree char *list_url = NULL;
  g_autoptr(GError) error = NULL;
  OpScheme scheme;

  if (self->update_base_url == NULL && self->file_list_url == NULL)
    {
      g_ptr_array_add (
          problems,
          g_strdup_printf ("%s: UpdateBaseUrl: it is missing; it says where updates come from",
                           path));
      return;
    }

  list_url = op_product_config_get_list_url (self, NULL);
  if (!op_url_check (list_url, &scheme, &error))
    g_ptr_array_add (problems, g_strdup_printf ("%s: FileListUrl: %s", path, error->message));
  else if (self->trust == OP_TRUST_FILE_LIST && !op_url_is_trusted_transport (list_url))
    g_ptr_array_add (
        problems,
        g_strdup_printf ("%s: %s: with Trust=filelist the list has to come from "
                         "https://, file:// or this machine",
                         path,
                         self->file_list_url != NULL ? "FileListUrl" : "UpdateBaseUrl"));
}

OpProductConfig *
op_product_config_load (const char *id, const char *path, GPtrArray *problems)
{
  OpProductConfig *self = new_with_defaults (id);
  g_autoptr(GPtrArray) mine = g_ptr_array_new_with_free_func (g_free);

  op_key_file_read (path, keys, self, mine);

  clear_if_empty (&self->update_base_url);
  clear_if_empty (&self->root_file);
  clear_if_empty (&self->file_list_url);
  clear_if_empty (&self->health_check);
  if (*self->title == '\0')
    {
      g_free (self->title);
      self->title = g_strdup (id);
    }
  if (self->blocking_paths == NULL || self->blocking_paths[0] == NULL)
    {
      g_strfreev (self->blocking_paths);
      self->blocking_paths = g_strdupv ((char *[]){ self->install_root, NULL });
    }
  check_whole (self, path, mine);

  if (mine->len > 0)
    self->problem = g_strdup (g_ptr_array_index (mine, 0));
  for (unsigned i = 0; i < mine->len; i++)
    g_ptr_array_add (problems, g_strdup (g_ptr_array_index (mine, i)));

  return self;
}

OpProductConfig *
op_product_config_ref (OpProductConfig *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
op_product_config_unref (OpProductConfig *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->id);
  g_free (self->problem);
  g_free (self->title);
  g_free (self->install_root);
  g_free (self->channel);
  g_free (self->architecture);
  g_strfreev (self->languages);
  g_free (self->update_base_url);
  g_free (self->root_file);
  g_free (self->file_list_url);
  g_strfreev (self->blocking_paths);
  g_strfreev (self->allowed_sources);
  g_strfreev (self->allowed_base_urls);
  g_free (self->health_check);
  g_free (self->health_check_user);
  g_free (self->pinned_version);
  g_free (self);
}

static void
add_problem (OpProductConfig *self, char *owned_text, GPtrArray *problems)
{
  if (self->problem == NULL)
    self->problem = g_strdup (owned_text);
  g_ptr_array_add (problems, owned_text);
}

static gboolean
is_in (const char *path, const char *root)
{
  size_t n = strlen (root);

  return strncmp (path, root, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static void
check_roots (GHashTable *configs, GPtrArray *problems)
{
  g_autoptr(GList) all = g_hash_table_get_values (configs);

  for (GList *a = all; a != NULL; a = a->next)
    {
      for (GList *b = all; b != NULL; b = b->next)
        {
          OpProductConfig *one = a->data;
          OpProductConfig *other = b->data;

          if (one != other && (is_in (one->install_root, other->install_root) ||
                               is_in (other->install_root, one->install_root)))
            add_problem (one,
                         g_strdup_printf ("%s.conf: InstallRoot: ‘%s’ and ‘%s’ of product %s are "
                                          "the same or lie in each other; give each its own",
                                          one->id,
                                          one->install_root,
                                          other->install_root,
                                          other->id),
                         problems);
        }
    }
}

GHashTable *
op_product_configs_load (const OpPlaces *places, GPtrArray *problems)
{
  g_autoptr(GHashTable) files = op_places_list (places, "products.d");
  GHashTable *configs = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) op_product_config_unref);
  GHashTableIter iter;
  gpointer id, path;

  g_hash_table_iter_init (&iter, files);
  while (g_hash_table_iter_next (&iter, &id, &path))
    {
      OpProductConfig *config;

      if (!op_product_id_is_valid (id))
        {
          g_ptr_array_add (problems, op_product_id_problem (path));
          continue;
        }
      if (g_hash_table_size (configs) == OP_MAX_PRODUCTS)
        {
          g_ptr_array_add (
              problems,
              g_strdup_printf ("%s: more than %u products", (char *) path, OP_MAX_PRODUCTS));
          break;
        }

      config = op_product_config_load (id, path, problems);
      g_hash_table_insert (configs, config->id, config);
    }

  check_roots (configs, problems);

  return configs;
}

const char *
op_trust_nick (OpTrust trust)
{
  g_return_val_if_fail (trust < G_N_ELEMENTS (trust_nicks), NULL);

  return trust_nicks[trust];
}

char *
op_product_config_get_list_url (const OpProductConfig *self, const char *version)
{
  const char *const pairs[] = {
    "channel", self->channel, "arch", self->architecture, "version", version != NULL ? version : "",
    NULL,
  };

  if (self->file_list_url == NULL && self->update_base_url == NULL)
    return g_strdup ("");
  if (self->file_list_url == NULL)
    return op_url_join (self->update_base_url, "filelist.json");

  return op_url_fill (self->file_list_url, pairs);
}
