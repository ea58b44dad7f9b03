/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-product.h"

#include <string.h>

#define STAGED "2.0"

void
fake_product_set_status (FakeProduct *self, FakeStatus status)
{
  FakeStatus old = op_dbus_update_notify1_get_status (self->update);
  gboolean failed = status == FAKE_DOWNLOAD_FAILED || status == FAKE_APPLY_FAILED;
  guint error = failed ? self->fail_error : 0;

  op_dbus_update_notify1_set_status (self->update, status);
  op_dbus_update_notify1_set_error (self->update, error);
  op_dbus_update_notify1_set_error_name (self->update, failed ? self->fail_name : "");
  op_dbus_update_notify1_set_error_message (self->update, failed ? "It is \033[31mbroken" : "");
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->update));
  op_dbus_update_notify1_emit_status_changed (self->update, old, status, error);
}

void
fake_product_set_progress (FakeProduct *self, guint64 bytes, guint64 bytes_total)
{
  op_dbus_update_notify1_set_bytes_total (self->update, bytes_total);
  op_dbus_update_notify1_set_bytes_transferred (self->update, bytes);
  op_dbus_update_notify1_set_bytes_per_second (self->update, 1000000);
  op_dbus_update_notify1_set_seconds_left (self->update, 61);
  op_dbus_update_notify1_set_files_total (self->update, 1200);
  op_dbus_update_notify1_set_files_transferred (self->update, 300);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->update));
}

void
fake_product_wait_for (FakeProduct *self, const char *code, const char *text)
{
  GVariantBuilder reasons;

  g_variant_builder_init (&reasons, G_VARIANT_TYPE ("a(ssst)"));
  if (code != NULL)
    g_variant_builder_add (&reasons, "(ssst)", code, text, "uid 0", G_GUINT64_CONSTANT (0));
  op_dbus_update_notify1_set_wait_reasons (self->update, g_variant_builder_end (&reasons));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self->update));
}

const char *
fake_product_last_call (FakeProduct *self)
{
  return self->calls->len > 0 ? g_ptr_array_index (self->calls, self->calls->len - 1) : "";
}

static void
finish_apply (FakeProduct *self)
{
  g_autofree char *staged = op_dbus_update_notify1_dup_staged_version (self->update);
  g_autofree char *installed = op_dbus_update_notify1_dup_installed_version (self->update);

  if (*staged != '\0')
    {
      op_dbus_update_notify1_set_previous_version (self->update, installed);
      op_dbus_update_notify1_set_installed_version (self->update, staged);
      op_dbus_update_notify1_set_staged_version (self->update, "");
    }
  fake_product_set_status (self, FAKE_APPLY_SUCCEEDED);
}

void
fake_product_finish (FakeProduct *self)
{
  gboolean applying = op_dbus_update_notify1_get_status (self->update) == FAKE_APPLY_WIP;

  if (self->fail_name != NULL)
    fake_product_set_status (self, applying ? FAKE_APPLY_FAILED : FAKE_DOWNLOAD_FAILED);
  else if (applying)
    finish_apply (self);
  else
    {
      op_dbus_update_notify1_set_staged_version (
          self->update, op_dbus_update_notify1_get_available_version (self->update));
      fake_product_set_status (self, FAKE_DOWNLOAD_SUCCEEDED);
    }
}

FakeProduct *
fake_product_new (const char *id)
{
  FakeProduct *self = g_new0 (FakeProduct, 1);
  const char *const languages[] = { "en-us", "fr-fr", NULL };
  const char *const permitted[] = { "Download", "Apply", NULL };

  self->calls = g_ptr_array_new_with_free_func (g_free);
  self->update = op_dbus_update_notify1_skeleton_new ();
  /* clang-format off */
  g_object_set (self->update,
                "error-name", "",
                "error-message", "",
                "content-id", "",
                "bytes-total", G_MAXUINT64,
                "seconds-left", G_MAXUINT32,
                "installed-version", "1.0",
                "available-version", STAGED,
                "staged-version", "",
                "previous-version", "",
                "release-notes-url", "",
                "urgency", 1,
                "permitted-calls", permitted,
                "last-operation", g_variant_new ("(tsu)", G_GUINT64_CONSTANT (0), "", 0),
                "wait-reasons", g_variant_new_array (G_VARIANT_TYPE ("(ssst)"), NULL, 0),
                NULL);
  self->product = op_dbus_product1_skeleton_new ();
  g_object_set (self->product,
                "id", id,
                "title", "An \033[1mApplication",
                "channel", "stable",
                "architecture", "x64",
                "languages", languages,
                "install-root", "/opt/app",
                "trust", "filelist",
                "phase", 100,
                "enabled", TRUE,
                "configuration-error", "",
                NULL);
  /* clang-format on */
  fake_product_connect (self);

  return self;
}

void
fake_product_free (gpointer product)
{
  FakeProduct *self = product;

  g_idle_remove_by_data (self);
  g_signal_handlers_disconnect_by_data (self->update, self);
  g_signal_handlers_disconnect_by_data (self->product, self);
  g_object_unref (self->update);
  g_object_unref (self->product);
  g_ptr_array_unref (self->calls);
  g_free (self);
}
