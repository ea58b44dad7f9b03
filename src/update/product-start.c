/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/error.h"
#include "update/apply-flow.h"
#include "update/old-users.h"
#include "update/product-private.h"

static void
forget_pending (OpProduct *self)
{
  g_autoptr(GError) error = NULL;

  if (self->pending == NULL)
    return;

  g_clear_pointer (&self->pending, op_pending_free);
  if (!op_pending_remove (self->state_path, &error))
    g_message ("%s: %s", self->config->id, error->message);
}

/* A request of before was cut off: in this boot it goes on where everybody can see it, after a
 * reboot only what must not stay half-done is finished. */
static void
take_up_pending (OpProduct *self, gboolean same_boot)
{
  gboolean is_download = self->pending->call == OP_UPDATE_DOWNLOAD;
  g_autoptr(GError) error = NULL;

  if (is_download && !same_boot)
    {
      forget_pending (self);
      return;
    }

  if (!op_product_lock (self, &error))
    {
      op_product_audit_end (self, OP_UPDATE_FAILED, NULL, NULL, error);
      op_product_fire (self, OP_UPDATE_FAILED, g_steal_pointer (&error));
      g_clear_pointer (&self->pending, op_pending_free);
      return;
    }

  op_product_fire (self, OP_UPDATE_ACCEPTED, NULL);
  if (is_download)
    op_product_start_download (self);
  else if (op_apply_was_switched (self->config, self->pending))
    {
      self->switched = TRUE;
      op_product_start_apply (self);
    }
  else
    op_product_close_apply (self,
                            g_error_new (OP_ERROR,
                                         OP_ERROR_INTERRUPTED,
                                         "The service was stopped in the middle of it; nothing "
                                         "has changed, apply again"));
}

/* A status that says something runs, but no request that does: its record is gone. */
static void
settle (OpProduct *self)
{
  if (op_status_is_resting (self->status.status))
    return;

  g_message ("%s: the record of what was %s is gone",
             self->config->id,
             op_status_nick (self->status.status));
  op_status_record_clear (&self->status);
  self->status = (OpStatusRecord){ .content_id = g_strdup ("") };
  op_product_save_status (self);
}

void
op_product_start (OpProduct *self)
{
  gboolean same_boot;

  op_status_record_clear (&self->status);
  same_boot = op_status_record_load (self->status_path, self->boot_id, &self->status);
  if (self->status.content_id == NULL)
    self->status.content_id = g_strdup ("");
  self->pending = op_pending_load (self->state_path);
  if (self->pending != NULL)
    self->last = op_pending_copy (self->pending);

  if (self->pending != NULL && (!same_boot || !op_status_is_resting (self->status.status)))
    take_up_pending (self, same_boot);
  else
    {
      forget_pending (self);
      settle (self);
    }

  op_product_read_links (self);
  op_product_changed (self);
  if (same_boot) /* nobody runs on over a reboot */
    op_product_look_for_old_users (self);
}
