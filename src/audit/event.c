/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/event.h"

#include <stdlib.h>
#include <string.h>

#include "rules/url.h"

/* Whoever reads the log line by line must not have to read for ever. */
#define MAX_STRING_BYTES 4096

static const char *const nicks[] = {
  [OP_AUDIT_STARTED] = "started",
  [OP_AUDIT_STOPPED] = "stopped",
  [OP_AUDIT_ACCEPTED] = "accepted",
  [OP_AUDIT_REFUSED] = "refused",
  [OP_AUDIT_DOWNLOAD] = "download",
  [OP_AUDIT_VERIFIED] = "verified",
  [OP_AUDIT_APPLY] = "apply",
  [OP_AUDIT_ROLLBACK] = "rollback",
  [OP_AUDIT_REMOVE] = "remove",
  [OP_AUDIT_HEALTH_CHECK] = "health-check",
  [OP_AUDIT_CONFIGURATION] = "configuration",
  [OP_AUDIT_OPTIONS] = "options",
  [OP_AUDIT_NOTE] = "note",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == OP_N_AUDIT_KINDS);

const char *
op_audit_kind_nick (OpAuditKind kind)
{
  return nicks[kind];
}

void
op_audit_record_free (OpAuditRecord *self)
{
  json_decref (self->body);
  g_free (self);
}

static OpAuditRecord *
record_new (OpAuditKind kind)
{
  OpAuditRecord *self = g_new0 (OpAuditRecord, 1);

  self->kind = kind;
  self->body = json_object ();
  self->error_code = -1;

  return self;
}

/* Nothing that was not checked long before comes here; still, a line stays a line. */
static void
add_string (OpAuditRecord *self, const char *key, const char *value)
{
  g_autofree char *valid = NULL;
  size_t n_bytes;

  if (value == NULL)
    return;

  n_bytes = strnlen (value, MAX_STRING_BYTES);
  valid = g_utf8_make_valid (value, n_bytes);
  json_object_set_new (self->body, key, json_string (valid));
}

/* User info and query may be secrets, and are nobody's business here. */
static void
add_url (OpAuditRecord *self, const char *key, const char *url)
{
  g_autofree char *shown = url != NULL ? op_url_redact (url) : NULL;

  add_string (self, key, shown);
}

static void
add_number (OpAuditRecord *self, const char *key, guint64 value)
{
  json_object_set_new (self->body, key, json_integer ((json_int_t) MIN (value, G_MAXINT64)));
}

static void
add_boolean (OpAuditRecord *self, const char *key, gboolean value)
{
  json_object_set_new (self->body, key, json_boolean (value));
}

static void
add_who (OpAuditRecord *self, const OpAuditWho *who)
{
  add_number (self, "uid", who->uid);
  if (who->pid != 0)
    add_number (self, "pid", who->pid);
  add_string (self, "unit", who->unit);
}

OpAuditRecord *
op_audit_started (const char *version)
{
  OpAuditRecord *self = record_new (OP_AUDIT_STARTED);

  add_string (self, "daemon", version);

  return self;
}

OpAuditRecord *
op_audit_stopped (void)
{
  return record_new (OP_AUDIT_STOPPED);
}

OpAuditRecord *
op_audit_accepted (const OpAuditRequest *request)
{
  OpAuditRecord *self = record_new (OP_AUDIT_ACCEPTED);

  add_who (self, &request->who);
  add_string (self, "method", request->method);
  add_string (self, "product", request->product);
  add_string (self, "version", request->version);
  add_url (self, "baseUrl", request->base_url);
  add_string (self, "source", request->source);
  if (request->force)
    add_boolean (self, "force", TRUE);

  return self;
}

OpAuditRecord *
op_audit_refused (const OpAuditRefusal *refusal)
{
  OpAuditRecord *self = record_new (OP_AUDIT_REFUSED);

  add_who (self, &refusal->who);
  add_string (self, "method", refusal->method);
  add_string (self, "product", refusal->product);
  add_number (self, "count", refusal->count);
  add_number (self, "since", MAX (refusal->since_usec, 0));
  self->error_code = refusal->error_code;

  return self;
}

static void
add_outcome (OpAuditRecord *self, const OpAuditOutcome *outcome)
{
  add_who (self, &outcome->who);
  add_string (self, "product", outcome->product);
  add_string (self, "result", outcome->result);
  add_string (self, "version", outcome->version);
  add_string (self, "from", outcome->from);
  if (outcome->error_code >= 0)
    add_number (self, "errorNumber", outcome->error_number);
  self->error_code = outcome->error_code;
}

OpAuditRecord *
op_audit_download (const OpAuditDownload *download)
{
  OpAuditRecord *self = record_new (OP_AUDIT_DOWNLOAD);

  add_outcome (self, &download->outcome);
  add_url (self, "listUrl", download->list_url);
  add_string (self, "trust", download->trust);
  add_number (self, "bytes", download->bytes);
  add_number (self, "unverified", download->n_unverified);

  return self;
}

OpAuditRecord *
op_audit_outcome (OpAuditKind kind, const OpAuditOutcome *outcome)
{
  OpAuditRecord *self = record_new (kind);

  add_outcome (self, outcome);

  return self;
}

OpAuditRecord *
op_audit_verified (const OpAuditVerification *done)
{
  OpAuditRecord *self = record_new (OP_AUDIT_VERIFIED);

  add_string (self, "product", done->product);
  add_string (self, "version", done->version);
  add_number (self, "damaged", done->n_damaged);

  return self;
}

OpAuditRecord *
op_audit_configuration (const OpAuditConfiguration *configuration)
{
  OpAuditRecord *self = record_new (OP_AUDIT_CONFIGURATION);

  add_string (self, "product", configuration->product);
  add_string (self, "change", configuration->change);
  if (configuration->sha256 == NULL)
    return self;

  add_string (self, "sha256", configuration->sha256);
  add_boolean (self, "enabled", configuration->enabled);
  add_string (self, "installRoot", configuration->install_root);
  add_string (self, "trust", configuration->trust);
  add_string (self, "channel", configuration->channel);
  add_url (self, "baseUrl", configuration->base_url);
  add_url (self, "listUrl", configuration->list_url);
  add_string (self, "healthCheck", configuration->health_check);
  if (configuration->problem)
    add_boolean (self, "problem", TRUE);

  return self;
}

OpAuditRecord *
op_audit_options (const OpAuditOptions *options)
{
  OpAuditRecord *self = record_new (OP_AUDIT_OPTIONS);
  OpAuditRecord set = { .body = json_object () };
  GVariantIter iter;
  const char *name;
  GVariant *value;

  add_who (self, &options->who);
  add_string (self, "product", options->product);

  g_variant_iter_init (&iter, options->options);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
        add_boolean (&set, name, g_variant_get_boolean (value));
      else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        add_string (&set, name, g_variant_get_string (value, NULL));
      g_variant_unref (value);
    }
  json_object_set_new (self->body, "set", set.body);

  return self;
}

OpAuditRecord *
op_audit_note (const OpAuditNote *note)
{
  OpAuditRecord *self = record_new (OP_AUDIT_NOTE);
  g_autofree char *torn = note->torn != NULL ? op_sha256_to_hex (note->torn) : NULL;

  add_string (self, "what", note->what);
  if (note->count > 0)
    add_number (self, "count", note->count);
  add_string (self, "torn", torn);

  return self;
}

/**
 * op_audit_record_to_line:
 *
 * The members are always in the same order: number, time, boot and event first, `prev` last.
 */
char *
op_audit_record_to_line (const OpAuditRecord *self, const OpAuditPlace *place)
{
  g_autofree char *prev = op_sha256_to_hex (&place->prev);
  json_t *object = json_pack ("{s:I, s:I, s:s, s:s}",
                              "number",
                              (json_int_t) place->number,
                              "time",
                              (json_int_t) self->time_usec,
                              "boot",
                              place->boot_id,
                              "event",
                              nicks[self->kind]);
  char *text;
  char *line;

  json_object_update (object, self->body);
  if (place->error_name != NULL)
    json_object_set_new (object, "error", json_string (place->error_name));
  json_object_set_new (object, "prev", json_string (prev));

  /* Whatever jansson allocates with is not ours to free. */
  text = json_dumps (object, JSON_COMPACT);
  line = g_strdup (text);
  free (text);
  json_decref (object);

  return line;
}
