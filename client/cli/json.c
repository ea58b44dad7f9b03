/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/json.h"

/* JSON numbers end at 2^63-1; the one beyond that says "unknown". */
static json_t *
size_or_null (guint64 bytes)
{
  return bytes <= G_MAXINT64 ? json_integer ((json_int_t) bytes) : json_null ();
}

json_t *
op_json_strings (const char *const *strings)
{
  json_t *array = json_array ();

  for (size_t i = 0; strings[i] != NULL; i++)
    json_array_append_new (array, json_string (strings[i]));

  return array;
}

static json_t *
take_strings (char **owned_strings)
{
  g_auto(GStrv) strings = owned_strings;

  return op_json_strings ((const char *const *) strings);
}

json_t *
op_json_wait_reasons (OffpeakProduct *product)
{
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);
  json_t *array = json_array ();

  for (size_t i = 0; i < reasons->len; i++)
    {
      const OffpeakWaitReason *reason = g_ptr_array_index (reasons, i);

      json_array_append_new (array,
                             json_pack ("{s:s, s:s, s:s, s:o}",
                                        "code",
                                        reason->code,
                                        "text",
                                        reason->text,
                                        "who",
                                        reason->who,
                                        "earliestRetry",
                                        size_or_null (reason->earliest_retry_usec)));
    }

  return array;
}

json_t *
op_json_applications (GPtrArray *applications)
{
  json_t *array = json_array ();

  for (size_t i = 0; i < applications->len; i++)
    {
      const OffpeakApplication *application = g_ptr_array_index (applications, i);

      json_array_append_new (
          array,
          json_pack (
              "{s:I, s:s}", "pid", (json_int_t) application->pid, "name", application->name));
    }

  return array;
}

static json_t *
failure (OffpeakProduct *product)
{
  g_autofree char *hresult = NULL;

  if (offpeak_product_get_error (product) == OFFPEAK_UPDATE_ERROR_OK)
    return json_null ();

  hresult = g_strdup_printf ("0x%08X", offpeak_product_get_hresult (product));

  return json_pack ("{s:I, s:s, s:s, s:s}",
                    "code",
                    (json_int_t) offpeak_product_get_error (product),
                    "name",
                    offpeak_product_get_error_name (product),
                    "message",
                    offpeak_product_get_error_message (product),
                    "hresult",
                    hresult);
}

static json_t *
last_operation (OffpeakProduct *product)
{
  const char *call;
  guint uid;
  guint64 started = offpeak_product_get_last_operation (product, &call, &uid);

  if (started == 0)
    return json_null ();

  return json_pack (
      "{s:o, s:s, s:I}", "started", size_or_null (started), "call", call, "uid", (json_int_t) uid);
}

static void
set (json_t *object, const char *key, json_t *value)
{
  json_object_set_new (object, key, value);
}

static void
set_string (json_t *object, const char *key, const char *value)
{
  json_object_set_new (object, key, json_string (value));
}

static void
set_boolean (json_t *object, const char *key, gboolean value)
{
  json_object_set_new (object, key, json_boolean (value));
}

static void
add_product (json_t *object, OffpeakProduct *product)
{
  set_string (object, "id", offpeak_product_get_id (product));
  set_string (object, "title", offpeak_product_get_title (product));
  set_string (object, "channel", offpeak_product_get_channel (product));
  set_string (object, "architecture", offpeak_product_get_architecture (product));
  set (object, "languages", take_strings (offpeak_product_dup_languages (product)));
  set_string (object, "installRoot", offpeak_product_get_install_root (product));
  set_string (object, "trust", offpeak_product_get_trust (product));
  set (object, "phase", json_integer (offpeak_product_get_phase (product)));
  set_boolean (object, "enabled", offpeak_product_get_enabled (product));
  set_boolean (object, "autoDownload", offpeak_product_get_auto_download (product));
  set_boolean (object, "autoApply", offpeak_product_get_auto_apply (product));
  set_string (object, "configurationError", offpeak_product_get_configuration_error (product));
}

static void
add_status (json_t *object, OffpeakProduct *product)
{
  OffpeakStatus status = offpeak_product_get_status (product);
  guint left = offpeak_product_get_seconds_left (product);

  set_string (object, "status", offpeak_status_get_nick (status));
  set (object, "statusCode", json_integer (status));
  set_boolean (object, "busy", offpeak_status_is_busy (status));
  set (object, "failure", failure (product));
  set (object, "waitReasons", op_json_wait_reasons (product));
  set_string (object, "contentId", offpeak_product_get_content_id (product));
  set (object, "bytesTotal", size_or_null (offpeak_product_get_bytes_total (product)));
  set (object, "bytesTransferred", size_or_null (offpeak_product_get_bytes_transferred (product)));
  set (object, "filesTotal", json_integer (offpeak_product_get_files_total (product)));
  set (object, "filesTransferred", json_integer (offpeak_product_get_files_transferred (product)));
  set (object, "bytesPerSecond", size_or_null (offpeak_product_get_bytes_per_second (product)));
  set (object, "secondsLeft", left != OFFPEAK_SECONDS_UNKNOWN ? json_integer (left) : json_null ());
  set (object, "permittedCalls", take_strings (offpeak_product_dup_permitted_calls (product)));
  set (object, "lastOperation", last_operation (product));
  set_boolean (object, "restartRequired", offpeak_product_get_restart_required (product));
}

static void
add_versions (json_t *object, OffpeakProduct *product)
{
  set_string (object, "installedVersion", offpeak_product_get_installed_version (product));
  set_string (object, "availableVersion", offpeak_product_get_available_version (product));
  set_string (object, "stagedVersion", offpeak_product_get_staged_version (product));
  set_string (object, "previousVersion", offpeak_product_get_previous_version (product));
  set_string (object, "releaseNotesUrl", offpeak_product_get_release_notes_url (product));
  set (object, "urgency", json_integer (offpeak_product_get_urgency (product)));
  set_boolean (object, "stale", offpeak_product_get_stale (product));
  set (object, "lastFresh", size_or_null (offpeak_product_get_last_fresh (product)));
}

/**
 * op_json_product:
 * @product: a product
 *
 * Returns: (transfer full): all that is known of it
 */
json_t *
op_json_product (OffpeakProduct *product)
{
  json_t *object = json_object ();

  add_product (object, product);
  add_status (object, product);
  add_versions (object, product);

  return object;
}
