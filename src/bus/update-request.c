/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/update-request.h"

#include "base/error.h"
#include "rules/url.h"
#include "rules/version.h"

OpUpdateRequest *
op_update_request_new (OpProduct *product, OpUpdateEvent call, const char *text)
{
  OpUpdateRequest *self = g_new0 (OpUpdateRequest, 1);

  self->product = g_object_ref (product);
  self->call = call;
  self->text = g_strdup (text);

  return self;
}

void
op_update_request_free (gpointer request)
{
  OpUpdateRequest *self = request;

  g_clear_pointer (&self->caller, op_caller_unwatch);
  g_clear_object (&self->invocation);
  g_clear_pointer (&self->download, op_download_parameters_free);
  g_clear_pointer (&self->apply, op_apply_parameters_free);
  g_free (self->text);
  g_object_unref (self->product);
  g_free (self);
}

static gboolean
changes_source (const OpUpdateRequest *self)
{
  const OpProductConfig *config = op_product_get_config (self->product);
  const char *url = self->download->update_base_url;

  if (config->trust == OP_TRUST_TUF)
    return FALSE;
  if (self->download->download_source != NULL)
    return TRUE;
  if (url == NULL)
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

unsigned
op_update_request_get_needs (const OpUpdateRequest *self)
{
  const char *version = self->download != NULL ? self->download->update_to_version : NULL;
  unsigned needs = 0;
  OpProductView view;

  op_product_get_view (self->product, &view);
  if (self->call == OP_UPDATE_DOWNLOAD && changes_source (self))
    needs |= OP_UPDATE_NEEDS_CHANGE_SOURCE;
  if (self->call == OP_UPDATE_DOWNLOAD && version != NULL &&
      op_version_compare (version, view.installed) < 0)
    needs |= OP_UPDATE_NEEDS_DOWNGRADE;
  if (self->apply != NULL && self->apply->force_app_shutdown)
    needs |= OP_UPDATE_NEEDS_FORCE_APP_SHUTDOWN;

  return needs;
}

gboolean
op_update_request_is_still_allowed (const OpUpdateRequest *self, GError **error)
{
  if ((op_update_request_get_needs (self) & ~self->asked) == 0)
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_ACCESS_DENIED,
               "The product has changed while the call was being authorised, and ‘%s’ now needs "
               "more: call again",
               op_update_event_nick (self->call));

  return FALSE;
}

GStrv
op_update_request_make_details (const OpUpdateRequest *self)
{
  g_autoptr(GStrvBuilder) details = g_strv_builder_new ();
  const OpDownloadParameters *download = self->download;
  const OpApplyParameters *apply = self->apply;
  const struct
  {
    const char *key, *value;
  } pairs[] = {
    { "product", op_product_get_config (self->product)->id },
    { "title", op_product_get_config (self->product)->title },
    { "updatebaseurl", download != NULL ? download->update_base_url : NULL },
    { "updatetoversion",
      download != NULL ? download->update_to_version
      : apply != NULL  ? apply->update_to_version
                       : NULL },
    { "downloadsource", download != NULL ? download->download_source : NULL },
    { "contentid", download != NULL ? download->content_id : NULL },
    { "displaylevel",
      (download != NULL && download->display_level) || (apply != NULL && apply->display_level)
          ? "true"
          : NULL },
    { "forceappshutdown", apply != NULL && apply->force_app_shutdown ? "true" : NULL },
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

gboolean
op_update_request_is_own (gpointer request, guint32 uid)
{
  const OpUpdateRequest *self = request;
  OpProductView view;

  op_product_get_view (self->product, &view);

  return !op_status_is_resting (view.status) && view.last_uid == uid;
}
