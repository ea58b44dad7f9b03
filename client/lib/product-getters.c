/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/product-private.h"

/**
 * offpeak_product_get_id:
 * @self: a product
 *
 * Returns: (transfer none): name of the product file, without .conf
 */
const char *
offpeak_product_get_id (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_ID);
}

/**
 * offpeak_product_get_title:
 * @self: a product
 *
 * Returns: (transfer none): name for people; the id when the product file has none
 */
const char *
offpeak_product_get_title (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_TITLE);
}

/**
 * offpeak_product_get_channel:
 * @self: a product
 *
 * Returns: (transfer none): release channel, such as "stable"
 */
const char *
offpeak_product_get_channel (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_CHANNEL);
}

/**
 * offpeak_product_get_architecture:
 * @self: a product
 *
 * Returns: (transfer none): such as "x64"
 */
const char *
offpeak_product_get_architecture (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_ARCHITECTURE);
}

/**
 * offpeak_product_dup_languages:
 * @self: a product
 *
 * Returns: (transfer full): language tags whose files are installed
 */
GStrv
offpeak_product_dup_languages (OffpeakProduct *self)
{
  return op_product_dup_strv (self, OP_VALUE_LANGUAGES);
}

/**
 * offpeak_product_get_install_root:
 * @self: a product
 *
 * Returns: (transfer none): directory of the installed versions
 */
const char *
offpeak_product_get_install_root (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_INSTALL_ROOT);
}

/**
 * offpeak_product_get_trust:
 * @self: a product
 *
 * Returns: (transfer none): what is believed: "tuf" or "filelist"
 */
const char *
offpeak_product_get_trust (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_TRUST);
}

/**
 * offpeak_product_get_phase:
 * @self: a product
 *
 * Returns: percentage of machines that the newest known release is for
 */
guint
offpeak_product_get_phase (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_PHASE);
}

/**
 * offpeak_product_get_enabled:
 * @self: a product
 *
 * Returns: whether the product is updated at all
 */
gboolean
offpeak_product_get_enabled (OffpeakProduct *self)
{
  return op_product_get_boolean (self, OP_VALUE_ENABLED);
}

/**
 * offpeak_product_get_auto_download:
 * @self: a product
 *
 * Returns: whether updates are downloaded by themselves
 */
gboolean
offpeak_product_get_auto_download (OffpeakProduct *self)
{
  return op_product_get_boolean (self, OP_VALUE_AUTO_DOWNLOAD);
}

/**
 * offpeak_product_get_auto_apply:
 * @self: a product
 *
 * Returns: whether updates are applied by themselves
 */
gboolean
offpeak_product_get_auto_apply (OffpeakProduct *self)
{
  return op_product_get_boolean (self, OP_VALUE_AUTO_APPLY);
}

/**
 * offpeak_product_get_configuration_error:
 * @self: a product
 *
 * Returns: (transfer none): what is wrong with the product file; "" when nothing is
 */
const char *
offpeak_product_get_configuration_error (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_CONFIGURATION_ERROR);
}

/**
 * offpeak_product_get_installed_version:
 * @self: a product
 *
 * Returns: (transfer none): the version that runs; "" for none
 */
const char *
offpeak_product_get_installed_version (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_INSTALLED_VERSION);
}

/**
 * offpeak_product_get_available_version:
 * @self: a product
 *
 * Returns: (transfer none): the newest version that the last look found; "" when none is newer
 */
const char *
offpeak_product_get_available_version (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_AVAILABLE_VERSION);
}

/**
 * offpeak_product_get_staged_version:
 * @self: a product
 *
 * Returns: (transfer none): the version that Apply would switch to; "" for none
 */
const char *
offpeak_product_get_staged_version (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_STAGED_VERSION);
}

/**
 * offpeak_product_get_previous_version:
 * @self: a product
 *
 * Returns: (transfer none): the version that Rollback would switch to; "" for none
 */
const char *
offpeak_product_get_previous_version (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_PREVIOUS_VERSION);
}

/**
 * offpeak_product_get_release_notes_url:
 * @self: a product
 *
 * Returns: (transfer none): of the available or staged version; "" when there is none
 */
const char *
offpeak_product_get_release_notes_url (OffpeakProduct *self)
{
  return op_product_get_string (self, OP_VALUE_RELEASE_NOTES_URL);
}

/**
 * offpeak_product_get_urgency:
 * @self: a product
 *
 * Returns: of the available version: 0 low, 1 normal, 2 high, 3 critical
 */
guint
offpeak_product_get_urgency (OffpeakProduct *self)
{
  return op_product_get_uint (self, OP_VALUE_URGENCY);
}

/**
 * offpeak_product_get_stale:
 * @self: a product
 *
 * Returns: whether what is known of releases has expired
 */
gboolean
offpeak_product_get_stale (OffpeakProduct *self)
{
  return op_product_get_boolean (self, OP_VALUE_STALE);
}

/**
 * offpeak_product_get_last_fresh:
 * @self: a product
 *
 * Returns: when that was last up to date, in microseconds since the epoch; 0 for never
 */
guint64
offpeak_product_get_last_fresh (OffpeakProduct *self)
{
  return op_product_get_uint64 (self, OP_VALUE_LAST_FRESH);
}
