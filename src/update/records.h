/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a product remembers: what a reboot may forget (its status), what it may not (what is
 * staged), and the request that is being carried out. JSON files, replaced as a whole; one that
 * cannot be read counts as not there, and is said once.
 */

#pragma once

#include <glib.h>

#include "rules/update-state.h"

G_BEGIN_DECLS

/**
 * OpStatusRecord:
 * @error: (owned) (nullable)
 * @content_id: (owned)
 *
 * In the run directory. It carries the boot id: one of another boot is not there.
 */
typedef struct
{
  OpStatus status;
  GError *error;
  char *content_id;
  gboolean display_level;
} OpStatusRecord;

void op_status_record_clear (OpStatusRecord *self);
gboolean op_status_record_load (const char *path, const char *boot_id, OpStatusRecord *out_record);
gboolean op_status_record_save (const char *path,
                                const char *boot_id,
                                const OpStatusRecord *record,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * OpKeptRecord:
 * @staged: (owned) (nullable): tree name
 * @notes_url: (owned) (nullable): of the staged version
 * @rejected: (owned): versions that nothing automatic chooses
 * @last_fresh_usec: when the list was last got
 *
 * In the state directory.
 */
typedef struct
{
  char *staged;
  char *notes_url;
  unsigned urgency;
  GStrv rejected;
  gint64 last_fresh_usec;
} OpKeptRecord;

OpKeptRecord *op_kept_record_load (const char *state_path) G_GNUC_WARN_UNUSED_RESULT;
OpKeptRecord *op_kept_record_copy (const OpKeptRecord *self) G_GNUC_WARN_UNUSED_RESULT;
void op_kept_record_free (OpKeptRecord *self);
/* Durable when it returns: for a thread. */
gboolean op_kept_record_save (const char *state_path,
                              const OpKeptRecord *self,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_kept_record_is_rejected (const OpKeptRecord *self, const char *version);
void op_kept_record_reject (OpKeptRecord *self, const char *version);
void op_kept_record_accept (OpKeptRecord *self, const char *version);

/**
 * OpPending:
 * @call: Download, Apply or Rollback
 * @parameters: (owned): as they came
 * @target, @from, @previous: (owned) (nullable): of an Apply: the tree to switch to, and what
 *    `current` and `previous` were
 *
 * A request that was accepted, in the state directory until it is over.
 */
typedef struct
{
  OpUpdateEvent call;
  char *parameters;
  guint32 uid;
  gint64 started_usec;
  gboolean paused;
  char *target;
  char *from;
  char *previous;
} OpPending;

OpPending *op_pending_load (const char *state_path) G_GNUC_WARN_UNUSED_RESULT; /* (nullable) */
OpPending *op_pending_copy (const OpPending *self) G_GNUC_WARN_UNUSED_RESULT;
void op_pending_free (OpPending *self);
/* Durable when they return: for a thread. */
gboolean op_pending_save (const char *state_path,
                          const OpPending *self,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean op_pending_remove (const char *state_path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OpStatusRecord, op_status_record_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpKeptRecord, op_kept_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpPending, op_pending_free)

G_END_DECLS
