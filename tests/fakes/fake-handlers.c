/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-product.h"

static gboolean
is_resting (FakeProduct *self)
{
  FakeStatus status = op_dbus_update_notify1_get_status (self->update);

  return status == FAKE_UNKNOWN || status == FAKE_APPLY_SUCCEEDED || status == FAKE_APPLY_FAILED ||
         (status >= FAKE_DOWNLOAD_CANCELLED && status <= FAKE_DOWNLOAD_SUCCEEDED);
}

/* Once the call was answered. */
static gboolean
work (gpointer user_data)
{
  FakeProduct *self = user_data;
  gboolean applying = op_dbus_update_notify1_get_status (self->update) == FAKE_APPLY_PENDING;

  fake_product_set_status (self, applying ? FAKE_APPLY_WIP : FAKE_DOWNLOAD_WIP);
  if (!applying)
    fake_product_set_progress (self, 25000000, 100000000);
  if (!self->holds)
    fake_product_finish (self);

  return G_SOURCE_REMOVE;
}

static gboolean
is_refused (FakeProduct *self,
            GDBusMethodInvocation *invocation,
            gboolean in_this_state,
            const char *argument)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);

  self->interactive = (g_dbus_message_get_flags (message) &
                       G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;
  g_ptr_array_add (self->calls,
                   argument != NULL ? g_strconcat (method, " ", argument, NULL)
                                    : g_strdup (method));

  if (self->refuse_name != NULL)
    g_dbus_method_invocation_return_dbus_error (
        invocation, self->refuse_name, "The fake refuses ‘\033[2J’");
  else if (!in_this_state)
    g_dbus_method_invocation_return_dbus_error (
        invocation,
        "org.offpeak.Error.IllegalMethodCall",
        "A method was called at an unexpected time: the fake is busy");
  else
    return FALSE;

  return TRUE;
}

static gboolean
start (FakeProduct *self,
       GDBusMethodInvocation *invocation,
       const char *parameters,
       FakeStatus pending)
{
  if (is_refused (self, invocation, is_resting (self), parameters))
    return G_DBUS_METHOD_INVOCATION_HANDLED;

  fake_product_set_status (self, pending);
  if (self->at_once)
    work (self);
  else
    g_idle_add (work, self);
  g_dbus_method_invocation_return_value (invocation, NULL /* nothing */);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_download (OpDBusUpdateNotify1 *update,
                 GDBusMethodInvocation *invocation,
                 const char *parameters,
                 FakeProduct *self)
{
  return start (self, invocation, parameters, FAKE_DOWNLOAD_PENDING);
}

static gboolean
handle_apply (OpDBusUpdateNotify1 *update,
              GDBusMethodInvocation *invocation,
              const char *parameters,
              FakeProduct *self)
{
  return start (self, invocation, parameters, FAKE_APPLY_PENDING);
}

static gboolean
handle_rollback (OpDBusUpdateNotify1 *update,
                 GDBusMethodInvocation *invocation,
                 const char *parameters,
                 FakeProduct *self)
{
  op_dbus_update_notify1_set_staged_version (update,
                                             op_dbus_update_notify1_get_previous_version (update));

  return start (self, invocation, parameters, FAKE_APPLY_PENDING);
}

/* Cancel, Pause and Resume. */
static gboolean
handle_control (OpDBusUpdateNotify1 *update, GDBusMethodInvocation *invocation, FakeProduct *self)
{
  gboolean wip = op_dbus_update_notify1_get_status (update) == FAKE_DOWNLOAD_WIP;
  const char *method = g_dbus_method_invocation_get_method_name (invocation);

  if (is_refused (self, invocation, wip, NULL /* no argument */))
    return G_DBUS_METHOD_INVOCATION_HANDLED;

  if (g_str_equal (method, "Cancel"))
    {
      fake_product_set_status (self, FAKE_DOWNLOAD_CANCELLING);
      fake_product_set_status (self, FAKE_DOWNLOAD_CANCELLED);
    }
  else
    fake_product_wait_for (self, g_str_equal (method, "Pause") ? "paused" : NULL, "");
  g_dbus_method_invocation_return_value (invocation, NULL /* nothing */);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_check (OpDBusUpdateNotify1 *update,
              GDBusMethodInvocation *invocation,
              const char *parameters,
              FakeProduct *self)
{
  const char *available = op_dbus_update_notify1_get_available_version (update);

  if (!is_refused (self, invocation, is_resting (self), parameters))
    op_dbus_update_notify1_complete_check_for_update (
        update, invocation, *available != '\0', available, 1234567, 45678901);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_status (OpDBusUpdateNotify1 *update, GDBusMethodInvocation *invocation, FakeProduct *self)
{
  op_dbus_update_notify1_complete_status (update,
                                          invocation,
                                          op_dbus_update_notify1_get_status (update),
                                          op_dbus_update_notify1_get_error (update),
                                          "content-7");

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* GetBlockingApps and GetOldUsers. */
static gboolean
handle_applications (OpDBusUpdateNotify1 *update,
                     GDBusMethodInvocation *invocation,
                     FakeProduct *self)
{
  GVariantBuilder rows;

  if (is_refused (self, invocation, TRUE /* in every state */, NULL /* no argument */))
    return G_DBUS_METHOD_INVOCATION_HANDLED;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(us)"));
  g_variant_builder_add (&rows, "(us)", 4321, "editor");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(us))", &rows));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static const char history[] =
    "[{\"time\": 1700000000000000, \"action\": \"apply\", \"version\": \"1.0\", \"from\": "
    "\"0.9\", \"result\": \"succeeded\", \"error\": 0, \"errorName\": \"\", \"message\": \"\", "
    "\"uid\": 0, \"trust\": \"filelist\", \"bytes\": 0},"
    " {\"time\": 1600000000000000, \"action\": \"download\", \"version\": \"1.0\", \"from\": "
    "\"\", \"result\": \"failed\", \"error\": 9, \"errorName\": \"org.offpeak.Error.Network\", "
    "\"message\": \"No route\", \"uid\": 0, \"trust\": \"filelist\", \"bytes\": 12}]";

static gboolean
handle_data (OpDBusUpdateNotify1 *update,
             GDBusMethodInvocation *invocation,
             int data_type,
             const char *name,
             FakeProduct *self)
{
  if (data_type > 11)
    self->refuse_name = "org.freedesktop.DBus.Error.InvalidArgs";

  if (!is_refused (self, invocation, TRUE /* in every state */, name))
    op_dbus_update_notify1_complete_get_deployment_data (
        update, invocation, data_type == 10 ? history : "/opt/app");

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_verify (OpDBusUpdateNotify1 *update, GDBusMethodInvocation *invocation, FakeProduct *self)
{
  const char *const damaged[] = { "bin/app", NULL };
  const char *const none[] = { NULL };

  if (!is_refused (self, invocation, is_resting (self), NULL /* no argument */))
    op_dbus_update_notify1_complete_verify (
        update, invocation, self->fail_name != NULL ? damaged : none);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_set_options (OpDBusProduct1 *product,
                    GDBusMethodInvocation *invocation,
                    GVariant *options,
                    FakeProduct *self)
{
  g_autofree char *text = g_variant_print (options, FALSE);

  if (!is_refused (self, invocation, TRUE /* in every state */, text))
    op_dbus_product1_complete_set_options (product, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_remove (OpDBusProduct1 *product,
               GDBusMethodInvocation *invocation,
               gboolean purge,
               FakeProduct *self)
{
  if (!is_refused (self, invocation, is_resting (self), purge ? "purge" : ""))
    op_dbus_product1_complete_remove (product, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
fake_product_connect (FakeProduct *self)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "handle-download", G_CALLBACK (handle_download) },
    { "handle-apply", G_CALLBACK (handle_apply) },
    { "handle-rollback", G_CALLBACK (handle_rollback) },
    { "handle-cancel", G_CALLBACK (handle_control) },
    { "handle-pause", G_CALLBACK (handle_control) },
    { "handle-resume", G_CALLBACK (handle_control) },
    { "handle-check-for-update", G_CALLBACK (handle_check) },
    { "handle-status", G_CALLBACK (handle_status) },
    { "handle-get-blocking-apps", G_CALLBACK (handle_applications) },
    { "handle-get-old-users", G_CALLBACK (handle_applications) },
    { "handle-get-deployment-data", G_CALLBACK (handle_data) },
    { "handle-verify", G_CALLBACK (handle_verify) },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect (self->update, handlers[i].signal, handlers[i].callback, self);
  g_signal_connect (self->product, "handle-set-options", G_CALLBACK (handle_set_options), self);
  g_signal_connect (self->product, "handle-remove", G_CALLBACK (handle_remove), self);
}
