/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the files of OpProduct share: product-core.c is what it is, product-view.c what is shown of
 * it, product-calls.c what is done to it, product-pause.c how a download is held, product-close.c
 * how that ends, product-start.c what a restart finds, product-sweep.c what is removed then.
 */

#pragma once

#include "audit/log.h"
#include "rules/rate.h"
#include "update/download-flow.h"
#include "update/product.h"
#include "update/records.h"

G_BEGIN_DECLS

struct _OpProduct
{
  GObject parent_instance;

  OpProductConfig *config;      /* (owned) */
  OpProductConfig *next_config; /* (owned) (nullable): for when nothing runs */
  OpSource *source;             /* (owned) */
  OpClock *clock;               /* (owned) */
  OpAuditLog *audit;            /* (owned) */
  OpConfinement *confinement;   /* (owned) */
  char *state_path;             /* (owned) */
  char *status_path;            /* (owned): of the status record, in the run directory */
  char *boot_id;                /* (owned) */

  OpStatusRecord status;
  OpKeptRecord *kept; /* (owned) */
  char *installed;    /* (owned): version, "" for none; so the rest */
  char *previous;     /* (owned) */
  char *staged;       /* (owned) */
  char *available;    /* (owned) */
  gboolean restart_required;

  OpPending *pending;    /* (owned) (nullable): the request that is being carried out */
  OpPending *last;       /* (owned) (nullable): the last one */
  OpDownload *download;  /* (owned) (nullable) */
  int lock_fd;           /* (owned): -1 when nothing runs */
  gboolean switched;     /* an apply of before a restart had come as far as the switch */
  gboolean keeping;      /* the request is being written again, because of a Pause */
  gboolean closing;      /* the flow has ended, its records are being written */
  gpointer closing_data; /* (owned) (nullable): product-close.c's, while it waits for that */
  gboolean discarding;   /* … and were to be taken back, because of a Cancel */

  OpTransferProgress progress;
  OpRate rate;
  guint tick_id; /* while a download runs */

  /* Work that nobody waits for, such as removing old trees; a flow begins after it. */
  gboolean quiet;
  GTask *removal; /* (owned) (nullable): settings.c's, while it waits for that */
  void (*deferred) (OpProduct *self); /* (nullable) */
};

/* product.c */
gboolean op_product_fire (OpProduct *self, OpUpdateEvent event, GError *owned_error);
void op_product_changed (OpProduct *self);
void op_product_take_config (OpProduct *self);
void op_product_read_links (OpProduct *self);
void op_product_save_status (OpProduct *self);
void op_product_update_progress (OpProduct *self);
void op_product_run_or_defer (OpProduct *self, void (*flow) (OpProduct *self));
void op_product_quiet_done (OpProduct *self);
void op_product_options_changed (OpProduct *self);
void op_product_reload_kept (OpProduct *self);

/* product-lock.c: against another daemon */
gboolean op_product_lock (OpProduct *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_product_unlock (OpProduct *self);

/* product-calls.c */
gboolean op_product_check_call (OpProduct *self,
                                OpUpdateEvent call,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void op_product_start_download (OpProduct *self);
void op_product_start_apply (OpProduct *self);

/* product-begin.c: takes @owned_pending, @owned_record and @owned_task. */
void op_product_begin (OpProduct *self,
                       OpPending *owned_pending,
                       OpAuditRecord *owned_record,
                       void (*flow) (OpProduct *),
                       GTask *owned_task);

/* product-audit.c: what is recorded; @download, @version, @from and @error: (nullable) */
OpAuditRecord *op_product_audit_request (OpProduct *self,
                                         const OpPending *pending,
                                         const OpDownloadParameters *download,
                                         gboolean force) G_GNUC_WARN_UNUSED_RESULT;
void
op_product_audit_refused (OpProduct *self, OpUpdateEvent call, guint32 uid, const GError *error);
void op_product_audit_end (OpProduct *self,
                           OpUpdateEvent event,
                           const char *version,
                           const char *from,
                           const GError *error);

/* product-close.c: write the records, then announce the end. Each takes @owned_error and
 * @owned_result. */
void
op_product_close_download (OpProduct *self, OpDownloadResult *owned_result, GError *owned_error);
void op_product_close_apply (OpProduct *self, GError *owned_error);
/* For what has waited until the request was written. */
void op_product_close_now (OpProduct *self);

/* product-sweep.c */
void op_product_sweep (OpProduct *self);

G_END_DECLS
