/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/update-calls.h"

#include "base/error.h"
#include "bus/actions.h"
#include "bus/reply.h"
#include "bus/update-request.h"
#include "update/check.h"
#include "update/verify.h"

static OpUpdateRequest *
request_new (OpDBusUpdateNotify1 *object, OpUpdateEvent call, const char *text)
{
  return op_update_request_new (op_update_face_get_product ((OpUpdateFace *) object), call, text);
}

static void
reply (OpUpdateRequest *request, gboolean ok, const GError *error)
{
  if (ok)
    g_dbus_method_invocation_return_value (g_steal_pointer (&request->invocation), NULL);
  else
    op_reply_error (g_steal_pointer (&request->invocation), error);
}

static void
begin_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(OpUpdateRequest) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = op_product_begin_finish (OP_PRODUCT (source), result, &error);

  reply (request, ok, error);
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(OpUpdateRequest) request = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(OpCheckResult) check = op_product_check_finish (OP_PRODUCT (source), result, &error);

  if (check == NULL)
    {
      reply (request, FALSE, error);
      return;
    }

  g_dbus_method_invocation_return_value (g_steal_pointer (&request->invocation),
                                         g_variant_new ("(bstt)",
                                                        check->available,
                                                        check->version,
                                                        check->download_bytes,
                                                        check->unpacked_bytes));
}

static void
verify_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(OpUpdateRequest) request = user_data;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) damaged = op_product_verify_finish (OP_PRODUCT (source), result, &error);

  if (damaged == NULL)
    reply (request, FALSE, error);
  else
    g_dbus_method_invocation_return_value (g_steal_pointer (&request->invocation),
                                           g_variant_new ("(^as)", damaged));
}

/* It may be made; whether it is possible now is for the product to say. Takes @data. */
static void
run (GDBusMethodInvocation *invocation, guint32 uid, gpointer data)
{
  OpUpdateRequest *request = data;
  OpProduct *product = request->product;
  OpProductView view;
  g_autoptr(GError) error = NULL;

  request->invocation = invocation;
  op_product_get_view (product, &view);

  if (!op_update_request_is_still_allowed (request, &error))
    {
      reply (request, FALSE, error);
      op_update_request_free (request);
    }
  else if (request->call == OP_UPDATE_DOWNLOAD)
    op_product_download_async (product, request->text, request->download, uid, begin_cb, request);
  else if (request->call == OP_UPDATE_APPLY || request->call == OP_UPDATE_ROLLBACK)
    op_product_apply_async (
        product, request->call, request->text, request->apply, uid, begin_cb, request);
  else if (!op_update_state_check (view.status, request->call, &error))
    {
      reply (request, FALSE, error);
      op_update_request_free (request);
    }
  else if (request->call == OP_UPDATE_CHECK)
    {
      request->caller = op_caller_watch (invocation);
      op_product_check_async (product,
                              request->download,
                              op_check_max_age_usec (uid),
                              op_caller_get_cancellable (request->caller),
                              check_cb,
                              request);
    }
  else
    {
      request->caller = op_caller_watch (invocation);
      op_product_verify_async (
          product, op_caller_get_cancellable (request->caller), verify_cb, request);
    }
}

/* The immediate ones: nothing of them is left when they return. Takes @data. */
static void
run_now (GDBusMethodInvocation *invocation, guint32 uid, gpointer data)
{
  g_autoptr(OpUpdateRequest) request = data;
  g_autoptr(GError) error = NULL;
  gboolean ok;

  request->invocation = invocation;
  if (request->call == OP_UPDATE_CANCEL)
    ok = op_product_cancel (request->product, &error);
  else
    ok = op_product_set_paused (request->product, request->call == OP_UPDATE_PAUSE, &error);

  reply (request, ok, error);
}

static void
ask (OpDBusUpdateNotify1 *object,
     GDBusMethodInvocation *invocation,
     OpUpdateRequest *owned_request,
     OpGateFunc func)
{
  static const struct
  {
    OpUpdateNeeds need;
    const char *action;
  } actions[] = {
    { OP_UPDATE_NEEDS_CHANGE_SOURCE, OP_ACTION_CHANGE_SOURCE },
    { OP_UPDATE_NEEDS_DOWNGRADE, OP_ACTION_DOWNGRADE },
    { OP_UPDATE_NEEDS_FORCE_APP_SHUTDOWN, OP_ACTION_FORCE_APP_SHUTDOWN },
  };
  const char *more[G_N_ELEMENTS (actions) + 1] = { NULL };
  unsigned n_more = 0;
  g_auto(GStrv) details = op_update_request_make_details (owned_request);
  OpGateRequest request = {
    .more_actions = more,
    .details = (const char *const *) details,
    .is_own = op_update_request_is_own,
    .run = func,
    .data = owned_request,
    .free = op_update_request_free,
  };

  owned_request->asked = op_update_request_get_needs (owned_request);
  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if ((owned_request->asked & actions[i].need) != 0)
        more[n_more++] = actions[i].action;
    }

  op_gate_ask (op_update_face_get_gate ((OpUpdateFace *) object), invocation, &request);
}

static void
ask_with_download (OpDBusUpdateNotify1 *object,
                   GDBusMethodInvocation *invocation,
                   OpUpdateEvent call,
                   const char *text)
{
  g_autoptr(OpUpdateRequest) request = request_new (object, call, text);
  g_autoptr(GError) error = NULL;

  request->download = op_download_parameters_parse (text, &error);
  if (request->download == NULL)
    op_reply_error (invocation, error);
  else
    ask (object, invocation, g_steal_pointer (&request), run);
}

static void
ask_with_apply (OpDBusUpdateNotify1 *object,
                GDBusMethodInvocation *invocation,
                OpUpdateEvent call,
                const char *text)
{
  g_autoptr(OpUpdateRequest) request = request_new (object, call, text);
  g_autoptr(GError) error = NULL;

  request->apply = call == OP_UPDATE_APPLY ? op_apply_parameters_parse (text, &error)
                                           : op_rollback_parameters_parse (text, &error);
  if (request->apply == NULL)
    op_reply_error (invocation, error);
  else
    ask (object, invocation, g_steal_pointer (&request), run);
}

static gboolean
handle_download (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation, const char *text)
{
  ask_with_download (object, invocation, OP_UPDATE_DOWNLOAD, text);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_check_for_update (OpDBusUpdateNotify1 *object,
                         GDBusMethodInvocation *invocation,
                         const char *text)
{
  ask_with_download (object, invocation, OP_UPDATE_CHECK, text);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_apply (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation, const char *text)
{
  ask_with_apply (object, invocation, OP_UPDATE_APPLY, text);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_rollback (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation, const char *text)
{
  ask_with_apply (object, invocation, OP_UPDATE_ROLLBACK, text);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_verify (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  ask (object, invocation, request_new (object, OP_UPDATE_VERIFY, ""), run);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_cancel (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  ask (object, invocation, request_new (object, OP_UPDATE_CANCEL, ""), run_now);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_pause (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  ask (object, invocation, request_new (object, OP_UPDATE_PAUSE, ""), run_now);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_resume (OpDBusUpdateNotify1 *object, GDBusMethodInvocation *invocation)
{
  ask (object, invocation, request_new (object, OP_UPDATE_RESUME, ""), run_now);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

void
op_update_calls_init (OpDBusUpdateNotify1Iface *iface)
{
  iface->handle_download = handle_download;
  iface->handle_apply = handle_apply;
  iface->handle_cancel = handle_cancel;
  iface->handle_pause = handle_pause;
  iface->handle_resume = handle_resume;
  iface->handle_rollback = handle_rollback;
  iface->handle_verify = handle_verify;
  iface->handle_check_for_update = handle_check_for_update;
}
