/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/error.h"
#include "rules/version.h"
#include "update/product-private.h"
#include "update/release.h"

static int
code_of (const GError *error)
{
  if (error == NULL)
    return -1;

  return error->domain == OP_ERROR ? error->code : OP_ERROR_FAILED;
}

OpAuditRecord *
op_product_audit_request (OpProduct *self,
                          const OpPending *pending,
                          const OpDownloadParameters *download,
                          gboolean force)
{
  g_autofree char *target =
      pending->target != NULL ? op_tree_name_get_version (pending->target, NULL) : NULL;
  OpAuditRequest request = {
    .who = { .uid = pending->uid },
    .method = op_update_event_nick (pending->call),
    .product = self->config->id,
    .version = download != NULL ? download->update_to_version : target,
    .base_url = download != NULL ? download->update_base_url : NULL,
    .source = download != NULL ? download->download_source : NULL,
    .force = force,
  };

  return op_audit_accepted (&request);
}

void
op_product_audit_refused (OpProduct *self, OpUpdateEvent call, guint32 uid, const GError *error)
{
  OpAuditRefusal refusal = {
    .who = { .uid = uid },
    .method = op_update_event_nick (call),
    .product = self->config->id,
    .error_code = code_of (error),
  };

  op_audit_log_refuse (self->audit, &refusal);
}

static const char *
result_of (OpUpdateEvent event)
{
  if (event == OP_UPDATE_SUCCEEDED)
    return "succeeded";

  return event == OP_UPDATE_CANCELLED ? "cancelled" : "failed";
}

static unsigned
count_unverified (const OpRelease *release)
{
  unsigned n_files = op_file_list_get_n_files (release->list);
  unsigned n_unverified = 0;

  for (unsigned i = 0; i < n_files; i++)
    {
      OpListedFile file;

      op_file_list_get_file (release->list, i, &file);
      if (!file.has_sha256 && file.link == NULL)
        n_unverified++;
    }

  return n_unverified;
}

static OpAuditRecord *
make_download_record (OpProduct *self, const OpAuditOutcome *outcome)
{
  const OpRelease *release =
      self->download != NULL ? op_download_get_release (self->download) : NULL;
  /* A product file with an error may say of no list where it is. */
  g_autofree char *configured_url =
      self->config->problem == NULL ? op_product_config_get_list_url (self->config, NULL) : NULL;
  OpAuditDownload download = {
    .outcome = *outcome,
    .list_url = release != NULL ? release->list_url : configured_url,
    .trust = op_trust_nick (self->config->trust),
    .bytes = self->progress.bytes_transferred,
    .n_unverified = release != NULL ? count_unverified (release) : 0,
  };

  return op_audit_download (&download);
}

void
op_product_audit_end (OpProduct *self,
                      OpUpdateEvent event,
                      const char *version,
                      const char *from,
                      const GError *error)
{
  gboolean failed = event == OP_UPDATE_FAILED;
  OpAuditOutcome outcome = {
    .who = { .uid = self->pending->uid },
    .product = self->config->id,
    .result = result_of (event),
    .version = version,
    .from = from != NULL && *from != '\0' ? from : NULL,
    .error_code = failed ? code_of (error) : -1,
    .error_number = failed ? op_update_error_number (error) : 0,
  };

  if (failed && g_error_matches (error, OP_ERROR, OP_ERROR_HEALTH_CHECK))
    op_audit_log_add (self->audit, op_audit_outcome (OP_AUDIT_HEALTH_CHECK, &outcome));

  if (self->pending->call == OP_UPDATE_DOWNLOAD)
    op_audit_log_add (self->audit, make_download_record (self, &outcome));
  else
    op_audit_log_add (self->audit,
                      op_audit_outcome (self->pending->call == OP_UPDATE_APPLY ? OP_AUDIT_APPLY
                                                                               : OP_AUDIT_ROLLBACK,
                                        &outcome));
}
