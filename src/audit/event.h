/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What can be in the audit log: one struct and one function per kind of event, and no function for
 * free text. Pure: values in, a record out; a record becomes a line when its place in the chain is
 * known.
 */

#pragma once

#include <glib.h>
#include <jansson.h>

#include "base/digest.h"

G_BEGIN_DECLS

typedef enum
{
  OP_AUDIT_STARTED,       /* the service begins to write */
  OP_AUDIT_STOPPED,       /* … and has ended as it should */
  OP_AUDIT_ACCEPTED,      /* a request is allowed and possible: it will be carried out */
  OP_AUDIT_REFUSED,       /* one is not, or several of one user in one minute */
  OP_AUDIT_DOWNLOAD,      /* ended */
  OP_AUDIT_VERIFIED,      /* every installed file was hashed */
  OP_AUDIT_APPLY,         /* ended */
  OP_AUDIT_ROLLBACK,      /* ended */
  OP_AUDIT_REMOVE,        /* ended */
  OP_AUDIT_HEALTH_CHECK,  /* the new version did not pass */
  OP_AUDIT_CONFIGURATION, /* a product file appeared, changed or went */
  OP_AUDIT_OPTIONS,       /* SetOptions */
  OP_AUDIT_NOTE,          /* something happened to the log itself */
} OpAuditKind;
#define OP_N_AUDIT_KINDS (OP_AUDIT_NOTE + 1)

const char *op_audit_kind_nick (OpAuditKind kind);

/* For whom. @pid: 0 when it is not known; @unit: (nullable) */
typedef struct
{
  guint32 uid;
  guint32 pid;
  const char *unit;
} OpAuditWho;

/**
 * OpAuditRequest:
 * @method: of the D-Bus interface
 * @product: (nullable)
 * @version: (nullable): that was asked for, or is to be switched to; so the rest
 * @base_url: (nullable): `updatebaseurl`
 * @source: (nullable): `downloadsource`
 * @force: applications will be ended
 */
typedef struct
{
  OpAuditWho who;
  const char *method;
  const char *product;
  const char *version;
  const char *base_url;
  const char *source;
  gboolean force;
} OpAuditRequest;

/**
 * OpAuditRefusal:
 * @method, @product: (nullable): NULL when @count refusals were of several
 * @count: of refusals since @since_usec
 * @error_code: #OpError; of the last one
 */
typedef struct
{
  OpAuditWho who;
  const char *method;
  const char *product;
  unsigned count;
  gint64 since_usec;
  int error_code;
} OpAuditRefusal;

/**
 * OpAuditOutcome:
 * @result: "succeeded", "failed" or "cancelled"
 * @version: (nullable): what it was about
 * @from: (nullable): what was installed before
 * @error_code: #OpError, -1 for none
 * @error_number: as in Status
 *
 * How a Download, an Apply, a Rollback or a Remove ended.
 */
typedef struct
{
  OpAuditWho who;
  const char *product;
  const char *result;
  const char *version;
  const char *from;
  int error_code;
  guint32 error_number;
} OpAuditOutcome;

/**
 * OpAuditDownload:
 * @list_url: (nullable)
 * @trust: what vouches for the list
 * @bytes: that were transferred
 * @n_unverified: files that nothing but the transport vouches for
 */
typedef struct
{
  OpAuditOutcome outcome;
  const char *list_url;
  const char *trust;
  guint64 bytes;
  unsigned n_unverified;
} OpAuditDownload;

typedef struct
{
  const char *product;
  const char *version;
  unsigned n_damaged;
} OpAuditVerification;

/**
 * OpAuditConfiguration:
 * @change: "added", "changed" or "removed"
 * @sha256: (nullable): of the file; without it there is none, and nothing else to say
 * @base_url, @list_url, @health_check: (nullable)
 * @problem: the file has an error, and the product is refused
 */
typedef struct
{
  const char *product;
  const char *change;
  const char *sha256;
  const char *install_root;
  const char *trust;
  const char *channel;
  const char *base_url;
  const char *list_url;
  const char *health_check;
  gboolean enabled;
  gboolean problem;
} OpAuditConfiguration;

/* @options: a{sv} of strings and booleans, checked. */
typedef struct
{
  OpAuditWho who;
  const char *product;
  GVariant *options;
} OpAuditOptions;

/**
 * OpAuditNote:
 * @what: what happened to the log: "torn-line", "head-lost", "head-behind", "lines-missing",
 * "line-changed", "records-dropped"
 * @count: of lines or records that it is about; 0 when that is not known
 * @torn: (nullable): of the line that was torn
 */
typedef struct
{
  const char *what;
  guint64 count;
  const OpSha256 *torn;
} OpAuditNote;

/**
 * OpAuditRecord:
 * @body: (owned): the members that the kind has
 * @error_code: #OpError, -1 for none
 *
 * An event on its way to the log.
 */
typedef struct
{
  OpAuditKind kind;
  gint64 time_usec;
  json_t *body;
  int error_code;
} OpAuditRecord;

OpAuditRecord *op_audit_started (const char *version) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_stopped (void) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_accepted (const OpAuditRequest *request) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_refused (const OpAuditRefusal *refusal) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_download (const OpAuditDownload *download) G_GNUC_WARN_UNUSED_RESULT;
/* @kind: Apply, Rollback, Remove, or a health check */
OpAuditRecord *op_audit_outcome (OpAuditKind kind,
                                 const OpAuditOutcome *outcome) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_verified (const OpAuditVerification *done) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *
op_audit_configuration (const OpAuditConfiguration *configuration) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_options (const OpAuditOptions *options) G_GNUC_WARN_UNUSED_RESULT;
OpAuditRecord *op_audit_note (const OpAuditNote *note) G_GNUC_WARN_UNUSED_RESULT;

void op_audit_record_free (OpAuditRecord *self);

/**
 * OpAuditPlace:
 * @error_name: (nullable): how the record's error is called on the bus
 * @prev: hash of the line before; zeros for the first
 *
 * What a line has besides its event.
 */
typedef struct
{
  guint64 number;
  const char *boot_id;
  const char *error_name;
  OpSha256 prev;
} OpAuditPlace;

/* One line, without its end. */
char *op_audit_record_to_line (const OpAuditRecord *self,
                               const OpAuditPlace *place) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpAuditRecord, op_audit_record_free)

G_END_DECLS
