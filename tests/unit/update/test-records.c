/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a product remembers, and what it makes of what somebody else has done to it. */

#include "update/records.h"

#include <string.h>

#include "base/error.h"
#include "support/files.h"
#include "update/json-file.h"
#include "update/mark.h"

#define BOOT "3f3d3a6e-0000-4000-8000-000000000001"
#define OTHER_BOOT "3f3d3a6e-0000-4000-8000-000000000002"

typedef struct
{
  char *dir;         /* (owned) */
  char *state_path;  /* (owned): DIR/products/editor */
  char *status_path; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("offpeak-records-XXXXXX", &error);
  g_assert_no_error (error);
  f->state_path = g_build_filename (f->dir, "products/editor", NULL);
  f->status_path = g_build_filename (f->dir, "status.json", NULL);
  write_file (f->state_path, "keep", "");
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->state_path);
  g_free (f->status_path);
}

static void
save_status (Fixture *f, const OpStatusRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (op_status_record_save (f->status_path, BOOT, record, &error));
  g_assert_no_error (error);
}

static void
test_status (Fixture *f, gconstpointer unused)
{
  for (OpStatus status = 0; status < OP_N_STATUSES; status++)
    {
      g_auto(OpStatusRecord) loaded = { 0 };
      char content_id[] = "{\"id\": \"ü\"}\n";
      const OpStatusRecord record = {
        .status = status,
        .content_id = content_id,
        .display_level = status % 2 == 0,
      };

      save_status (f, &record);
      g_assert_true (op_status_record_load (f->status_path, BOOT, &loaded));
      g_assert_cmpint (loaded.status, ==, status);
      g_assert_null (loaded.error);
      g_assert_cmpstr (loaded.content_id, ==, content_id);
      g_assert_cmpint (loaded.display_level, ==, status % 2 == 0);
    }
}

static void
test_status_with_error (Fixture *f, gconstpointer unused)
{
  for (OpError code = 0; code < OP_N_ERRORS; code++)
    {
      g_autoptr(GError) error = op_error_new_with_hresult (
          code, 0x80190194u + code, "It’s ‘%d’\t\"x\"", (int) code);
      g_auto(OpStatusRecord) loaded = { 0 };
      char content_id[] = "";
      const OpStatusRecord record = {
        .status = OP_STATUS_DOWNLOAD_FAILED,
        .error = error,
        .content_id = content_id,
      };

      save_status (f, &record);
      g_assert_true (op_status_record_load (f->status_path, BOOT, &loaded));
      g_assert_error (loaded.error, OP_ERROR, (int) code);
      g_assert_cmpstr (loaded.error->message, ==, error->message);
      g_assert_cmpuint (op_error_get_hresult (loaded.error), ==, 0x80190194u + code);
    }
}

/* Of another domain; and with bytes that are not text, as file names may have. */
static void
test_status_with_odd_error (Fixture *f, gconstpointer unused)
{
  g_autoptr(GError) error =
                 g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "/tmp/\xff is missing");
  g_auto(OpStatusRecord) loaded = { 0 };
  char content_id[] = "";
  const OpStatusRecord record = {
    .status = OP_STATUS_APPLY_FAILED,
    .error = error,
    .content_id = content_id,
  };

  save_status (f, &record);
  g_assert_true (op_status_record_load (f->status_path, BOOT, &loaded));
  g_assert_error (loaded.error, OP_ERROR, OP_ERROR_FAILED);
  g_assert_nonnull (strstr (loaded.error->message, " is missing"));
  g_assert_true (g_utf8_validate (loaded.error->message, -1, NULL));
}

/* After a reboot, nothing is known. */
static void
test_status_of_another_boot (Fixture *f, gconstpointer unused)
{
  char content_id[] = "x";
  const OpStatusRecord record = { .status = OP_STATUS_APPLY_WIP, .content_id = content_id };
  g_auto(OpStatusRecord) loaded = { 0 };

  g_assert_false (op_status_record_load (f->status_path, BOOT, &loaded));
  save_status (f, &record);
  g_assert_false (op_status_record_load (f->status_path, OTHER_BOOT, &loaded));
  g_assert_true (op_status_record_load (f->status_path, BOOT, &loaded));
}

typedef struct
{
  const char *name;
  const char *text;
} Damaged;

static const Damaged damaged[] = {
  { "empty", "" },
  { "cut-short", "{\"boot\": \"" BOOT "\", \"status\": 2" },
  { "an-array", "[]" },
  { "twice", "{\"boot\": \"" BOOT "\", \"status\": 2, \"status\": 3}" },
  { "two-documents", "{} {}" },
  { "nul", "{\"boot\": \"a\\u0000\", \"status\": 2}" },
  { "not-utf-8", "{\"boot\": \"\xff\", \"status\": 2}" },
};

static void
test_damaged (Fixture *f, gconstpointer data)
{
  const Damaged *c = data;
  g_auto(OpStatusRecord) status = { 0 };
  g_autoptr(OpKeptRecord) kept = NULL;
  g_autoptr(OpPending) pending = NULL;

  write_file (f->dir, "status.json", c->text);
  write_file (f->state_path, "product.json", c->text);
  write_file (f->state_path, "pending.json", c->text);

  g_assert_false (op_status_record_load (f->status_path, BOOT, &status));
  kept = op_kept_record_load (f->state_path);
  g_assert_null (kept->staged);
  g_assert_cmpuint (g_strv_length (kept->rejected), ==, 0);
  pending = op_pending_load (f->state_path);
  g_assert_null (pending);
}

/* What is there is not what it should be. */
static void
test_wrong_types (Fixture *f, gconstpointer unused)
{
  static const char *const statuses[] = {
    "{\"boot\": \"" BOOT "\", \"status\": -1}",
    "{\"boot\": \"" BOOT "\", \"status\": 11}",
    "{\"boot\": 1, \"status\": 2}",
    "{\"status\": 2}",
  };
  static const char *const requests[] = {
    "{}",
    "{\"call\": 0}",
    "{\"call\": 3, \"parameters\": \"\"}",
    "{\"call\": -1, \"parameters\": \"\"}",
    "{\"call\": 0, \"parameters\": 1}",
  };
  g_autoptr(OpKeptRecord) kept = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_auto(OpStatusRecord) status = { 0 };

      write_file (f->dir, "status.json", statuses[i]);
      g_assert_false (op_status_record_load (f->status_path, BOOT, &status));
    }
  for (size_t i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr(OpPending) pending = NULL;

      write_file (f->state_path, "pending.json", requests[i]);
      pending = op_pending_load (f->state_path);
      g_assert_null (pending);
    }

  write_file (f->state_path,
              "product.json",
              "{\"staged\": 1, \"rejected\": [\"1.0\", 2, null, \"2.0\"], \"urgency\": \"x\"}");
  kept = op_kept_record_load (f->state_path);
  g_assert_null (kept->staged);
  g_assert_cmpuint (kept->urgency, ==, 0);
  g_assert_cmpuint (g_strv_length (kept->rejected), ==, 2);
  g_assert_true (op_kept_record_is_rejected (kept, "2.0"));
}

static void
test_kept (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpKeptRecord) kept = op_kept_record_load (f->state_path);
  g_autoptr(OpKeptRecord) copy = NULL;
  g_autoptr(OpKeptRecord) loaded = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (kept->staged);
  kept->staged = g_strdup ("2.0~1");
  kept->notes_url = g_strdup ("https://u.example/notes");
  kept->urgency = 3;
  kept->last_fresh_usec = G_GINT64_CONSTANT (1700000000000000);
  op_kept_record_reject (kept, "1.5");
  op_kept_record_reject (kept, "1.6");
  op_kept_record_reject (kept, "1.5");
  copy = op_kept_record_copy (kept);
  op_kept_record_accept (kept, "1.5");
  op_kept_record_accept (kept, "1.5");

  g_assert_true (op_kept_record_save (f->state_path, copy, &error));
  g_assert_no_error (error);
  loaded = op_kept_record_load (f->state_path);
  g_assert_cmpstr (loaded->staged, ==, "2.0~1");
  g_assert_cmpstr (loaded->notes_url, ==, "https://u.example/notes");
  g_assert_cmpuint (loaded->urgency, ==, 3);
  g_assert_cmpint (loaded->last_fresh_usec, ==, kept->last_fresh_usec);
  g_assert_cmpuint (g_strv_length (loaded->rejected), ==, 2);
  g_assert_true (op_kept_record_is_rejected (loaded, "1.5"));
  g_assert_false (op_kept_record_is_rejected (loaded, "1.50"));
  g_assert_cmpuint (g_strv_length (kept->rejected), ==, 1);
  g_assert_false (op_kept_record_is_rejected (kept, "1.5"));
}

static void
test_pending (Fixture *f, gconstpointer unused)
{
  static const OpUpdateEvent calls[] = { OP_UPDATE_DOWNLOAD, OP_UPDATE_APPLY, OP_UPDATE_ROLLBACK };

  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      OpPending request = {
        .call = calls[i],
        .parameters = (char *) "updatebaseurl=\"https://u.example/ü\"",
        .uid = 4294967294u,
        .started_usec = G_GINT64_CONSTANT (1700000000000000),
        .paused = i == 0,
        .target = (char *) (i > 0 ? "2.0" : NULL),
        .from = (char *) (i > 1 ? "1.0" : NULL),
      };
      g_autoptr(OpPending) loaded = NULL;
      g_autoptr(OpPending) copy = NULL;
      g_autoptr(OpPending) gone = NULL;
      g_auto(GStrv) marks = NULL;
      g_auto(GStrv) no_marks = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (op_pending_save (f->state_path, &request, &error));
      g_assert_no_error (error);
      marks = op_marks_list (f->dir);
      g_assert_cmpuint (g_strv_length (marks), ==, 1);
      g_assert_cmpstr (marks[0], ==, "editor");

      loaded = op_pending_load (f->state_path);
      copy = op_pending_copy (loaded);
      g_assert_cmpint (copy->call, ==, calls[i]);
      g_assert_cmpstr (copy->parameters, ==, request.parameters);
      g_assert_cmpuint (copy->uid, ==, request.uid);
      g_assert_cmpint (copy->started_usec, ==, request.started_usec);
      g_assert_cmpint (copy->paused, ==, request.paused);
      g_assert_cmpstr (copy->target, ==, request.target);
      g_assert_cmpstr (copy->from, ==, request.from);
      g_assert_cmpstr (copy->previous, ==, NULL);

      for (unsigned n = 0; n < 2; n++)
        g_assert_true (op_pending_remove (f->state_path, &error));
      g_assert_no_error (error);
      gone = op_pending_load (f->state_path);
      g_assert_null (gone);
      no_marks = op_marks_list (f->dir);
      g_assert_cmpuint (g_strv_length (no_marks), ==, 0);
    }
}

static void
test_nowhere_to_write (Fixture *f, gconstpointer unused)
{
  g_autofree char *nowhere = g_build_filename (f->dir, "products/nothing", NULL);
  g_autoptr(OpKeptRecord) kept = op_kept_record_load (nowhere);
  g_autoptr(GError) error = NULL;

  g_assert_false (op_kept_record_save (nowhere, kept, &error));
  g_assert_error (error, OP_ERROR, OP_ERROR_RECORD);
}

/* Bytes that are not text must not lose the rest of a record. */
static void
test_json_strings (void)
{
  g_autoptr(json_t) object = json_object ();
  g_autofree char *bad = NULL;
  g_autofree char *missing = NULL;

  op_json_set_string (object, "good", "ü");
  op_json_set_string (object, "none", NULL);
  op_json_set_string (object,
                      "bad",
                      "a\xff"
                      "b");
  g_assert_cmpuint (json_object_size (object), ==, 2);
  bad = op_json_dup_string (object, "bad");
  g_assert_cmpstr (bad,
                   ==,
                   "a\xef\xbf\xbd"
                   "b");
  missing = op_json_dup_string (object, "none");
  g_assert_null (missing);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/records/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("status", test_status);
  ADD ("status-with-an-error", test_status_with_error);
  ADD ("status-with-an-odd-error", test_status_with_odd_error);
  ADD ("status-of-another-boot", test_status_of_another_boot);
  ADD ("wrong-types", test_wrong_types);
  ADD ("kept", test_kept);
  ADD ("pending", test_pending);
  ADD ("nowhere-to-write", test_nowhere_to_write);
#undef ADD
  for (size_t i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autofree char *path = g_strconcat ("/records/damaged/", damaged[i].name, NULL);

      g_test_add (path, Fixture, &damaged[i], set_up, test_damaged, tear_down);
    }
  g_test_add_func ("/records/strings", test_json_strings);

  return g_test_run ();
}
