/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A product from one status to the next, with everything but a network. */

#include "cast.h"
#include "rules/wait-reason.h"
#include "update/records.h"

static const char *const one[] = { "bin/editor", "one", "data/words", "same", NULL };
static const char *const two[] = { "bin/editor", "two", "data/words", "same", NULL };

static void
set_up (Cast *c, gconstpointer unused)
{
  cast_set_up (c, NULL);
  add_product (c, "editor", "");
  reload (c);
  publish (c, "editor", "1.0", one);
}

static void
assert_versions (OpProduct *product,
                 const char *installed,
                 const char *staged,
                 const char *previous)
{
  OpProductView view;

  op_product_get_view (product, &view);
  g_assert_cmpstr (view.installed, ==, installed);
  g_assert_cmpstr (view.staged, ==, staged);
  g_assert_cmpstr (view.previous, ==, previous);
}

static void
assert_current (Cast *c, const char *path, const char *expected)
{
  g_autofree char *full = g_build_filename ("apps/editor/current", path, NULL);
  g_autofree char *text = read_file (c->dir, full);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_transitions (Cast *c, const char *expected)
{
  g_autofree char *transitions = take_transitions (c);

  g_assert_cmpstr (transitions, ==, expected);
}

static void
update (Cast *c)
{
  g_assert_cmpint (
      run (find_product (c, "editor"), OP_UPDATE_DOWNLOAD, ""), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_cmpint (
      run (find_product (c, "editor"), OP_UPDATE_APPLY, ""), ==, OP_STATUS_APPLY_SUCCEEDED);
}

static void
test_update_and_back (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");
  g_autofree char *asked = NULL;

  assert_versions (product, "", "", "");
  g_assert_cmpint (run (product, OP_UPDATE_DOWNLOAD, ""), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  assert_versions (product, "", "1.0", "");
  assert_transitions (c, "0>1 1>2 2>6");
  g_assert_cmpint (run (product, OP_UPDATE_APPLY, ""), ==, OP_STATUS_APPLY_SUCCEEDED);
  assert_versions (product, "1.0", "", "");
  assert_transitions (c, "6>7 7>8 8>9");
  assert_current (c, "bin/editor", "one");

  publish (c, "editor", "2.0", two);
  g_free (op_fake_source_take_asked (c->source));
  update (c);
  assert_versions (product, "2.0", "", "1.0");
  assert_current (c, "bin/editor", "two");
  assert_current (c, "data/words", "same");
  asked = op_fake_source_take_asked (c->source);
  g_assert_cmpstr (
      asked, ==, "https://u.example/editor/filelist.json https://u.example/editor/bin/editor");

  assert_transitions (c, "9>1 1>2 2>6 6>7 7>8 8>9");
  g_assert_cmpint (run (product, OP_UPDATE_ROLLBACK, ""), ==, OP_STATUS_APPLY_SUCCEEDED);
  assert_versions (product, "1.0", "", "2.0");
  assert_current (c, "bin/editor", "one");
}

static void
test_nothing_newer (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");

  update (c);
  g_free (op_fake_source_take_asked (c->source));
  g_assert_cmpint (run (product, OP_UPDATE_DOWNLOAD, ""), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  assert_versions (product, "1.0", "", "");
  g_assert_cmpint (run (product, OP_UPDATE_APPLY, ""), ==, OP_STATUS_APPLY_SUCCEEDED);
  assert_versions (product, "1.0", "", "");
}

static void
test_failures (Cast *c, gconstpointer unused)
{
  static const char *const bad[] = { "../x", "out", NULL };
  OpProduct *product = find_product (c, "editor");
  g_autofree char *list = place_of ("editor", "filelist.json");
  g_autofree char *body = place_of ("editor", "bin/editor");
  OpProductView view;

  op_fake_source_put_error (
      c->source,
      list,
      op_error_new_with_hresult (OP_ERROR_HTTP, OP_HRESULT_FROM_HTTP (503), "Not now"));
  run (product, OP_UPDATE_DOWNLOAD, "");
  assert_failed (product, OP_STATUS_DOWNLOAD_FAILED, OP_ERROR_HTTP, "Not now");
  op_product_get_view (product, &view);
  g_assert_cmpuint (view.error_number, ==, 13u + 0x80190000u + 503u);

  op_fake_source_put_text (c->source, list, "not a list");
  run (product, OP_UPDATE_DOWNLOAD, "");
  assert_failed (product, OP_STATUS_DOWNLOAD_FAILED, OP_ERROR_BAD_FILE_LIST, "filelist.json: ");

  publish (c, "editor", "1.0", bad);
  run (product, OP_UPDATE_DOWNLOAD, "");
  assert_failed (product, OP_STATUS_DOWNLOAD_FAILED, OP_ERROR_BAD_FILE_LIST, "..");

  publish (c, "editor", "1.0", one);
  op_fake_source_put_text (c->source, body, "two");
  run (product, OP_UPDATE_DOWNLOAD, "");
  assert_failed (product, OP_STATUS_DOWNLOAD_FAILED, OP_ERROR_BAD_CONTENT, "hash");

  run (product, OP_UPDATE_DOWNLOAD, "updatetoversion=7.0");
  assert_failed (product, OP_STATUS_DOWNLOAD_FAILED, OP_ERROR_NOT_FOUND, "7.0");
  assert_versions (product, "", "", "");

  publish (c, "editor", "1.0", one);
  update (c);
  op_product_get_view (product, &view);
  g_assert_null (view.error);
  g_assert_cmpuint (view.error_number, ==, 0);
  assert_current (c, "bin/editor", "one");
}

static void
test_one_at_a_time (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");
  g_autoptr(GError) error = NULL;

  op_fake_source_hold (c->source, TRUE);
  g_assert_true (begin (product, OP_UPDATE_DOWNLOAD, "", &error));
  for (OpUpdateEvent call = OP_UPDATE_DOWNLOAD; call <= OP_UPDATE_ROLLBACK; call++)
    {
      g_autoptr(GError) refused = NULL;

      g_assert_false (begin (product, call, "", &refused));
      g_assert_error (refused, OP_ERROR, OP_ERROR_ILLEGAL_METHOD_CALL);
    }
  op_fake_source_hold (c->source, FALSE);
  g_assert_cmpint (wait_for_rest (product), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
}

static void
test_cancel (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");
  g_autoptr(GError) error = NULL;

  g_assert_false (op_product_cancel (product, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_ILLEGAL_METHOD_CALL);
  g_clear_error (&error);

  op_fake_source_hold (c->source, TRUE);
  g_assert_true (begin (product, OP_UPDATE_DOWNLOAD, "", &error));
  g_assert_true (op_product_cancel (product, &error));
  g_assert_false (op_product_cancel (product, NULL));
  g_assert_cmpint (wait_for_rest (product), ==, OP_STATUS_DOWNLOAD_CANCELLED);
  assert_transitions (c, "0>1 1>2 2>3 3>4");
  g_assert_false (file_exists (c->dir, "apps/editor/versions/1.0~partial"));
  assert_versions (product, "", "", "");
}

static void
assert_waits (OpProduct *product, const char *code)
{
  g_autoptr(GPtrArray) reasons = op_product_get_wait_reasons (product);

  g_assert_cmpuint (reasons->len, ==, 1);
  g_assert_cmpstr (((OpWaitReason *) reasons->pdata[0])->code, ==, code);
}

static void
test_pause (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");
  g_autoptr(GError) error = NULL;

  op_fake_source_hold (c->source, TRUE);
  g_assert_true (begin (product, OP_UPDATE_DOWNLOAD, "", &error));
  g_assert_true (op_product_set_paused (product, TRUE, &error));
  op_fake_source_hold (c->source, FALSE);
  assert_waits (product, "paused");

  g_assert_true (op_product_set_paused (product, FALSE, &error));
  g_assert_cmpint (wait_for_rest (product), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  g_assert_false (op_product_set_paused (product, TRUE, NULL));
}

/* As a service leaves it that is killed in the middle of a download. */
static void
leave_download (Cast *c, OpStatus status, gboolean paused)
{
  g_autofree char *state_path = g_build_filename (c->places->state, "products/editor", NULL);
  g_autofree char *status_path = g_build_filename (c->places->run, "products/editor.json", NULL);
  g_autofree char *boot_id = NULL;
  char empty[] = "";
  const OpPending pending = { .call = OP_UPDATE_DOWNLOAD, .parameters = empty, .paused = paused };
  const OpStatusRecord record = { .status = status, .content_id = empty };
  g_autoptr(GError) error = NULL;

  cast_stop (c);
  g_assert_true (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot_id, NULL, &error));
  g_assert_true (op_pending_save (state_path, &pending, &error));
  g_assert_true (op_status_record_save (status_path, g_strchomp (boot_id), &record, &error));
  g_assert_no_error (error);
}

/* What was going on goes on; what had ended stays known. */
static void
test_restart (Cast *c, gconstpointer unused)
{
  static const OpStatus statuses[] = { OP_STATUS_DOWNLOAD_PENDING, OP_STATUS_DOWNLOAD_WIP };

  for (size_t i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      leave_download (c, statuses[i], FALSE);
      cast_start (c);
      g_assert_cmpint (
          wait_for_rest (find_product (c, "editor")), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
      assert_versions (find_product (c, "editor"), "", "1.0", "");
      g_free (take_transitions (c));
    }

  cast_stop (c);
  cast_start (c);
  g_assert_cmpint (wait_for_rest (find_product (c, "editor")), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  assert_transitions (c, "");
  g_assert_cmpint (
      run (find_product (c, "editor"), OP_UPDATE_APPLY, ""), ==, OP_STATUS_APPLY_SUCCEEDED);
}

static void
test_restart_while_paused (Cast *c, gconstpointer unused)
{
  OpProduct *product;
  g_autoptr(GError) error = NULL;

  leave_download (c, OP_STATUS_DOWNLOAD_WIP, TRUE);
  cast_start (c);
  product = find_product (c, "editor");
  wait_for_status (product, OP_STATUS_DOWNLOAD_WIP);
  assert_waits (product, "paused");
  g_assert_true (op_product_set_paused (product, FALSE, &error));
  g_assert_cmpint (wait_for_rest (product), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
}

/* A cancel that was asked for is carried out. */
static void
test_restart_while_cancelling (Cast *c, gconstpointer unused)
{
  leave_download (c, OP_STATUS_DOWNLOAD_CANCELLING, FALSE);
  write_file (c->dir, "apps/editor/versions/1.0~partial/bin/editor", "o");
  cast_start (c);
  g_assert_cmpint (wait_for_rest (find_product (c, "editor")), ==, OP_STATUS_DOWNLOAD_CANCELLED);
  g_assert_false (file_exists (c->dir, "apps/editor/versions/1.0~partial"));
}

/* It had ended, but not everything of that was written. */
static void
test_restart_after_the_end (Cast *c, gconstpointer unused)
{
  leave_download (c, OP_STATUS_DOWNLOAD_FAILED, FALSE);
  cast_start (c);
  g_assert_cmpint (wait_for_rest (find_product (c, "editor")), ==, OP_STATUS_DOWNLOAD_FAILED);
  assert_transitions (c, "");
}

/* After a reboot nothing is known of the status, and a download does not go on by itself; what is
 * staged is. */
static void
test_reboot (Cast *c, gconstpointer unused)
{
  leave_download (c, OP_STATUS_DOWNLOAD_WIP, FALSE);
  cast_start_after_reboot (c);
  g_assert_cmpint (wait_for_rest (find_product (c, "editor")), ==, OP_STATUS_UNKNOWN);
  assert_versions (find_product (c, "editor"), "", "", "");

  g_assert_cmpint (
      run (find_product (c, "editor"), OP_UPDATE_DOWNLOAD, ""), ==, OP_STATUS_DOWNLOAD_SUCCEEDED);
  cast_stop (c);
  cast_start_after_reboot (c);
  g_assert_cmpint (wait_for_rest (find_product (c, "editor")), ==, OP_STATUS_UNKNOWN);
  assert_versions (find_product (c, "editor"), "", "1.0", "");
}

/* A file that somebody has changed is fetched again, and nothing else. */
static void
test_repair (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");
  g_autofree char *asked = NULL;

  update (c);
  write_file (c->dir, "apps/editor/versions/1.0/bin/editor", "damaged");
  g_free (op_fake_source_take_asked (c->source));
  update (c);
  assert_versions (product, "1.0", "", "1.0");
  assert_current (c, "bin/editor", "one");
  asked = op_fake_source_take_asked (c->source);
  g_assert_cmpstr (
      asked, ==, "https://u.example/editor/filelist.json https://u.example/editor/bin/editor");
}

static void
test_bad_configuration (Cast *c, gconstpointer unused)
{
  OpProduct *product = find_product (c, "editor");
  g_autoptr(GError) error = NULL;

  add_product (c, "editor", "Enabled=perhaps\n");
  reload (c);
  g_assert_cmpuint (c->problems->len, ==, 1);
  g_assert_false (begin (product, OP_UPDATE_DOWNLOAD, "", &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_INVALID_STATE);
  g_assert_nonnull (strstr (error->message, "Enabled"));

  add_product (c, "editor", "Enabled=no\n");
  reload (c);
  run (product, OP_UPDATE_DOWNLOAD, "");
  assert_failed (product, OP_STATUS_DOWNLOAD_FAILED, OP_ERROR_DISABLED, "disabled");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/product/" path, Cast, NULL, set_up, function, cast_tear_down)
  ADD ("update-and-back", test_update_and_back);
  ADD ("nothing-newer", test_nothing_newer);
  ADD ("failures", test_failures);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("cancel", test_cancel);
  ADD ("pause", test_pause);
  ADD ("restart", test_restart);
  ADD ("restart-while-paused", test_restart_while_paused);
  ADD ("restart-while-cancelling", test_restart_while_cancelling);
  ADD ("restart-after-the-end", test_restart_after_the_end);
  ADD ("reboot", test_reboot);
  ADD ("repair", test_repair);
  ADD ("bad-configuration", test_bad_configuration);
#undef ADD

  return g_test_run ();
}
