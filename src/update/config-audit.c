/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/config-audit.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/files.h"

#define KEPT_NAME "configuration.sha256"
#define MAX_CONFIG_BYTES (1 * OP_MIB)

/* The content of a small file; (nullable). */
static char *
read_small (const char *path, size_t *out_n_bytes)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  char *text = NULL;

  if (fd < 0)
    return NULL;
  if (!op_read_file (fd, name, MAX_CONFIG_BYTES, &text, out_n_bytes, NULL))
    text = NULL;
  close (fd);

  return text;
}

static void
keep (const char *dir, const char *hash)
{
  g_autoptr(GError) error = NULL;
  int fd = -1;

  if (op_make_path (dir, 0755, &error))
    fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;

  if (!op_replace_volatile_file (fd, KEPT_NAME, hash, strlen (hash), &error))
    g_message ("%s/%s: %s", dir, KEPT_NAME, error->message);
  close (fd);
}

static void
record (OpAuditLog *log, const OpProductConfig *config, const char *change, const char *hash)
{
  OpAuditConfiguration configuration = {
    .product = config->id,
    .change = change,
    .sha256 = hash,
    .install_root = config->install_root,
    .trust = op_trust_nick (config->trust),
    .channel = config->channel,
    .base_url = config->update_base_url,
    .list_url = config->file_list_url,
    .health_check = config->health_check,
    .enabled = config->enabled,
    .problem = config->problem != NULL,
  };

  op_audit_log_add (log, op_audit_configuration (&configuration));
}

static void
compare_one (OpAuditLog *log,
             const OpPlaces *places,
             const OpProductConfig *config,
             const char *path)
{
  g_autofree char *dir = g_build_filename (places->state, "products", config->id, NULL);
  g_autofree char *kept_path = g_build_filename (dir, KEPT_NAME, NULL);
  size_t n_bytes = 0;
  size_t n_kept = 0;
  g_autofree char *text = read_small (path, &n_bytes);
  g_autofree char *kept = read_small (kept_path, &n_kept);
  g_autofree char *hex = NULL;
  OpSha256 hash;

  op_sha256_of (text != NULL ? text : "", n_bytes, &hash);
  hex = op_sha256_to_hex (&hash);
  if (g_strcmp0 (hex, kept) == 0)
    return;

  record (log, config, kept == NULL ? "added" : "changed", hex);
  keep (dir, hex);
}

/* A product whose file is gone, but whose state says that there was one. */
static void
find_gone (OpAuditLog *log, const OpPlaces *places, GHashTable *configs)
{
  g_autofree char *products = g_build_filename (places->state, "products", NULL);
  g_autoptr(GDir) dir = g_dir_open (products, 0, NULL);
  const char *id;

  while (dir != NULL && (id = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *kept_path = g_build_filename (products, id, KEPT_NAME, NULL);
      OpAuditConfiguration gone = { .product = id, .change = "removed" };

      if (!g_hash_table_contains (configs, id) && unlink (kept_path) == 0)
        op_audit_log_add (log, op_audit_configuration (&gone));
    }
}

void
op_config_audit_compare (OpAuditLog *log, const OpPlaces *places, GHashTable *configs)
{
  g_autoptr(GHashTable) paths = op_places_list (places, "products.d");
  GHashTableIter iter;
  gpointer config;
  gpointer id;

  find_gone (log, places, configs);

  g_hash_table_iter_init (&iter, configs);
  while (g_hash_table_iter_next (&iter, &id, &config))
    {
      const char *path = g_hash_table_lookup (paths, id);

      if (path != NULL)
        compare_one (log, places, config, path);
    }
}
