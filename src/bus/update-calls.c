/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/update-calls.h"

#include "base/error.h"
#include "bus/actions.h"
#include "bus/reply.h"
#include "rules/url.h"
#include "rules/version.h"
#include "update/check.h"
#include "update/verify.h"

/* A request: what the message said, parsed once. Nothing changes it after it was authorised. */
typedef struct
{
  OpProduct *product; /* (owned) */
  OpUpdateEvent call;
  char *text;                     /* (owned): of the parameters */
  OpDownloadParameters *download; /* (owned) (nullable) */
  OpApplyParameters *apply;       /* (owned) (nullable) */

  GDBusMethodInvocation *invocation; /* (owned) (nullable): once it runs */
  OpCaller *caller;                  /* (owned) (nullable) */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_pointer (&request->caller, op_caller_unwatch);
  g_clear_object (&request->invocation);
  g_clear_pointer (&request->download, op_download_parameters_free);
  g_clear_pointer (&request->apply, op_apply_parameters_free);
  g_free (request->text);
  g_object_unref (request->product);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static Request *
request_new (OpDBusUpdateNotify1 *object, OpUpdateEvent call, const char *text)
{
  Request *request = g_new0 (Request, 1);

  request->product = g_object_ref (op_update_face_get_product ((OpUpdateFace *) object));
  request->call = call;
  request->text = g_strdup (text);

  return request;
}

static void
reply (Request *request, gboolean ok, const GError *error)
{
  if (ok)
    g_dbus_method_invocation_return_value (g_steal_pointer (&request->invocation), NULL);
  else
    op_reply_error (g_steal_pointer (&request->invocation), error);
}

static void
begin_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Request) request = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = op_product_begin_finish (OP_PRODUCT (source), result, &error);

  reply (request, ok, error);
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Request) request = user_data;
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
  g_autoptr(Request) request = user_data;
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
  Request *request = data;
  OpProduct *product = request->product;
  OpProductView view;
  g_autoptr(GError) error = NULL;

  request->invocation = invocation;
  op_product_get_view (product, &view);

  if (request->call == OP_UPDATE_DOWNLOAD)
    op_product_download_async (product, request->text, request->download, uid, begin_cb, request);
  else if (request->call == OP_UPDATE_APPLY || request->call == OP_UPDATE_ROLLBACK)
    op_product_apply_async (
        product, request->call, request->text, request->apply, uid, begin_cb, request);
  else if (!op_update_state_check (view.status, request->call, &error))
    {
      reply (request, FALSE, error);
      request_free (request);
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
  g_autoptr(Request) request = data;
  g_autoptr(GError) error = NULL;
  gboolean ok;

  request->invocation = invocation;
  if (request->call == OP_UPDATE_CANCEL)
    ok = op_product_cancel (request->product, &error);
  else
    ok = op_product_set_paused (request->product, request->call == OP_UPDATE_PAUSE, &error);

  reply (request, ok, error);
}

/* What a rule may look at: the product, and the parameters that are there. */
static GStrv
make_details (const Request *request)
{
  g_autoptr(GStrvBuilder) details = g_strv_builder_new ();
  const OpDownloadParameters *download = request->download;
  const struct
  {
    const char *key, *value;
  } pairs[] = {
    { "product", op_product_get_config (request->product)->id },
    { "title", op_product_get_config (request->product)->title },
    { "updatebaseurl", download != NULL ? download->update_base_url : NULL },
    { "updatetoversion", download != NULL ? download->update_to_version : NULL },
    { "downloadsource", download != NULL ? download->download_source : NULL },
    { "contentid", download != NULL ? download->content_id : NULL },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (pairs[i].value == NULL)
        continue;
      g_strv_builder_add (details, pairs[i].key);
      g_strv_builder_add (details, pairs[i].value);
    }

  return g_strv_builder_end (details);
}

static gboolean
changes_source (const Request *request)
{
  const OpProductConfig *config = op_product_get_config (request->product);
  const char *url = request->download->update_base_url;

  if (url == NULL || config->trust == OP_TRUST_TUF)
    return FALSE;
  if (config->update_base_url != NULL && op_url_is_below (url, config->update_base_url))
    return FALSE;

  for (size_t i = 0; config->allowed_base_urls[i] != NULL; i++)
    {
      if (op_url_is_below (url, config->allowed_base_urls[i]))
        return FALSE;
    }

  return TRUE;
}

static void
ask (OpDBusUpdateNotify1 *object,
     GDBusMethodInvocation *invocation,
     Request *owned_request,
     OpGateFunc func)
{
  const char *more[3] = { NULL };
  unsigned n_more = 0;
  g_auto(GStrv) details = make_details (owned_request);
  OpGateRequest request = {
    .more_actions = more,
    .details = (const char *const *) details,
    .run = func,
    .data = owned_request,
    .free = request_free,
  };
  OpProductView view;

  op_product_get_view (owned_request->product, &view);
  if (owned_request->call == OP_UPDATE_DOWNLOAD && changes_source (owned_request))
    more[n_more++] = OP_ACTION_CHANGE_SOURCE;
  if (owned_request->call == OP_UPDATE_DOWNLOAD &&
      owned_request->download->update_to_version != NULL &&
      op_version_compare (owned_request->download->update_to_version, view.installed) < 0)
    more[n_more++] = OP_ACTION_DOWNGRADE;
  if (owned_request->apply != NULL && owned_request->apply->force_app_shutdown)
    more[n_more++] = OP_ACTION_FORCE_APP_SHUTDOWN;

  op_gate_ask (op_update_face_get_gate ((OpUpdateFace *) object), invocation, &request);
}

static void
ask_with_download (OpDBusUpdateNotify1 *object,
                   GDBusMethodInvocation *invocation,
                   OpUpdateEvent call,
                   const char *text)
{
  g_autoptr(Request) request = request_new (object, call, text);
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
  g_autoptr(Request) request = request_new (object, call, text);
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
