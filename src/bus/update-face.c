/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/update-face.h"

#include "bus/reply.h"
#include "bus/update-calls.h"
#include "bus/update-reads.h"
#include "rules/wait-reason.h"

struct _OpUpdateFace
{
  OpDBusUpdateNotify1Skeleton parent_instance;

  OpProduct *product; /* (owned) */
  OpGate *gate;       /* (owned) */
};

static void op_update_face_iface_init (OpDBusUpdateNotify1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpUpdateFace,
                               op_update_face,
                               OP_DBUS_TYPE_UPDATE_NOTIFY1_SKELETON,
                               G_IMPLEMENT_INTERFACE (OP_DBUS_TYPE_UPDATE_NOTIFY1,
                                                      op_update_face_iface_init))

OpProduct *
op_update_face_get_product (OpUpdateFace *self)
{
  return self->product;
}

OpGate *
op_update_face_get_gate (OpUpdateFace *self)
{
  return self->gate;
}

static gboolean
handle_status (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  OpProductView view;

  op_product_get_view (OP_UPDATE_FACE (object)->product, &view);
  op_dbus_update_notify1_complete_status (
      object, invocation, view.status, view.error_number, view.content_id);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
op_update_face_iface_init (OpDBusUpdateNotify1Iface *iface)
{
  iface->handle_status = handle_status;
  op_update_calls_init (iface);
  op_update_reads_init (iface);
}

static GVariant *
permitted_calls (OpStatus status)
{
  GVariantBuilder calls;
  OpStatus to;

  g_variant_builder_init (&calls, G_VARIANT_TYPE ("as"));
  for (OpUpdateEvent call = 0; call < OP_N_UPDATE_CALLS; call++)
    {
      if (call != OP_UPDATE_REMOVE && op_update_state_next (status, call, &to))
        g_variant_builder_add (&calls, "s", op_update_event_nick (call));
    }

  return g_variant_builder_end (&calls);
}

static GVariant *
wait_reasons (OpProduct *product)
{
  g_autoptr(GPtrArray) reasons = op_product_get_wait_reasons (product);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssst)"));
  for (unsigned i = 0; i < reasons->len; i++)
    {
      const OpWaitReason *reason = g_ptr_array_index (reasons, i);

      g_variant_builder_add (&builder,
                             "(ssst)",
                             reason->code,
                             reason->text,
                             reason->who,
                             (guint64) reason->retry_usec);
    }

  return g_variant_builder_end (&builder);
}

/* From the model to the bus, never the other way. The generated setters send a notice only for
 * what differs, so setting everything is both simple and right. */
static void
update_properties (OpUpdateFace *self)
{
  OpDBusUpdateNotify1 *object = OP_DBUS_UPDATE_NOTIFY1 (self);
  OpProductView view;
  g_autoptr(GVariant) calls = NULL;
  g_autofree const char **names = NULL;
  g_autofree char *message = NULL;

  op_product_get_view (self->product, &view);
  message = op_reply_message_of (view.error);
  op_dbus_update_notify1_set_status (object, view.status);
  op_dbus_update_notify1_set_error (object, view.error_number);
  op_dbus_update_notify1_set_error_name (object, op_reply_name_of (view.error));
  op_dbus_update_notify1_set_error_message (object, message);
  op_dbus_update_notify1_set_content_id (object, view.content_id);
  op_dbus_update_notify1_set_display_level (object, view.display_level);
  op_dbus_update_notify1_set_bytes_total (object, view.progress.bytes_total);
  op_dbus_update_notify1_set_bytes_transferred (object, view.progress.bytes_transferred);
  op_dbus_update_notify1_set_files_total (object, view.progress.files_total);
  op_dbus_update_notify1_set_files_transferred (object, view.progress.files_transferred);
  op_dbus_update_notify1_set_installed_version (object, view.installed);
  op_dbus_update_notify1_set_available_version (object, view.available);
  op_dbus_update_notify1_set_staged_version (object, view.staged);
  op_dbus_update_notify1_set_previous_version (object, view.previous);
  op_dbus_update_notify1_set_bytes_per_second (object, view.bytes_per_sec);
  op_dbus_update_notify1_set_seconds_left (object, view.seconds_left);
  op_dbus_update_notify1_set_release_notes_url (object, view.notes_url);
  op_dbus_update_notify1_set_urgency (object, view.urgency);
  op_dbus_update_notify1_set_restart_required (object, view.restart_required);
  op_dbus_update_notify1_set_last_operation (
      object,
      g_variant_new ("(tsu)",
                     (guint64) view.last_started_usec,
                     view.last_started_usec != 0 ? op_update_event_nick (view.last_call) : "",
                     view.last_uid));
  op_dbus_update_notify1_set_stale (object, FALSE);
  op_dbus_update_notify1_set_last_fresh (object, view.last_fresh_usec);
  op_dbus_update_notify1_set_wait_reasons (object, wait_reasons (self->product));

  calls = g_variant_ref_sink (permitted_calls (view.status));
  names = g_variant_get_strv (calls, NULL);
  op_dbus_update_notify1_set_permitted_calls (object, names);
}

/* A signal must not overtake the property it is about. */
static void
on_status_changed (OpUpdateFace *self, guint old, guint new)
{
  OpProductView view;

  op_product_get_view (self->product, &view);
  update_properties (self);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self));
  op_dbus_update_notify1_emit_status_changed (
      OP_DBUS_UPDATE_NOTIFY1 (self), old, new, view.error_number);
}

static void
op_update_face_dispose (GObject *object)
{
  OpUpdateFace *self = OP_UPDATE_FACE (object);

  g_clear_object (&self->product);
  g_clear_object (&self->gate);

  G_OBJECT_CLASS (op_update_face_parent_class)->dispose (object);
}

static void
op_update_face_class_init (OpUpdateFaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_update_face_dispose;
}

static void
op_update_face_init (OpUpdateFace *self)
{
}

OpUpdateFace *
op_update_face_new (OpProduct *product, OpGate *gate)
{
  OpUpdateFace *self = g_object_new (OP_TYPE_UPDATE_FACE, NULL);

  self->product = g_object_ref (product);
  self->gate = g_object_ref (gate);
  g_signal_connect_object (
      product, "status-changed", G_CALLBACK (on_status_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      product, "changed", G_CALLBACK (update_properties), self, G_CONNECT_SWAPPED);
  update_properties (self);

  return self;
}
