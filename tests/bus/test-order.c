/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What is announced, and in which order: every transition once, the properties before the
 * signal, the signal before the reply; progress that only grows, and not too often.
 */

#include <string.h>

#include "support/calls.h"
#include "support/guard.h"
#include "support/patience.h"

static void
assert_transitions (Service *s, const char *expected)
{
  g_autofree char *seen = recorder_transitions (s->recorder, product_path (NULL));

  g_assert_cmpstr (seen, ==, expected);
}

static void
test_good_update (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  assert_transitions (s, "0>1 1>2 2>6");
  recorder_clear (s->recorder);
  run_call (s, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  assert_transitions (s, "6>7 7>8 8>9");
}

static void
test_failure (void)
{
  g_autoptr(Service) s = service_new_with_product ();

  if (s == NULL)
    return;

  application_publish_text (s->www, "[]x");
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  assert_transitions (s, "0>1 1>2 2>5/9");
}

static void
test_cancel (void)
{
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *parameters = NULL;

  if (s == NULL)
    return;

  parameters = g_strdup_printf ("updatebaseurl=%srate/100/1.0/", nginx_url (s->nginx));
  must_call (s, NULL, "Download", parameters);
  wait_for_status (s, NULL, STATUS_DOWNLOAD_WIP);
  must_call (s, NULL, "Cancel", NULL);
  g_assert_cmpuint (wait_for_rest (s, NULL), ==, STATUS_DOWNLOAD_CANCELLED);
  assert_transitions (s, "0>1 1>2 2>3 3>4");
}

static gboolean
has_word (gpointer data)
{
  g_autofree char *sequence = recorder_sequence (data, product_path (NULL), NULL);

  return strstr (sequence, "2>6") != NULL;
}

/* Nothing is asked of the service meanwhile, so that the one reply is Download's. */
static void
test_property_signal_reply (void)
{
  static const char *const properties[] = { "Status", NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *sequence = NULL;

  if (s == NULL)
    return;

  recorder_clear (s->recorder);
  must_call (s, NULL, "Download", "");
  wait_until (has_word, s->recorder, "DOWNLOAD_SUCCEEDED");
  sequence = recorder_sequence (s->recorder, product_path (NULL), properties);
  g_test_message ("%s", sequence);

  /* The first transition is announced, property first, before the reply; what comes later has
   * its own pace. */
  g_assert_true (g_str_has_prefix (sequence, "Status=1 0>1 "));
  g_assert_true (strstr (sequence, "0>1") < strstr (sequence, "reply"));
  g_assert_nonnull (strstr (sequence, "Status=2 1>2"));
  g_assert_nonnull (strstr (sequence, "Status=6 2>6"));
}

static void
test_error_properties_come_with_the_status (void)
{
  static const char *const properties[] = { "Error", "ErrorName", "Status", NULL };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *sequence = NULL;

  if (s == NULL)
    return;

  application_publish_text (s->www, "[]x");
  recorder_clear (s->recorder);
  run_call (s, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
  sequence = recorder_sequence (s->recorder, product_path (NULL), properties);
  g_test_message ("%s", sequence);
  g_assert_nonnull (
      strstr (sequence, "Error=9 ErrorName='org.offpeak.Error.BadFileList' Status=5 2>5/9"));
}

static void
assert_grows (Service *s, const char *property, guint64 last)
{
  g_autoptr(GPtrArray) values = recorder_values (s->recorder, product_path (NULL), property);
  guint64 before = 0;

  for (size_t i = 0; i < values->len; i++)
    {
      GVariant *value = values->pdata[i];
      guint64 now = g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32)
                        ? g_variant_get_uint32 (value)
                        : g_variant_get_uint64 (value);

      g_assert_cmpuint (now, >=, before);
      before = now;
    }
  g_assert_cmpuint (before, ==, last);
}

/* In any whole second not more than 5, and one for the last value. */
static void
assert_rate (Service *s, const char *property)
{
  g_autoptr(GArray) times = recorder_times (s->recorder, product_path (NULL), property);

  g_test_message ("%u notices", times->len);
  for (size_t i = 0; i + 6 < times->len; i++)
    g_assert_cmpint (
        g_array_index (times, gint64, i + 6) - g_array_index (times, gint64, i), >, 900 * 1000);
}

static void
test_progress (void)
{
  static const ApplicationShape shape = { .n_files = 8, .file_bytes = 200000, .n_changed = 8 };
  g_autoptr(Service) s = service_new_with_product ();
  g_autofree char *parameters = NULL;
  guint64 total;

  if (s == NULL)
    return;

  service_publish (s, "2.0", &shape);
  parameters = g_strdup_printf ("updatebaseurl=%srate/100k/2.0/", nginx_url (s->nginx));
  recorder_clear (s->recorder);
  run_call (s, NULL, "Download", parameters, STATUS_DOWNLOAD_SUCCEEDED);

  total = get_number (s, NULL, "BytesTotal");
  g_assert_cmpuint (total, >=, 8 * 200000);
  assert_grows (s, "BytesTransferred", total);
  assert_grows (s, "FilesTransferred", get_number (s, NULL, "FilesTotal"));
  assert_rate (s, "BytesTransferred");
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/order/of-a-good-update", test_good_update);
  g_test_add_func ("/order/of-a-failure", test_failure);
  g_test_add_func ("/order/of-a-cancelled-download", test_cancel);
  g_test_add_func ("/order/property-then-signal-then-reply", test_property_signal_reply);
  g_test_add_func ("/order/error-comes-with-the-status",
                   test_error_properties_come_with_the_status);
  g_test_add_func ("/order/progress-grows-at-its-pace-to-the-end", test_progress);

  return g_test_run ();
}
