/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/records.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "update/json-file.h"
#include "update/mark.h"

#define KEPT_NAME "product.json"
#define PENDING_NAME "pending.json"

void
op_status_record_clear (OpStatusRecord *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->content_id, g_free);
}

static GError *
read_error (const json_t *object)
{
  const json_t *error = json_object_get (object, "error");
  const char *message = json_string_value (json_object_get (error, "message"));
  json_int_t code = json_integer_value (json_object_get (error, "code"));
  json_int_t hresult = json_integer_value (json_object_get (error, "hresult"));

  if (message == NULL || code < 0 || code >= OP_N_ERRORS)
    return NULL;

  return op_error_new_with_hresult (code, hresult, "%s", message);
}

static json_t *
write_error (const GError *error)
{
  json_t *object = json_object ();
  int code = error->domain == OP_ERROR ? error->code : OP_ERROR_FAILED;

  json_object_set_new (object, "code", json_integer (code));
  json_object_set_new (object, "hresult", json_integer (op_error_get_hresult (error)));
  op_json_set_string (object, "message", error->message);

  return object;
}

gboolean
op_status_record_load (const char *path, const char *boot_id, OpStatusRecord *out_record)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(json_t) object = op_json_file_load (dir, name);
  json_int_t status = json_integer_value (json_object_get (object, "status"));
  const char *boot = json_string_value (json_object_get (object, "boot"));

  if (g_strcmp0 (boot, boot_id) != 0 || status < 0 || status >= OP_N_STATUSES)
    return FALSE;

  *out_record = (OpStatusRecord){
    .status = status,
    .error = read_error (object),
    .content_id = op_json_dup_string (object, "contentId"),
    .display_level = json_is_true (json_object_get (object, "displayLevel")),
  };

  return TRUE;
}

gboolean
op_status_record_save (const char *path,
                       const char *boot_id,
                       const OpStatusRecord *record,
                       GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(json_t) object = json_object ();

  op_json_set_string (object, "boot", boot_id);
  op_json_set_string (object, "contentId", record->content_id);
  json_object_set_new (object, "status", json_integer (record->status));
  json_object_set_new (object, "displayLevel", json_boolean (record->display_level));
  if (record->error != NULL)
    json_object_set_new (object, "error", write_error (record->error));

  return op_json_file_save (dir, name, object, FALSE, error);
}

static GStrv
read_strings (const json_t *array)
{
  g_autoptr(GStrvBuilder) strings = g_strv_builder_new ();
  const json_t *item;
  size_t i;

  json_array_foreach (array, i, item)
  {
    if (json_is_string (item))
      g_strv_builder_add (strings, json_string_value (item));
  }

  return g_strv_builder_end (strings);
}

OpKeptRecord *
op_kept_record_load (const char *state_path)
{
  g_autoptr(json_t) object = op_json_file_load (state_path, KEPT_NAME);
  OpKeptRecord *self = g_new0 (OpKeptRecord, 1);

  self->staged = op_json_dup_string (object, "staged");
  self->notes_url = op_json_dup_string (object, "notesUrl");
  self->urgency = json_integer_value (json_object_get (object, "urgency"));
  self->rejected = read_strings (json_object_get (object, "rejected"));
  self->last_fresh_usec = json_integer_value (json_object_get (object, "lastFresh"));

  return self;
}

OpKeptRecord *
op_kept_record_copy (const OpKeptRecord *self)
{
  OpKeptRecord *copy = g_new0 (OpKeptRecord, 1);

  *copy = *self;
  copy->staged = g_strdup (self->staged);
  copy->notes_url = g_strdup (self->notes_url);
  copy->rejected = g_strdupv (self->rejected);

  return copy;
}

void
op_kept_record_free (OpKeptRecord *self)
{
  g_free (self->staged);
  g_free (self->notes_url);
  g_strfreev (self->rejected);
  g_free (self);
}

gboolean
op_kept_record_save (const char *state_path, const OpKeptRecord *self, GError **error)
{
  g_autoptr(json_t) object = json_object ();
  json_t *rejected = json_array ();

  for (size_t i = 0; self->rejected[i] != NULL; i++)
    json_array_append_new (rejected, json_string (self->rejected[i]));

  op_json_set_string (object, "staged", self->staged);
  op_json_set_string (object, "notesUrl", self->notes_url);
  json_object_set_new (object, "urgency", json_integer (self->urgency));
  json_object_set_new (object, "rejected", rejected);
  json_object_set_new (object, "lastFresh", json_integer (self->last_fresh_usec));

  return op_json_file_save (state_path, KEPT_NAME, object, TRUE, error);
}

gboolean
op_kept_record_is_rejected (const OpKeptRecord *self, const char *version)
{
  return g_strv_contains ((const char *const *) self->rejected, version);
}

void
op_kept_record_reject (OpKeptRecord *self, const char *version)
{
  g_autoptr(GStrvBuilder) rejected = g_strv_builder_new ();

  if (op_kept_record_is_rejected (self, version))
    return;

  g_strv_builder_addv (rejected, (const char **) self->rejected);
  g_strv_builder_add (rejected, version);
  g_strfreev (self->rejected);
  self->rejected = g_strv_builder_end (rejected);
}

void
op_kept_record_accept (OpKeptRecord *self, const char *version)
{
  g_autoptr(GStrvBuilder) rejected = g_strv_builder_new ();

  for (size_t i = 0; self->rejected[i] != NULL; i++)
    {
      if (g_strcmp0 (self->rejected[i], version) != 0)
        g_strv_builder_add (rejected, self->rejected[i]);
    }
  g_strfreev (self->rejected);
  self->rejected = g_strv_builder_end (rejected);
}

OpPending *
op_pending_load (const char *state_path)
{
  g_autoptr(json_t) object = op_json_file_load (state_path, PENDING_NAME);
  json_int_t call = json_integer_value (json_object_get (object, "call"));
  g_autoptr(OpPending) self = NULL;

  if (object == NULL ||
      (call != OP_UPDATE_DOWNLOAD && call != OP_UPDATE_APPLY && call != OP_UPDATE_ROLLBACK))
    return NULL;

  self = g_new0 (OpPending, 1);
  self->call = call;
  self->uid = json_integer_value (json_object_get (object, "uid"));
  self->started_usec = json_integer_value (json_object_get (object, "started"));
  self->paused = json_is_true (json_object_get (object, "paused"));
  self->parameters = op_json_dup_string (object, "parameters");
  self->target = op_json_dup_string (object, "target");
  self->from = op_json_dup_string (object, "from");
  self->previous = op_json_dup_string (object, "previous");

  return self->parameters != NULL ? g_steal_pointer (&self) : NULL;
}

OpPending *
op_pending_copy (const OpPending *self)
{
  OpPending *copy = g_new0 (OpPending, 1);

  *copy = *self;
  copy->parameters = g_strdup (self->parameters);
  copy->target = g_strdup (self->target);
  copy->from = g_strdup (self->from);
  copy->previous = g_strdup (self->previous);

  return copy;
}

void
op_pending_free (OpPending *self)
{
  g_free (self->parameters);
  g_free (self->target);
  g_free (self->from);
  g_free (self->previous);
  g_free (self);
}

gboolean
op_pending_save (const char *state_path, const OpPending *self, GError **error)
{
  g_autoptr(json_t) object = json_object ();

  json_object_set_new (object, "call", json_integer (self->call));
  json_object_set_new (object, "uid", json_integer (self->uid));
  json_object_set_new (object, "started", json_integer (self->started_usec));
  json_object_set_new (object, "paused", json_boolean (self->paused));
  op_json_set_string (object, "parameters", self->parameters);
  op_json_set_string (object, "target", self->target);
  op_json_set_string (object, "from", self->from);
  op_json_set_string (object, "previous", self->previous);

  return op_mark_set (state_path, error) &&
         op_json_file_save (state_path, PENDING_NAME, object, TRUE, error);
}

gboolean
op_pending_remove (const char *state_path, GError **error)
{
  g_autofree char *path = g_build_filename (state_path, PENDING_NAME, NULL);

  if (unlink (path) < 0 && errno != ENOENT)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, path);
      return FALSE;
    }
  op_mark_clear (state_path);

  return TRUE;
}
