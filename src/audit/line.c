/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/line.h"

#include <jansson.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static json_t *
parse (const char *text, size_t n_bytes)
{
  if (n_bytes == 0 || n_bytes > OP_AUDIT_MAX_LINE_BYTES || *text != '{')
    return NULL;

  return json_loadb (text, n_bytes, JSON_REJECT_DUPLICATES, NULL);
}

static gboolean
read_number (const json_t *object, const char *key, guint64 *out_number)
{
  json_t *value = json_object_get (object, key);

  if (!json_is_integer (value) || json_integer_value (value) < 0)
    return FALSE;
  *out_number = json_integer_value (value);

  return TRUE;
}

static gboolean
read_hash (const json_t *object, const char *key, OpSha256 *out_hash)
{
  const char *hex = json_string_value (json_object_get (object, key));

  return hex != NULL && op_sha256_from_hex (hex, out_hash);
}

gboolean
op_audit_line_read (const char *text, size_t n_bytes, OpAuditLine *out_line)
{
  g_autoptr(json_t) object = parse (text, n_bytes);

  *out_line = (OpAuditLine){ 0 };
  op_sha256_of (text, n_bytes, &out_line->hash);
  out_line->has_torn = object != NULL && read_hash (object, "torn", &out_line->torn);

  return object != NULL && read_number (object, "number", &out_line->number) &&
         out_line->number > 0 && read_hash (object, "prev", &out_line->prev);
}

char *
op_audit_head_to_text (const OpAuditHead *self)
{
  g_autofree char *hash = op_sha256_to_hex (&self->hash);

  return g_strdup_printf ("{\"lines\": %" G_GUINT64_FORMAT ", \"first\": %" G_GUINT64_FORMAT
                          ", \"hash\": \"%s\"}\n",
                          self->number,
                          self->first,
                          hash);
}

gboolean
op_audit_head_read (const char *text, size_t n_bytes, OpAuditHead *out_head)
{
  g_autoptr(json_t) object = parse (text, n_bytes);
  OpAuditHead head;

  if (object == NULL || !read_number (object, "lines", &head.number) ||
      !read_number (object, "first", &head.first) || head.first == 0 ||
      !read_hash (object, "hash", &head.hash))
    return FALSE;
  *out_head = head;

  return TRUE;
}
