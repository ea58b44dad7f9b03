/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cast.h"

#include <jansson.h>

#include "audit/log.h"
#include "base/digest.h"
#include "install/child-confinement.h"
#include "support/patience.h"

static const char *
name_error (int code)
{
  return "org.offpeak.Error.Any";
}

static void
on_status_changed (OpProduct *product, guint old, guint new, gpointer user_data)
{
  Cast *c = user_data;

  g_string_append_printf (c->transitions, "%s%u>%u", c->transitions->len > 0 ? " " : "", old, new);
}

static void
on_added (OpCatalogue *catalogue, OpProduct *product, gpointer user_data)
{
  Cast *c = user_data;

  c->n_added++;
  g_signal_connect (product, "status-changed", G_CALLBACK (on_status_changed), c);
}

static void
on_removed (OpCatalogue *catalogue, OpProduct *product, gpointer user_data)
{
  ((Cast *) user_data)->n_removed++;
}

void
cast_start (Cast *c)
{
  g_autoptr(OpConfinement) confinement = op_child_confinement_new ();
  const OpAuditLogOptions options = {
    .log_path = c->places->log,
    .state_path = c->places->state,
    .version = "0",
    .error_name = name_error,
  };

  c->audit = op_audit_log_new (OP_CLOCK (c->clock), &options);
  c->catalogue = op_catalogue_new (
      c->places, OP_SOURCE (c->source), OP_CLOCK (c->clock), c->audit, confinement);
  g_signal_connect (c->catalogue, "added", G_CALLBACK (on_added), c);
  g_signal_connect (c->catalogue, "removed", G_CALLBACK (on_removed), c);
  reload (c);
}

void
cast_set_up (Cast *c, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  c->dir = g_dir_make_tmp ("offpeak-update-XXXXXX", &error);
  g_assert_no_error (error);
  c->places = op_places_new (c->dir);
  g_assert_true (op_places_make (c->places, &error));
  g_assert_no_error (error);
  write_file (c->dir, "apps/.keep", "");
  c->source = op_fake_source_new ();
  c->clock = op_fake_clock_new (G_GINT64_CONSTANT (1700000000000000));
  c->problems = g_ptr_array_new_with_free_func (g_free);
  c->transitions = g_string_new (NULL);
  cast_start (c);
}

static gboolean
is_idle (gpointer user_data)
{
  return !op_catalogue_is_busy (user_data);
}

void
cast_stop (Cast *c)
{
  g_autoptr(GPtrArray) products = op_catalogue_list (c->catalogue);

  for (unsigned i = 0; i < products->len; i++)
    g_signal_handlers_disconnect_by_data (products->pdata[i], c);
  g_signal_handlers_disconnect_by_data (c->catalogue, c);
  g_clear_object (&c->catalogue);
  op_audit_log_close (c->audit);
  g_clear_object (&c->audit);
}

void
cast_tear_down (Cast *c, gconstpointer unused)
{
  op_fake_source_hold (c->source, FALSE);
  if (c->catalogue != NULL)
    {
      wait_until (is_idle, c->catalogue, "the products to rest");
      cast_stop (c);
    }
  while (g_main_context_iteration (NULL, FALSE /* may block */))
    ;
  g_object_unref (c->source);
  g_object_unref (c->clock);
  op_places_free (c->places);
  g_ptr_array_unref (c->problems);
  g_string_free (c->transitions, TRUE);
  remove_tree (c->dir);
  g_free (c->dir);
}

void
cast_start_after_reboot (Cast *c)
{
  g_autofree char *statuses = g_build_filename (c->places->run, "products", NULL);
  g_autoptr(GError) error = NULL;

  remove_tree (statuses);
  g_assert_true (op_places_make (c->places, &error));
  cast_start (c);
}

char *
place_of (const char *id, const char *path)
{
  return g_strdup_printf ("https://u.example/%s/%s", id, path);
}

void
add_product (Cast *c, const char *id, const char *more)
{
  g_autofree char *path = g_strdup_printf ("etc/offpeak/products.d/%s.conf", id);
  g_autofree char *base = place_of (id, "");
  g_autofree char *text =
      g_strdup_printf ("[Product]\nInstallRoot=%s/apps/%s\nUpdateBaseUrl=%s\nTrust=filelist\n%s",
                       c->dir,
                       id,
                       base,
                       more);

  write_file (c->dir, path, text);
}

void
reload (Cast *c)
{
  g_ptr_array_set_size (c->problems, 0);
  op_catalogue_reload (c->catalogue, c->problems);
}

OpProduct *
find_product (Cast *c, const char *id)
{
  OpProduct *product = op_catalogue_find (c->catalogue, id);

  g_assert_nonnull (product);

  return product;
}

void
publish (Cast *c, const char *id, const char *version, const char *const *files)
{
  g_autofree char *list_place = place_of (id, "filelist.json");
  json_t *array = json_array ();
  json_t *list = json_pack ("{s:s, s:o}", "version", version, "files", array);
  char *text;

  for (size_t i = 0; files[i] != NULL; i += 2)
    {
      const char *body = files[i + 1];
      g_autofree char *place = place_of (id, files[i]);
      g_autofree char *dir = g_path_get_dirname (files[i]);
      g_autofree char *name = g_path_get_basename (files[i]);
      g_autofree char *hex = NULL;
      OpSha256 sha256;

      op_sha256_of (body, strlen (body), &sha256);
      hex = op_sha256_to_hex (&sha256);
      op_fake_source_put_text (c->source, place, body);
      json_array_append_new (array,
                             json_pack ("{s:s, s:s, s:s, s:I}",
                                        "relativePath",
                                        g_str_equal (dir, ".") ? "" : dir,
                                        "name",
                                        name,
                                        "hash",
                                        hex,
                                        "size",
                                        (json_int_t) strlen (body)));
    }

  text = json_dumps (list, 0);
  op_fake_source_put_text (c->source, list_place, text);
  free (text);
  json_decref (list);
}

typedef struct
{
  gboolean is_over;
  gboolean ok;
  GError **error;
} Reply;

static void
begin_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reply *reply = user_data;

  reply->ok = op_product_begin_finish (OP_PRODUCT (source), result, reply->error);
  reply->is_over = TRUE;
}

static gboolean
is_over (gpointer user_data)
{
  return ((Reply *) user_data)->is_over;
}

gboolean
begin (OpProduct *product, OpUpdateEvent call, const char *text, GError **error)
{
  Reply reply = { .error = error };
  g_autoptr(OpDownloadParameters) download = NULL;
  g_autoptr(OpApplyParameters) apply = NULL;
  g_autoptr(GError) parse_error = NULL;

  if (call == OP_UPDATE_DOWNLOAD)
    {
      download = op_download_parameters_parse (text, &parse_error);
      g_assert_no_error (parse_error);
      op_product_download_async (product, text, download, 0, begin_cb, &reply);
    }
  else
    {
      apply = call == OP_UPDATE_APPLY ? op_apply_parameters_parse (text, &parse_error)
                                      : op_rollback_parameters_parse (text, &parse_error);
      g_assert_no_error (parse_error);
      op_product_apply_async (product, call, text, apply, 0, begin_cb, &reply);
    }
  wait_until (is_over, &reply, "the reply");

  return reply.ok;
}

static gboolean
is_resting (gpointer product)
{
  OpProductView view;

  op_product_get_view (product, &view);

  return op_status_is_resting (view.status) && !op_product_is_busy (product);
}

OpStatus
wait_for_rest (OpProduct *product)
{
  OpProductView view;

  wait_until (is_resting, product, "the product to rest");
  op_product_get_view (product, &view);
  g_test_message ("%s: %s",
                  op_status_nick (view.status),
                  view.error != NULL ? view.error->message : "no error");

  return view.status;
}

OpStatus
run (OpProduct *product, OpUpdateEvent call, const char *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (begin (product, call, text, &error));
  g_assert_no_error (error);

  return wait_for_rest (product);
}

typedef struct
{
  OpProduct *product;
  OpStatus status;
} Wanted;

static gboolean
is_so (gpointer user_data)
{
  const Wanted *wanted = user_data;
  OpProductView view;

  op_product_get_view (wanted->product, &view);

  return view.status == wanted->status;
}

void
wait_for_status (OpProduct *product, OpStatus status)
{
  Wanted wanted = { product, status };

  wait_until (is_so, &wanted, op_status_nick (status));
}

void
assert_failed (OpProduct *product, OpStatus status, OpError code, const char *word)
{
  OpProductView view;

  g_assert_cmpstr (op_status_nick (wait_for_rest (product)), ==, op_status_nick (status));
  op_product_get_view (product, &view);
  g_assert_error (view.error, OP_ERROR, (int) code);
  g_assert_nonnull (strstr (view.error->message, word));
}

char *
take_transitions (Cast *c)
{
  char *transitions = g_strdup (c->transitions->str);

  g_string_truncate (c->transitions, 0);

  return transitions;
}
