/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a product file says: `products.d/NAME.conf`.
 */

#pragma once

#include <glib.h>

#include "config/places.h"

G_BEGIN_DECLS

typedef enum
{
  OP_TRUST_TUF,
  OP_TRUST_FILE_LIST,
} OpTrust;

/**
 * OpProductConfig:
 * @id: name of the file
 * @problem: (nullable): what is wrong with it; the first problem found, naming file, line, key
 *
 * The rest as configuration.md describes it. Shared and immutable.
 */
typedef struct
{
  gatomicrefcount refs;
  char *id;
  char *problem;

  char *title;
  gboolean enabled;
  char *install_root;
  char *channel;
  char *architecture;
  char **languages;
  char *update_base_url; /* (nullable) */
  OpTrust trust;
  char *root_file;     /* (nullable) */
  char *file_list_url; /* (nullable): then update_base_url + filelist.json */
  unsigned keep_versions;
  char **blocking_paths;
  unsigned shutdown_grace_sec;
  char **allowed_sources;
  char **allowed_base_urls;
  char *health_check; /* (nullable) */
  char *health_check_user;
  gboolean auto_download;
  gboolean auto_apply;
  char *pinned_version; /* (nullable): from SetOptions only */
} OpProductConfig;

/* Never fails: what is wrong is in @problem, and in @problems: (element-type utf8). */
OpProductConfig *op_product_config_load (const char *id,
                                         const char *path,
                                         GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
OpProductConfig *op_product_config_ref (OpProductConfig *self);
void op_product_config_unref (OpProductConfig *self);

/* All of them: id → OpProductConfig. A root that is another product's, or lies in it, is a
 * problem of both. */
GHashTable *op_product_configs_load (const OpPlaces *places,
                                     GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;

/* Of a product file, without .conf. */
gboolean op_product_id_is_valid (const char *id);
/* What to say of the file at @path when it is not; (transfer full). */
char *op_product_id_problem (const char *path) G_GNUC_WARN_UNUSED_RESULT;

const char *op_trust_nick (OpTrust trust); /* "tuf", "filelist" */

/* The URL of the file list, "" when nothing says where it is; @version: (nullable): "" in its
 * place then. (transfer full) */
char *op_product_config_get_list_url (const OpProductConfig *self,
                                      const char *version) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpProductConfig, op_product_config_unref)

G_END_DECLS
