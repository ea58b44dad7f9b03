/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/daemon-config.h"
#include "config/product-config.h"
#include "rules/url.h"

int LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes);

/* They travel over D-Bus, and into logs. */
static void
check_problems (GPtrArray *problems)
{
  for (unsigned i = 0; i < problems->len; i++)
    {
      const char *problem = g_ptr_array_index (problems, i);

      g_assert_true (g_utf8_validate (problem, -1, NULL));
      g_assert_null (strchr (problem, '\n'));
    }
}

static void
check_product (const OpProductConfig *config)
{
  g_autofree char *list_url = NULL;

  g_assert_cmpstr (config->id, ==, "editor");
  g_assert_cmpint (*config->title, !=, '\0');
  g_assert_cmpint (*config->install_root, ==, '/');
  g_assert_null (strstr (config->install_root, "/../"));
  g_assert_cmpuint (config->keep_versions, >=, 1);
  g_assert_nonnull (config->blocking_paths[0]);
  for (size_t i = 0; config->allowed_base_urls[i] != NULL; i++)
    g_assert_true (op_url_check (config->allowed_base_urls[i], NULL, NULL));

  if (config->problem != NULL)
    return;

  list_url = op_product_config_get_list_url (config, "1.0");
  g_assert_true (op_url_check (list_url, NULL, NULL));
  g_assert_true (config->trust == OP_TRUST_TUF || op_url_is_trusted_transport (list_url));
}

int
LLVMFuzzerTestOneInput (const unsigned char *data, size_t n_bytes)
{
  int fd = memfd_create ("config", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(OpProductConfig) product = NULL;
  g_autoptr(OpDaemonConfig) daemon = NULL;

  g_assert_cmpint (fchmod (fd, 0600), ==, 0);
  g_assert_cmpint (pwrite (fd, data, n_bytes, 0), ==, n_bytes);
  product = op_product_config_load ("editor", path, problems);
  g_assert_true ((product->problem != NULL) == (problems->len > 0));
  check_product (product);

  daemon = op_daemon_config_load_file (path, problems);
  g_assert_cmpuint (daemon->max_connections, >=, 1);
  g_assert_cmpuint (daemon->connect_timeout_sec, >=, 1);
  check_problems (problems);
  close (fd);

  return 0;
}
